import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { matchSpace } from '../../src/inference/matching/match-space.ts';
import { rowsOf } from '../../src/inference/matching/matched-sets.ts';
import { type MatchingEstimate, type MatchingOptions, matchingEstimate } from '../../src/inference/matching/matching-estimate.ts';
import type { Metric } from '../../src/inference/matching/whiten.ts';
import { withoutReplacement } from '../../src/inference/matching/without-replacement.ts';
import { alignedRankBounds } from '../../src/inference/sensitivity/rosenbaum.ts';

interface Case {
  readonly on: keyof typeof columns;
  readonly metric: Metric;
  readonly estimand: MatchingOptions['estimand'];
  readonly neighbours: number;
  readonly adjust: keyof typeof columns | null;
  /** Of Matching: in standard deviations. */
  readonly caliper: number | null;
  readonly varianceNeighbours: number;
  readonly value: number;
  readonly standardError: number;
  readonly sampleStandardError: number;
  readonly leftOut: number;
}

const golden = JSON.parse(readFileSync(new URL('../../goldens/matching/matching.json', import.meta.url), 'utf8'));
const column = (name: string): Float64Array => Float64Array.from(golden.rows[name]);
const treated = Uint8Array.from(golden.rows.treated);
const outcome = column('y');
const columns = {
  continuous: [column('x1'), column('x2')],
  mixed: ['x1', 'x2', 'level', 'group'].map(column),
  discrete: [column('level'), column('group')],
  score: [column('score')],
  level: [column('level')],
};
const close = (found: number, reference: number, error = Math.abs(reference)): void =>
  expect(Math.abs(found - reference)).toBeLessThanOrEqual(1e-8 * Math.max(Math.abs(reference), error));
const estimated = (options: Omit<MatchingOptions, 'outcome' | 'treated'>): MatchingEstimate => {
  const found = matchingEstimate({ outcome, treated, ...options });
  if (found.kind !== 'estimate') throw new Error(found.kind);
  return found;
};

describe('R Matching', () => {
  it.each(golden.cases as readonly Case[])('$estimand on $on by $metric, $neighbours, adjusted by $adjust, caliper $caliper', (one) => {
    const found = estimated({
      on: { kind: 'covariates', columns: columns[one.on], metric: one.metric },
      estimand: one.estimand,
      neighbours: one.neighbours,
      varianceNeighbours: one.varianceNeighbours,
      ...(one.adjust && { biasAdjustment: columns[one.adjust] }),
      ...(one.caliper !== null && { caliper: one.caliper }),
    });
    close(found.value, one.value, one.standardError);
    close(found.standardError, one.standardError);
    close(found.sampleStandardError, one.sampleStandardError);
    expect(found.leftOut.treated.length + found.leftOut.control.length).toBe(one.leftOut);
  });
});

describe('sets without replacement', () => {
  const rows = Int32Array.from(treated, (_, row) => row);
  const targets = rows.filter((row) => treated[row] === 1);
  const distance = column('distance');
  interface Once {
    readonly on: 'distance' | 'continuous';
    readonly by: 'data' | 'largest';
    readonly caliper: number | null;
    readonly neighbours: number;
    readonly from: string;
    readonly sets: readonly (readonly number[])[];
  }
  it.each(golden.once as readonly Once[])('$from: $neighbours on $on in the order $by, within $caliper', ({ on, by, caliper, neighbours, sets }) => {
    const space = matchSpace({
      on: on === 'distance' ? { kind: 'score', score: distance } : { kind: 'covariates', columns: columns.continuous, metric: 'mahalanobis' },
    });
    if ('kind' in space) throw new Error(space.kind);
    const search = space.within(rows.filter((row) => treated[row] === 0));
    const descendingBy = by === 'largest' ? distance : Float64Array.from(rows, (row) => -row);
    const found = withoutReplacement(search, targets, neighbours, { descendingBy, seed: 1 }, caliper ?? undefined);
    expect(Array.from(targets, (_, at) => [...rowsOf(found, at)])).toEqual(sets);
  });
});

describe('the correction for an estimated propensity, by its definition', () => {
  it.each(golden.propensity as readonly Record<string, never>[])('$link, $estimand', (one: Record<string, never>) => {
    const fitted = {
      columns: [column('x1'), column('x2'), column('level')],
      chance: Float64Array.from(one.chance),
      density: Float64Array.from(one.density),
      covariance: Float64Array.from(one.covariance),
    };
    const options = { on: { kind: 'score', score: fitted.chance }, estimand: one.estimand, varianceNeighbours: one.varianceNeighbours } as const;
    const found = estimated({ ...options, propensity: fitted });
    close(found.value, one.value, one.uncorrected);
    close(estimated(options).standardError, one.uncorrected);
    close(found.propensity!.less, one.less);
    close(found.propensity!.more, one.more, 1e-3);
    expect(found.propensity!.refused).toBe(false);
    close(found.standardError, Math.sqrt(Number(one.uncorrected) ** 2 - one.less + one.more));
  });
});

it.each(golden.bounds as readonly { gamma: number; low: number; high: number }[])(
  'bounds of sets over all hidden causes, gamma $gamma',
  ({ gamma, low, high }) => {
    const found = alignedRankBounds(golden.sets, gamma);
    close(found.low, low);
    close(found.high, high);
  },
);
