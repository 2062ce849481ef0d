import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect } from 'vitest';
import type { AdjustedMeans } from '../../src/inference/observed/adjusted-means.ts';
import { doublyRobustMeans, regressionMeans, weightedDoublyRobustMeans, weightedRegressionMeans } from '../../src/inference/observed/doubly-robust-means.ts';
import { effectErrors } from '../../src/inference/observed/effect-errors.ts';
import type { ObservedUnits, Target } from '../../src/inference/observed/observed-units.ts';
import type { UnpenalisedModel } from '../../src/inference/observed/outcome-model.ts';
import { type Propensity, propensityOf } from '../../src/inference/observed/propensity.ts';
import { weightedMeans } from '../../src/inference/observed/weighted-means.ts';

export interface Weighed {
  readonly effect: number;
  readonly error: number;
}

export interface Way {
  readonly method: 'ra' | 'ipw' | 'aipw' | 'ipwra' | 'wls';
  readonly estimand: Target;
  readonly chance: 'probit' | 'logit' | null;
}

// The data are not part of this repository.
const shared = (path: string): URL => new URL(`../../../shared/${path}`, import.meta.url);
export const missing = (path: string): boolean => !existsSync(shared(path));
export const notRun = (path: string): string => (missing(path) ? ' (not run: data set absent)' : '');

/** A table of the shared data: the cells of a column. */
export function sharedTable(path: string): (column: string) => string[] {
  const raw = readFileSync(shared(path));
  const [head, ...lines] = (path.endsWith('.gz') ? gunzipSync(raw) : raw).toString('utf8').trim().split(/\r?\n/);
  const names = head.split(',');
  const cells = lines.map((line) => line.split(','));
  return (column) => cells.map((row) => row[names.indexOf(column)]);
}

export const unitsOf = (treated: Float64Array, columns: Readonly<Record<string, Float64Array>>): ObservedUnits => ({
  treated: Uint8Array.from(treated),
  names: Object.keys(columns),
  columns: Object.values(columns),
});

export function found<T extends object>(answer: T | { readonly kind: string }): T {
  if ('kind' in answer) throw new Error(String(answer.kind));
  return answer as T;
}

/** `choosing` has the columns of the chance, `units` those of the outcome. */
export function meansOf(
  { method, estimand, chance }: Way,
  outcome: Float64Array,
  units: ObservedUnits,
  choosing: ObservedUnits,
  model?: UnpenalisedModel,
): AdjustedMeans {
  const propensity = (): Propensity => found<Propensity>(propensityOf(choosing, chance === 'probit' ? 'probit' : 'logistic'));
  const target = estimand as Exclude<Target, 'ato'>;
  const ways = {
    ra: () => regressionMeans(outcome, units, target, model),
    ipw: () => weightedMeans(outcome, choosing, estimand, propensity()),
    aipw: () => doublyRobustMeans(outcome, units, estimand, propensity(), model),
    ipwra: () => weightedRegressionMeans(outcome, units, target, propensity(), model),
    wls: () => weightedDoublyRobustMeans(outcome, units, propensity(), model),
  };
  return found<AdjustedMeans>(ways[method]());
}

export function agrees(means: AdjustedMeans, units: ObservedUnits, wanted: Weighed): void {
  const [control, treated] = means.map(({ value }) => value);
  expect(Math.abs(treated - control - wanted.effect)).toBeLessThan(1e-8 * wanted.error);
  expect(Math.sqrt(effectErrors(means, units, 'HC0').variance) / wanted.error - 1).toBeCloseTo(0, 8);
}
