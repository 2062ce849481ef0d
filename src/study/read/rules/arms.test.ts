import { expect, it } from 'vitest';
import { messageOf, smallStudyWith } from '../../../../test/support/small-study.ts';
import { parseStudy } from '../parse-study.ts';

type Case = readonly [mistake: string, from: string, to: string, says: string];

const cases: readonly Case[] = [
  [
    'shares that do not sum to one',
    '{0: 0.5, 1: 0.5}',
    '{0: 0.5, 1: 0.4}',
    'study.yaml:10:3  The planned shares sum to 0.9, not to 1. Give shares that sum to one, such as 0.5 and 0.5, or whole weights, such as 2 and 1.',
  ],
  [
    'a share of an arm that is not there',
    '{0: 0.5, 1: 0.5}',
    '{0: 0.5, 1: 0.3, 2: 0.2}',
    'study.yaml:10:28  design.shares names arm "2", which is neither the control nor under treatments. The arms are "0" and "1".',
  ],
  [
    'a share of an arm that is misspelt',
    '  shares: {0: 0.5, 1: 0.5}\ntreatments:\n  1:',
    '  shares: {0: 0.5, asistant: 0.5}\ntreatments:\n  assistant:',
    'study.yaml:10:20  design.shares names arm "asistant", which is neither the control nor under treatments. Did you mean "assistant"?',
  ],
  [
    'a share of an arm in other digits',
    '{0: 0.5, 1: 0.5}',
    '{0: 0.5, 01: 0.5}',
    'study.yaml:10:20  design.shares names arm "01", which is neither the control nor under treatments. The arms are "0" and "1".',
  ],
  ['no share of the control', '{0: 0.5, 1: 0.5}', '{1: 1}', 'study.yaml:10:3  design.shares has no share of arm "0". Give the planned share of every arm.'],
  ['no share of the treatment', '{0: 0.5, 1: 0.5}', '{0: 1}', 'study.yaml:10:3  design.shares has no share of arm "1". Give the planned share of every arm.'],
  [
    'the control among treatments only',
    '  1: {model: large-2026-03, prompt: 1.10}',
    '  0: {model: large-2026-03}',
    'study.yaml:11:1  treatments names only the control, "0". Name the arm that is compared with it, and its versions.',
  ],
  [
    'a value of an arm that is not there',
    '  resolved: {role: primary, better: higher',
    '  resolved: {role: primary, better: higher, value: {0: 1, off: 2}',
    'study.yaml:16:59  outcomes.resolved.value names arm "off", which is neither the control nor under treatments. The arms are "0" and "1".',
  ],
  [
    'no value in an arm',
    '  resolved: {role: primary, better: higher',
    '  resolved: {role: primary, better: higher, value: {0: 1}',
    'study.yaml:16:45  outcomes.resolved.value gives the worth of a unit in some arms, but not in arm "1". Give a value for every arm, or one number for all.',
  ],
  [
    'an arm in two spellings of one text',
    '{0: 0.5, 1: 0.5}',
    '{0: 0.5, "0": 0.5}',
    'study.yaml:10:20  "0" stands twice in design.shares; the first is on line 10. Keep one of them.',
  ],
];

it.each(cases)('names the place of %s and what to do', (_, from, to, says) => {
  expect(messageOf(() => parseStudy(smallStudyWith(from, to), 'study.yaml'))).toBe(says);
});

it.each([
  ['{0: 0.5, 1: 0.5}', { 0: 0.5, 1: 0.5 }],
  ['{0: 2, 1: 1}', { 0: 2 / 3, 1: 1 / 3 }],
  ['{0: 50, 1: 50}', { 0: 0.5, 1: 0.5 }],
  ['{0: 0.3333, 1: 0.6666}', { 0: 0.3333 / (0.3333 + 0.6666), 1: 0.6666 / (0.3333 + 0.6666) }],
  ['{0: 0.667, 1: 0.334}', { 0: 0.667 / (0.667 + 0.334), 1: 0.334 / (0.667 + 0.334) }],
])('takes planned shares of %s for shares of the whole', (shares, wanted) => {
  const { study } = parseStudy(smallStudyWith('{0: 0.5, 1: 0.5}', shares));
  expect(study.design).toMatchObject({ shares: wanted });
});

it.each(['{0: 0.5, 1: 0.49}', '{0: 0.5, 1: 1.5}', '{0: 0.45, 1: 0.65}'])('takes planned shares of %s for a slip', (shares) => {
  expect(messageOf(() => parseStudy(smallStudyWith('{0: 0.5, 1: 0.5}', shares)))).toContain('The planned shares sum to ');
});

it('takes two hundred arms and no more', () => {
  const arms = (treatments: number): string => Array.from({ length: treatments }, (_, i) => `  v${i}: {model: m}`).join('\n');
  const study = (treatments: number) => () =>
    parseStudy(smallStudyWith('  1: {model: large-2026-03, prompt: 1.10}', arms(treatments)).replace('  shares: {0: 0.5, 1: 0.5}\n', ''), 'study.yaml');
  expect(Object.keys(study(199)().study.treatments)).toHaveLength(199);
  expect(messageOf(study(2000))).toBe(
    'study.yaml:10:1  The study has 2,001 arms; at most 200 can be compared at once. Compare those that may be launched, and leave out the others with data.sql.',
  );
});
