import { describe, expect, it } from 'vitest';
import { stream } from '../../math/random/stream.ts';
import { type MatchOn, matchSpace } from './match-space.ts';
import { type MatchedSets, rowsOf, type Search, sumsOver, usesOf } from './matched-sets.ts';
import { whitened } from './whiten.ts';

interface Rows {
  readonly on: MatchOn;
  readonly exactOn?: Int32Array;
}

const spaceOf = (rows: Rows): { within: (candidates: Int32Array) => Search } => {
  const space = matchSpace(rows);
  if ('kind' in space) throw new Error(space.kind);
  return space;
};

/** From the definition: all distances of each target, sorted. */
function byAllDistances({ on, exactOn }: Rows, candidates: Int32Array, target: number, count: number, caliper: number): readonly number[] {
  const columns = on.kind === 'score' ? [on.score] : (whitened(on.columns, on.metric) as readonly Float64Array[]);
  const distance = (row: number): number => Math.sqrt(columns.reduce((sum, values) => sum + (values[row] - values[target]) ** 2, 0));
  const own = [...candidates].filter((row) => !exactOn || exactOn[row] === exactOn[target]);
  const sorted = own.map(distance).sort((a, b) => a - b);
  const reach = Math.min(sorted[Math.min(count, sorted.length) - 1] ?? -1, caliper) + 1e-9;
  return own.filter((row) => distance(row) <= reach);
}

const setOf = (sets: MatchedSets, at: number): readonly number[] => [...rowsOf(sets, at)].sort((a, b) => a - b);

const random = stream(17);
const n = 400;
const normal = Float64Array.from({ length: n }, () => random.normal());
const exponential = Float64Array.from({ length: n }, () => random.exponential());
const few = Float64Array.from({ length: n }, () => random.integer(4));
const binary = Float64Array.from({ length: n }, () => random.bernoulli(0.2));
const codes = Int32Array.from({ length: n }, () => random.integer(5) * 7 - 3);
const isCandidate = Uint8Array.from({ length: n }, () => random.bernoulli(0.7));
const rows = Int32Array.from({ length: n }, (_, row) => row);
const candidates = rows.filter((row) => isCandidate[row] === 1);
const targets = rows.filter((row) => isCandidate[row] === 0);

const kinds: Readonly<Record<string, MatchOn>> = {
  'a score': { kind: 'score', score: normal },
  'a score of few values': { kind: 'score', score: few },
  'two columns': { kind: 'covariates', columns: [normal, exponential], metric: 'mahalanobis' },
  'four columns': { kind: 'covariates', columns: [normal, exponential, few, binary], metric: 'inverse-variance' },
  'columns of few values': { kind: 'covariates', columns: [few, binary], metric: 'mahalanobis' },
  'plain distance': { kind: 'covariates', columns: [normal, few], metric: 'euclidean' },
};

describe.each(Object.entries(kinds))('nearest neighbours on %s', (_, on) => {
  it.each([
    { count: 1, caliper: Number.POSITIVE_INFINITY, exact: false },
    { count: 4, caliper: Number.POSITIVE_INFINITY, exact: true },
    { count: 2, caliper: 0.15, exact: false },
    { count: 60, caliper: 0.5, exact: true },
    { count: n, caliper: Number.POSITIVE_INFINITY, exact: false },
  ])('are those of all distances: $count within $caliper, exact $exact', ({ count, caliper, exact }) => {
    const asked = { on, ...(exact && { exactOn: codes }) };
    const sets = spaceOf(asked).within(candidates).nearest(targets, count, caliper);
    for (const [at, target] of targets.entries()) expect(setOf(sets, at)).toEqual(byAllDistances(asked, candidates, target, count, caliper));
  });

  it('sums and uses are those of the rows of the sets', () => {
    const sets = spaceOf({ on }).within(candidates).nearest(targets, 3);
    const sums = sumsOver(sets, exponential);
    const uses = usesOf(sets, n);
    const weight = new Float64Array(n);
    const squares = new Float64Array(n);
    for (let at = 0; at < targets.length; at++) {
      const set = setOf(sets, at);
      expect(sums[at]).toBeCloseTo(
        set.reduce((sum, row) => sum + exponential[row], 0),
        10,
      );
      for (const row of set) {
        weight[row] += 1 / set.length;
        squares[row] += 1 / set.length ** 2;
      }
    }
    for (const row of rows) {
      expect(uses.weight[row]).toBeCloseTo(weight[row], 12);
      expect(uses.squares[row]).toBeCloseTo(squares[row], 12);
      expect(uses.weight[row] === 0).toBe(weight[row] === 0);
    }
  });

  it('taken once, each is the nearest of those that are left', () => {
    const asked = { on, exactOn: codes };
    const take = spaceOf(asked).within(candidates).taker(0.8);
    let left = candidates;
    for (const target of targets) {
      const taken = take(target);
      const nearest = byAllDistances(asked, left, target, 1, 0.8);
      if (taken === undefined) expect(nearest).toEqual([]);
      else expect(nearest).toContain(taken.row);
      left = left.filter((row) => row !== taken?.row);
    }
    expect(left.length).toBeLessThan(candidates.length);
  });
});

it('finds the same whether ties are exact or only to rounding', () => {
  const noisy = few.map((value, row) => value * (1 + (row % 3) * 2 ** -52));
  const [exact, rounded] = [few, noisy].map((score) =>
    spaceOf({ on: { kind: 'score', score } })
      .within(candidates)
      .nearest(targets, 1),
  );
  expect(rounded.size).toEqual(exact.size);
});

it('leaves without neighbours who has nobody in its exact group', () => {
  const alone = codes.slice();
  alone[targets[0]] = 99;
  for (const on of [kinds['a score'], kinds['two columns']]) {
    const sets = spaceOf({ on, exactOn: alone }).within(candidates).nearest(targets, 1);
    expect(sets.size[0]).toBe(0);
    expect(Math.min(...sets.size.slice(1))).toBeGreaterThan(0);
  }
});

describe('what cannot be measured with', () => {
  it('names a constant column, and one that others make up', () => {
    const constant = new Float64Array(n).fill(3);
    const sum = normal.map((value, row) => 2 * value - exponential[row]);
    expect(matchSpace({ on: { kind: 'covariates', columns: [normal, constant], metric: 'inverse-variance' } })).toEqual({
      kind: 'column-unmeasurable',
      column: 1,
      why: 'constant',
    });
    expect(matchSpace({ on: { kind: 'covariates', columns: [normal, exponential, sum], metric: 'mahalanobis' } })).toEqual({
      kind: 'column-unmeasurable',
      column: 2,
      why: 'dependent',
    });
  });

  it('names the column with a number that is not finite', () => {
    const holed = exponential.map((value, row) => (row === 5 ? Number.NaN : value));
    expect(() => matchSpace({ on: { kind: 'covariates', columns: [normal, holed], metric: 'mahalanobis' } })).toThrow(
      'Column 1 to match on holds a number that is not finite.',
    );
    expect(() => matchSpace({ on: { kind: 'covariates', columns: [], metric: 'mahalanobis' } })).toThrow('at least one column');
  });
});
