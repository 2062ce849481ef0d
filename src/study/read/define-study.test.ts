import { describe, expect, expectTypeOf, it } from 'vitest';
import { messageOf, smallStudy } from '../../../test/support/small-study.ts';
import type { RandomizedKeys } from '../../methods/randomized/declared/keys.ts';
import type { StudyFile } from '../../protocol/keys/study-file.ts';
import { defineStudy } from './define-study.ts';
import { parseStudy } from './parse-study.ts';
import type { StudyInput as Written } from './schema/study-schema.ts';

const written: Written = {
  estimand: 1,
  study: 'assistant',
  question: 'Does it help?',
  data: { file: 'support.parquet' },
  unit: 'ticket_id',
  design: { kind: 'randomized', assignment: 'ai', control: 0, shares: { 0: 0.5, 1: 0.5 } },
  treatments: { 1: { model: 'large-2026-03', prompt: '1.10' } },
  covariates: ['experience', 'complexity'],
  mediators: ['handoff'],
  outcomes: { resolved: { role: 'primary', better: 'higher' }, harm: { role: 'guardrail', better: 'lower', tolerance: 0.005 } },
  analysis: { level: 0.95 },
};

it('says what the study file says', () => {
  expect(defineStudy(written)).toMatchObject({ study: parseStudy(smallStudy).study, path: undefined });
  expect(defineStudy(written).placeOf(['design', 'control'])).toBeUndefined();
});

it('takes numbers and booleans as arms and versions', () => {
  const { study } = defineStudy({ ...written, design: { kind: 'randomized', assignment: 'ai', control: false }, treatments: { true: { prompt: 7 } } });
  expect([(study.design as RandomizedKeys).control, study.treatments]).toEqual(['false', { true: { prompt: '7' } }]);
});

it('passes over a key that is undefined', () => {
  const holes = { ...written, unit: undefined, design: { ...written.design, usage: undefined } } as unknown as Written;
  expect(Object.keys(defineStudy(holes).study)).not.toContain('unit');
});

it('leaves what it is given as it was', () => {
  const before = structuredClone(written);
  defineStudy(written).study.outcomes.resolved.role = 'cost';
  expect(written).toEqual(before);
});

describe('errors', () => {
  it.each<[string, unknown, string]>([
    ['a value', { analysis: { level: 95 } }, 'analysis.level is 95. It must be a number from 0.5 to below 1, such as 0.95.'],
    ['a key', { outcome: {} }, '"outcome" is not a key of the study. Did you mean "outcomes"?'],
    [
      'an arm with a dot in it',
      { treatments: { '1.10': { model: [] } } },
      'treatments["1.10"].model is an empty list. It must be a version, such as large-2026-03 or 7.',
    ],
    ['a missing key', { question: undefined }, 'The study has no "question". Add it: a sentence, such as "Does the assistant raise resolution?".'],
    ['not a number', { analysis: { seed: Number.NaN } }, 'analysis.seed is no number. It must be a whole number, zero or more, such as 20260901.'],
    ['a rule', { covariates: ['ai'] }, '"ai" is a covariate and the assignment. Take it out of covariates: a covariate is measured before assignment.'],
  ])('name the key path of %s', (_, change, says) => {
    expect(messageOf(() => defineStudy({ ...written, ...(change as object) }))).toBe(says);
  });

  it.each([[null], [undefined], ['study.yaml'], [[]]])('say so when given %j', (given) => {
    expect(messageOf(() => defineStudy(given as unknown as Written))).toMatch(/^The study is .* It must be keys and values/);
  });
});

it('has the types that the rest of a study is written against', () => {
  expectTypeOf<RandomizedKeys['control']>().toEqualTypeOf<string>();
  expectTypeOf<StudyFile['unit']>().toEqualTypeOf<string | undefined>();
  expectTypeOf<StudyFile['outcomes'][string]['tolerance']>().toEqualTypeOf<number | string | undefined>();
  expectTypeOf<StudyFile['outcomes'][string]['ratio']>().toEqualTypeOf<[string, string] | undefined>();
  expectTypeOf<StudyFile['analysis']['adjust']>().toEqualTypeOf<'lin' | 'ancova' | 'cuped' | 'logistic' | 'none'>();
  expectTypeOf<StudyFile['decide']['launch']>().toEqualTypeOf<('primary-positive' | 'primary-worthwhile' | 'guardrails-hold' | 'net-value-positive')[]>();
  expectTypeOf<Extract<Written['design'], { kind: 'randomized' }>['control']>().toEqualTypeOf<string | number | boolean>();
});
