import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MeanEstimate } from '../../src/inference/policy/mean-errors.ts';
import { policyGain, policyValue } from '../../src/inference/policy/policy-value.ts';
import { type Rule, sameForAll } from '../../src/inference/policy/rule.ts';

type Expected = readonly [value: number, standardError: number, df: number];
interface Case {
  readonly name: string;
  readonly scores: readonly (readonly number[])[];
  readonly rule: readonly number[];
  readonly chances: readonly (readonly number[])[];
  readonly weights?: readonly number[];
  readonly clusters?: readonly number[];
  readonly value: Expected;
  readonly mixed: Expected;
  readonly gain: Expected;
  readonly overNobody: Expected;
}

const golden: { readonly tolerance: number; readonly cases: readonly Case[] } = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../goldens/policy/values.json'), 'utf8'),
);

function expectSame({ value, standardError, df }: MeanEstimate, [v, se, freedom]: Expected): void {
  expect(Math.abs(value - v)).toBeLessThan(golden.tolerance * se);
  expect(Math.abs(standardError - se)).toBeLessThan(golden.tolerance * se);
  expect(Math.abs(df - freedom)).toBeLessThan(golden.tolerance * freedom);
}

describe.each(golden.cases)('values of rules, $name', (one) => {
  const scores = { ofArm: one.scores.map((score) => Float64Array.from(score)) };
  const rule: Rule = { kind: 'arms', arms: Uint8Array.from(one.rule) };
  const mixed: Rule = { kind: 'chances', chances: one.chances.map((chance) => Float64Array.from(chance)) };
  const counting = {
    ...(one.weights && { weights: Float64Array.from(one.weights) }),
    ...(one.clusters && { clusters: Int32Array.from(one.clusters) }),
  };

  it('are the weighted means, with errors and degrees of freedom of whole matrices', () => {
    expectSame(policyValue(scores, rule, counting), one.value);
    expectSame(policyValue(scores, mixed, counting), one.mixed);
    expectSame(policyGain(scores, rule, mixed, counting), one.gain);
    expectSame(policyGain(scores, rule, sameForAll(0, scores.ofArm.length), counting), one.overNobody);
  });

  it('are those of some rows as if there were no others', () => {
    const rows = Int32Array.from({ length: 30 }, (_, i) => 2 * i);
    const cut = <T extends Float64Array | Uint8Array | Int32Array>(values: T): T => values.filter((_, i) => i < 60 && i % 2 === 0) as T;
    const alone = {
      ...(counting.weights && { weights: cut(counting.weights) }),
      ...(counting.clusters && { clusters: cut(counting.clusters) }),
    };
    const some = policyValue({ ofArm: scores.ofArm.map(cut) }, { kind: 'arms', arms: cut(Uint8Array.from(one.rule)) }, alone);
    expect(policyValue(scores, rule, { ...counting, rows })).toEqual(some);
  });
});
