import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { conformalPointwise, conformalPValue, shiftedPeriods } from '../../src/inference/synthetic/conformal.ts';
import type { Panel } from '../../src/inference/synthetic/panel.ts';
import { placebosOf } from '../../src/inference/synthetic/placebo.ts';
import { placeboTest } from '../../src/inference/synthetic/placebo-test.ts';
import { syntheticControl } from '../../src/inference/synthetic/synthetic-control.ts';
import { stream } from '../../src/math/random/stream.ts';
import { panelOf } from '../support/factor-panel.ts';

interface Found {
  readonly intercept: boolean;
  readonly placebos: {
    readonly treated: readonly number[];
    readonly effects: readonly number[];
    readonly rmspeBefore: readonly number[];
    readonly pValueOfRatio: number;
  };
  readonly pointwise: readonly (readonly [low: number, high: number])[];
  readonly path: readonly { readonly effect: number; readonly pValue: number }[];
}
interface Golden {
  readonly tolerance: { readonly fits: number; readonly ends: number };
  readonly level: number;
  readonly drawn: { readonly values: readonly (readonly number[])[]; readonly before: number; readonly found: readonly Found[] };
  readonly prop99: { readonly before: number; readonly found: readonly Found[] };
}

const golden: Golden = JSON.parse(readFileSync(new URL('../../goldens/synthetic/inference.json', import.meta.url), 'utf8'));

/** The largest difference, by scale. */
const apart = (ours: ArrayLike<number>, theirs: readonly number[], scale: number): number =>
  Math.max(...theirs.map((value, at) => Math.abs(ours[at] - value))) / scale;

function expectAgreement(panel: Panel, { intercept, placebos, pointwise, path }: Found): void {
  const estimator = syntheticControl({ level: intercept ? 'moved' : 'kept' });
  const scale = Math.max(1, Math.abs(panel.values[0]));
  const { fits, ends } = golden.tolerance;
  const found = placebosOf(panel, estimator, stream(1))!;
  expect(apart(found.treated.gap.values, placebos.treated, scale)).toBeLessThan(fits);
  const gaps = found.placebos.map((placebo) => placebo.found!.gap);
  expect(
    apart(
      gaps.map(({ effect }) => effect),
      placebos.effects,
      scale,
    ),
  ).toBeLessThan(fits);
  expect(
    apart(
      gaps.map(({ rmspeBefore }) => rmspeBefore),
      placebos.rmspeBefore,
      scale,
    ),
  ).toBeLessThan(fits);
  expect(placeboTest(found, 'ratio')!.pValue()).toBeCloseTo(placebos.pValueOfRatio, 12);
  const sets = conformalPointwise(panel, estimator, golden.level)!;
  expect(
    apart(
      sets.map(({ piece }) => piece.low!),
      pointwise.map(([low]) => low),
      scale,
    ),
  ).toBeLessThan(ends);
  expect(
    apart(
      sets.map(({ piece }) => piece.high!),
      pointwise.map(([, high]) => high),
      scale,
    ),
  ).toBeLessThan(ends);
  for (const { effect, pValue } of path) {
    const effects = new Float64Array(panel.periods - panel.before).fill(effect);
    expect(conformalPValue(panel, estimator, effects, shiftedPeriods)).toBeCloseTo(pValue, 12);
  }
}

describe('placebos and conformal intervals, as pysyncon finds on fits by Clarabel', () => {
  it.each(golden.drawn.found)('drawn data, with a constant: $intercept', (found) => {
    expectAgreement(panelOf(golden.drawn.values, golden.drawn.values.length - 1, golden.drawn.before), found);
  });

  const prop99 = new URL('../../../shared/datasets/prop99.csv', import.meta.url);
  it.skipIf(!existsSync(prop99)).each(golden.prop99.found)('Proposition 99, with a constant: $intercept (not run: data set absent)', (found) => {
    const [, ...lines] = readFileSync(prop99, 'utf8').trim().split('\n');
    const byState = new Map<string, number[]>();
    for (const line of lines) {
      const [state, year, packs] = line.split(';');
      const row = byState.get(state) ?? [];
      row[Number(year) - 1970] = Number(packs);
      byState.set(state, row);
    }
    const states = [...byState.keys()].filter((state) => state !== 'California').sort();
    expectAgreement(
      panelOf(
        [...states, 'California'].map((state) => byState.get(state)!),
        states.length,
        golden.prop99.before,
      ),
      found,
    );
  });
});
