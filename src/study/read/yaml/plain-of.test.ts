import { expect, it } from 'vitest';
import { messageOf, smallStudyWith } from '../../../../test/support/small-study.ts';
import { parseStudy } from '../parse-study.ts';

type Case = readonly [mistake: string, from: string, to: string, says: string];

const cases: readonly Case[] = [
  [
    'an anchor',
    'unit: ticket_id',
    'unit: &id ticket_id',
    'study.yaml:5:7  &id is an anchor, which a study file cannot have. Take it out, and write the value out wherever it is needed.',
  ],
  ['an alias', 'unit: ticket_id', 'unit: *id', 'study.yaml:5:7  *id is an alias, which a study file cannot have. Write the value out.'],
  ['a merge key', 'unit: ticket_id', '<<: {unit: ticket_id}', 'study.yaml:5:1  << is a merge key, which a study file cannot have. Write the keys out.'],
  [
    'a tag that YAML knows',
    'control: 0',
    'control: !!str 0',
    'study.yaml:9:12  !!str is a tag, which a study file cannot have. Take it out; put a value in quotes to keep it as text.',
  ],
  [
    'a tag that it does not know',
    'control: 0',
    'control: !arm 0',
    'study.yaml:9:12  !arm is a tag, which a study file cannot have. Take it out; put a value in quotes to keep it as text.',
  ],
  [
    'a tag on a group',
    '[handoff]',
    '!!set {handoff}',
    'study.yaml:14:12  !!set is a tag, which a study file cannot have. Take it out; put a value in quotes to keep it as text.',
  ],
  ['a directive', 'estimand: 1', '%YAML 1.1\n---\nestimand: 1', 'study.yaml:1:1  %YAML is a directive, which a study file cannot have. Take the line out.'],
  [
    'a key that is a list',
    'unit: ticket_id',
    '? [unit]\n: ticket_id',
    'study.yaml:5:3  This is a key of several parts, which a study file cannot have. Give a key of one word; put it in quotes if it holds other signs.',
  ],
  [
    'a key that stands twice',
    'unit: ticket_id',
    'unit: ticket_id\nunit: day',
    'study.yaml:6:1  "unit" stands twice in the study; the first is on line 5. Keep one of them.',
  ],
  [
    'an outcome that stands twice',
    '  harm: {role: guardrail, better: lower, tolerance: 0.005}',
    '  resolved: {role: secondary, better: lower}',
    'study.yaml:17:3  "resolved" stands twice in outcomes; the first is on line 16. Keep one of them.',
  ],
];

it.each(cases)('names the place of %s and what to do', (_, from, to, says) => {
  expect(messageOf(() => parseStudy(smallStudyWith(from, to), 'study.yaml'))).toBe(says);
});
