import { expect, it } from 'vitest';
import { messageOf, smallStudyWith } from '../../../../test/support/small-study.ts';
import { parseStudy } from '../parse-study.ts';

type Case = readonly [mistake: string, from: string, to: string, says: string];

const cases: readonly Case[] = [
  ['a tab', '  control: 0', '\tcontrol: 0', 'study.yaml:9:1  This is not YAML: a tab indents this line. Indent with spaces, two a level.'],
  [
    'a line that is indented alone',
    'unit: ticket_id',
    ' unit: ticket_id',
    'study.yaml:5:1  This is not YAML: this line is indented unlike the others of its group. Give keys of one group the same indentation, two spaces a level.',
  ],
  [
    'a line that is indented too far',
    '  assignment: ai',
    '     assignment: ai',
    'study.yaml:7:9  This is not YAML: a key and value stand inside another value. Give each key a line of its own; put a value that holds a colon in quotes.',
  ],
  [
    'no colon',
    'unit: ticket_id',
    'unit ticket_id',
    'study.yaml:5:1  This is not YAML: a line holds no key and value. Write every line as key: value, with a space after the colon.',
  ],
  [
    'no space after a colon',
    'unit: ticket_id',
    'unit:ticket_id',
    'study.yaml:5:1  This is not YAML: a line holds no key and value. Write every line as key: value, with a space after the colon.',
  ],
  [
    'a colon in a value',
    'Does it help?',
    'The question: does it help?',
    'study.yaml:3:11  This is not YAML: a key and value stand inside another value. Give each key a line of its own; put a value that holds a colon in quotes.',
  ],
  [
    'a quote that is never closed',
    'unit: ticket_id',
    'unit: "ticket_id',
    'study.yaml:5:7  This is not YAML: a quote that opens here is never closed. Close it with the same kind of quote.',
  ],
  [
    'a quote within quotes',
    'question: Does it help?',
    "question: 'Doesn't it help?'",
    'study.yaml:3:18  This is not YAML: text follows a value that has ended. Put the whole value in double quotes.',
  ],
  [
    'a backslash',
    'file: support.parquet',
    'file: "data\\support.parquet"',
    'study.yaml:4:19  This is not YAML: a backslash in double quotes begins no known escape. Use single quotes, in which a backslash is a backslash.',
  ],
  [
    'a list that is never closed',
    '[experience, complexity]',
    '[experience, complexity',
    'study.yaml:13:13  This is not YAML: a list that opens here is never closed. Close it with ].',
  ],
  [
    'a group that is never closed',
    '{level: 0.95}',
    '{level: 0.95',
    'study.yaml:18:11  This is not YAML: a group that opens here is never closed. Close it with }.',
  ],
  [
    'a group that is closed as a list',
    '{level: 0.95}',
    '{level: 0.95]',
    'study.yaml:18:11  This is not YAML: a group that opens here is never closed. Close it with }.',
  ],
  [
    'a comma forgotten',
    'role: guardrail, better',
    'role: guardrail better',
    'study.yaml:17:16  This is not YAML: a comma is missing before this key. Separate what stands in [...] or {...} by commas.',
  ],
  [
    'a comma too many',
    'role: guardrail, better',
    'role: guardrail,, better',
    'study.yaml:17:26  This is not YAML: a comma stands where a value should. Separate what stands in [...] or {...} by commas.',
  ],
  [
    'a list on the line of its key',
    '[handoff]',
    '- handoff',
    'study.yaml:14:12  This is not YAML: a list begins on the line of its key. Write it as [a, b], or each item on a line of its own.',
  ],
  [
    'a reserved sign',
    'unit: ticket_id',
    'unit: @ticket',
    'study.yaml:5:7  This is not YAML: a value begins with a sign that YAML reserves. Put the value in quotes.',
  ],
  [
    'a percent sign first',
    'tolerance: 0.005',
    'tolerance: %5',
    'study.yaml:17:53  This is not YAML: a value begins with a sign that YAML reserves. Put the value in quotes.',
  ],
  [
    'a template that was not filled in',
    'unit: ticket_id',
    'unit: {{ unit }}',
    'study.yaml:5:8  This is a key of several parts, which a study file cannot have. Give a key of one word; put it in quotes if it holds other signs.',
  ],
  [
    'a second document',
    'unit: ticket_id',
    '---\nunit: ticket_id',
    'study.yaml:5:1  This is not YAML: a second document begins here. Keep one study a file; take the line --- or ... out.',
  ],
];

it.each(cases)('names the place of %s and what to do', (_, from, to, says) => {
  expect(messageOf(() => parseStudy(smallStudyWith(from, to), 'study.yaml'))).toBe(says);
});
