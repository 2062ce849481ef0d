import { describe, expect, it } from 'vitest';
import { extendedTwoWay, interactionWeighted, type SaturatedEffects, type SaturatedRefusal } from '../../src/inference/staged/saturated.ts';
import { expectEstimate, expectRelative } from '../support/agree.ts';
import { fixedEffectsGolden as golden, panelOf } from '../support/fixed-effects-golden.ts';

interface Effect {
  readonly estimate: number;
  readonly standardError: number;
}

interface Expected {
  readonly data: 'balanced' | 'unbalanced';
  readonly weights?: string | null;
  readonly covariates: readonly string[];
  readonly comparison: 'never' | 'not-yet';
  readonly cells: readonly (Effect & { readonly cohort: number; readonly period: number })[];
  readonly averages: readonly (Effect & { readonly kind: string; readonly relative: number })[];
  readonly n: number;
}

const starts = [3, 4, 6, undefined];

function asked({ data, weights, covariates }: Expected) {
  const panel = panelOf(data);
  const cohort = panel.codes('start').map((start) => (start < 0 ? 3 : starts.indexOf(start)));
  const rows = { outcome: panel.values('y'), unit: panel.codes('unit'), period: panel.codes('period'), cohort, starts };
  return { ...rows, covariates: covariates.map(panel.values), ...(weights && { weights: panel.values(weights) }) };
}

const found = (answer: SaturatedEffects | SaturatedRefusal): SaturatedEffects => {
  if ('kind' in answer) throw new Error(answer.kind);
  return answer;
};

function expectEffect(own: Effect, expected: Effect): void {
  expectEstimate(own.estimate, expected.estimate, expected.standardError, golden.tolerance);
  expectRelative(own.standardError, expected.standardError, golden.tolerance, 'standard error');
}

function expectCells(own: SaturatedEffects, expected: Expected): void {
  expect(own.n).toBe(expected.n);
  expect(own.cells.map(({ cohort, period }) => [starts[cohort], period])).toEqual(expected.cells.map(({ cohort, period }) => [cohort, period]));
  for (const [c, cell] of expected.cells.entries()) expectEffect(own.cells[c], cell);
}

describe('effects by cohort and period are those of pyfixest', () => {
  it.each(golden.interactions as readonly Expected[])('saturated, $data, weights $weights, covariates $covariates', (expected) => {
    const own = found(interactionWeighted({ ...asked(expected), controls: 'never' }));
    expectCells(own, expected);
    const { periods, estimates, covariance } = own.relative;
    for (const average of expected.averages) {
      const at = periods.indexOf(average.relative);
      const effect = average.kind === 'treated' ? own.treated! : { estimate: estimates[at], standardError: Math.sqrt(covariance[at * (periods.length + 1)]) };
      expectEffect(effect, average);
    }
    expect(expected.averages.length).toBe(periods.length + 1);
  });

  it('averaged as its own event study averages them', () => {
    const own = found(interactionWeighted({ ...asked({ ...golden.interactions[0] }), controls: 'never' })).relative;
    for (const expected of golden.saturated) {
      const at = own.periods.indexOf(expected.relative);
      expectEffect({ estimate: own.estimates[at], standardError: Math.sqrt(own.covariance[at * (own.periods.length + 1)]) }, expected);
    }
  });

  it.each(golden.extended as readonly Expected[])('extended two-way, $data, $comparison, covariates $covariates', (expected) => {
    expectCells(found(extendedTwoWay({ ...asked(expected), controls: expected.comparison })), expected);
  });
});
