import { describe, expect, it } from 'vitest';
import { messageOf, smallStudyWith } from '../../../../test/support/small-study.ts';
import { versionsOf } from '../../../protocol/keys/treatments.ts';
import { parseStudy } from '../parse-study.ts';

const arms = 'treatments:\n  1: {model: large-2026-03, prompt: 1.10}';
const armsAs = (control: string, treatment: string): string =>
  smallStudyWith(arms, `treatments:\n  0: {label: ${control}}\n  1: {label: ${treatment}, prompt: 1.10}`);
const outcomesAs = (first: string, second: string): string =>
  smallStudyWith('  resolved: {', `  resolved: {label: ${first}, `).replace('  harm: {', `  harm: {label: ${second}, `);

describe('labels', () => {
  it('are read as they are written, and are no version', () => {
    const { treatments } = parseStudy(armsAs('007', 'Drafting assistant')).study;
    expect(treatments).toEqual({ 0: { label: '007' }, 1: { label: 'Drafting assistant', prompt: '1.10' } });
    expect(Object.values(treatments).map(versionsOf)).toEqual([{}, { prompt: '1.10' }]);
    expect(parseStudy(outcomesAs('Tickets resolved', '1.10')).study.outcomes).toMatchObject({
      resolved: { label: 'Tickets resolved' },
      harm: { label: '1.10' },
    });
  });

  it('may repeat the own name', () => expect(messageOf(() => parseStudy(outcomesAs('resolved', 'harm')))).toBe('no error'));

  it.each([
    [
      'two outcomes of one label',
      outcomesAs('Solved', '" Solved "'),
      'study.yaml:17:17  "resolved" and "harm" have the same label, "Solved". Give each a label of its own, so that readers can tell them apart.',
    ],
    [
      'the column of another outcome',
      outcomesAs('harm', 'Harm'),
      'study.yaml:16:21  The label of "resolved" is "harm", which is the name of another. Choose another label, so that readers can tell them apart.',
    ],
    [
      'the net value, where there is one',
      outcomesAs('net value', 'Harm').replace('role: primary', 'value: 14, role: primary'),
      'study.yaml:16:21  The label of "resolved" is "net value", which is the name of another. Choose another label, so that readers can tell them apart.',
    ],
    [
      'two arms of one label',
      armsAs('Assistant', 'Assistant'),
      'study.yaml:13:14  "0" and "1" have the same label, "Assistant". Give each a label of its own, so that readers can tell them apart.',
    ],
    [
      'an arm that is called as another',
      armsAs('None', '0'),
      'study.yaml:13:14  The label of "1" is "0", which is the name of another. Choose another label, so that readers can tell them apart.',
    ],
    ['no letter', outcomesAs('" "', 'Harm'), 'study.yaml:16:21  outcomes.resolved.label is " ". It must be a name to show, such as Tickets resolved.'],
    ['an empty label', armsAs('None', ''), 'study.yaml:13:7  treatments.1.label is empty. It must be a name to show, such as Tickets resolved.'],
    ['a part without a name', smallStudyWith('prompt: 1.10', '"": 1.10'), 'study.yaml:12:33  A key of treatments.1 is empty. It must be the name of a part.'],
  ])('%s is an error at its line', (_, text, says) => expect(messageOf(() => parseStudy(text, 'study.yaml'))).toBe(says));
});
