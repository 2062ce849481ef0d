import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { fromRows } from '../../src/engines/memory/from-rows.ts';
import type { Design } from '../../src/protocol/design.ts';
import { lintText, memo, planText, reportHtml, resultsJson, terminalSummary } from '../../src/report.ts';
import { designs } from '../../src/study/designs.ts';
import { studyOf } from '../../src/study/read/define-study.ts';
import { parseStudy } from '../../src/study/read/parse-study.ts';
import { studySchemaOf } from '../../src/study/read/schema/study-schema.ts';
import { analyze, lint, plan, planPower } from '../../src/study.ts';
import { messageFrom } from '../support/message-from.ts';
import { messageOf } from '../support/small-study.ts';
import { toy, toyWithCeiling } from './toy.ts';

const text = `estimand: 1
study: which-model
question: Is b better than a?
data: {file: runs.csv}
design:
  kind: toy
  group: model
  control: a
  other: b
outcomes:
  score: {role: primary, better: higher}
  seconds: {role: guardrail, better: lower, tolerance: 1}
decide: {launch: [primary-positive, guardrails-hold, clear-gap]}
`;
const changed = (from: string, to: string): string => {
  if (!text.includes(from)) throw new Error(`the study has no ${from}`);
  return text.replace(from, to);
};

const data = fromRows(Array.from({ length: 60 }, (_, i) => ({ model: 'ab'[i % 2], score: (i % 5) + 4 * (i % 2), seconds: i % 3, odd: i === 0 ? 'c' : 'a' })));
const those: readonly Design[] = [...designs, toy];
const read = (study = text, list = those) => parseStudy(study, 'study.yaml', list);
const wordsOf = async (study: string, list = those): Promise<string> => {
  const result = await analyze(read(study, list), { data });
  return [memo(result), reportHtml(result).replace(/<style>.*?<\/style>/s, ''), terminalSummary(result, { color: false }), resultsJson(result)].join('\n');
};

describe('a design that nobody knows', () => {
  it('goes from its keys to a decision in its own words', async () => {
    const { decision, study, estimates } = await analyze(read(), { data });
    expect(decision).toMatchObject({ verdict: 'better', guardrails: [{ outcome: 'seconds', verdict: 'pass' }] });
    expect(decision.reasons.at(-1)).toEqual({ condition: 'clear-gap', estimate: 'gap:score', status: 'met', says: 'The gap is clear.' });
    expect(estimates.map(({ id, role, value }) => [id, role, value])).toEqual([
      ['gap:score', 'primary', 4],
      ['gap:seconds', 'guardrail', 0],
    ]);
    expect(study.design).toMatchObject({ kind: 'toy', says: 'Rows compared by model', noun: ['group', 'groups'] });
  });

  it.each([
    ['better', text],
    ['worse', changed('better: higher', 'better: lower')],
    ['undecided', changed('primary-positive, guardrails-hold, clear-gap', 'primary-worthwhile').replace('better: higher', 'better: higher, worthwhile: 9')],
  ])('is told as %s, never as a launch of an arm', async (verdict, study) => {
    const words = await wordsOf(study);
    expect(words).toMatch(new RegExp(`\\b${verdict}\\b`, 'i'));
    const foreign = words
      .replaceAll(/"?launchWhen"?|perArm|"treatment"|"treatments"|"arm"|"arms": \[\]/g, '')
      .match(/.{0,60}\b(launch|arms?|treatments?)\b.{0,60}/gi);
    expect(foreign).toBeNull();
  });

  it('holds where it can carry no decision', async () => {
    const { decision } = await analyze(read(text, [toyWithCeiling]), { data });
    expect(decision).toMatchObject({ verdict: 'undecided', says: 'Groups that nobody drew are compared.' });
  });

  it('is a study in TypeScript too', async () => {
    expect(studyOf(parse(text), those).study).toEqual(read().study);
  });

  it('is linted and planned, and refuses power with its reason', async () => {
    expect(lintText(await lint(read(), { data }), { color: false })).not.toMatch(/\blaunch\b/i);
    expect((await plan(read(), { data })).questions.map(({ id }) => id)).toEqual(['gap', 'gap']);
    expect(planText(await plan(read(), { data }))).not.toMatch(/\barms\b/);
    expect(await messageFrom(() => planPower(read(), { data }))).toBe(
      'study.yaml:6:9  Power of a design that does not assign units to arms is not computed by this version. Plan a randomized study; of a toy nobody knows the size.',
    );
  });

  it('is in the JSON schema, with its conditions', () => {
    const schema = JSON.stringify(z.toJSONSchema(studySchemaOf(those), { io: 'input' }));
    for (const word of ['toy', 'The other group.', 'clear-gap']) expect(schema).toContain(word);
  });
});

describe('what is wrong with its study', () => {
  it.each([
    ['an unknown key', 'group: model', 'groop: model', 'study.yaml:7:3  "groop" is not a key of design. Did you mean "group"?'],
    [
      'a key of another design',
      'group: model',
      'group: model\n  shares: {a: 1}',
      'study.yaml:8:3  "shares" is not a key of design. It goes with another kind of design; the keys here are "kind", "group", "control" and "other".',
    ],
    ['groups that are one', 'other: b', 'other: a', 'study.yaml:9:10  design.other is "a". It must be another group than design.control.'],
    [
      'what it does not take',
      'outcomes:',
      'covariates: [odd]\noutcomes:',
      'study.yaml:10:1  covariates does not go with a toy: a toy adjusts for nothing. Take it out.',
    ],
    [
      'an outcome that is its group',
      '  score:',
      '  model:',
      'study.yaml:11:3  "model" is an outcome and the group. Take it out of outcomes: an outcome is measured after assignment.',
    ],
    [
      'its condition in another design',
      '  kind: toy\n  group: model\n  control: a\n  other: b',
      '  kind: randomized\n  assignment: model\n  control: a\ntreatments: {b: {model: m}}',
      'study.yaml:13:54  decide.launch asks for clear-gap, but a randomized design does not have it. Take the condition out.',
    ],
  ])('%s is told at its line', (_, from, to, says) => {
    expect(messageOf(() => read(changed(from, to)))).toBe(says);
  });

  it.each([
    ['a column that is not there', 'group: model', 'group: modle', 'study.yaml:7:10'],
    ['a group that is not there', 'other: b', 'other: c', 'study.yaml:9:10'],
    ['a control of one row', 'group: model\n  control: a\n  other: b', 'group: odd\n  control: c\n  other: a', 'study.yaml:8:12'],
  ])('%s is told at its line', async (_, from, to, place) => {
    expect(await messageFrom(() => analyze(read(changed(from, to)), { data }))).toContain(place);
  });
});
