import { describe, expect, it } from 'vitest';
import { stream } from '../../math/random/stream.ts';
import { fixedEffectsFit } from '../fixed-effects/fixed-effects-fit.ts';
import type { CohortMeans } from './cohort-cells.ts';
import { type GoodmanBacon, goodmanBacon } from './goodman-bacon.ts';
import { type TreatedWeights, treatedWeights, treatedWeightsOfRows } from './treated-weights.ts';

const found = <T extends object>(answer: T): Exclude<T, { readonly kind: string }> => {
  if ('kind' in answer) throw new Error(JSON.stringify(answer));
  return answer as Exclude<T, { readonly kind: string }>;
};

/** Cohorts of random sizes and starts (never and always among them), two of which may start together. */
function randomPanel(seed: number): CohortMeans {
  const random = stream(seed);
  const periods = 3 + Math.floor(random.uniform() * 6);
  const cohorts = [undefined, 1, ...Array.from({ length: 1 + Math.floor(random.uniform() * 4) }, () => Math.floor(random.uniform() * (periods + 1)))];
  const sizes = cohorts.map(() => 1 + Math.floor(random.uniform() * 5));
  return { cohorts, sizes, periods, means: cohorts.map(() => Float64Array.from({ length: periods }, () => 50 + random.normal())) };
}

/** One row for each unit and period, all units of a cohort as it is on average. */
function rowsOf({ cohorts, sizes, periods, means }: CohortMeans) {
  const rows = cohorts.flatMap((start, g) =>
    Array.from({ length: sizes[g] }, (_, u) =>
      Array.from({ length: periods }, (__, t) => ({ g, u: u + 100 * g, t, y: means[g][t], d: t >= (start ?? Infinity) ? 1 : 0 })),
    ).flat(),
  );
  const codes = (of: (row: (typeof rows)[number]) => number): Int32Array => Int32Array.from(rows, of);
  return {
    outcome: Float64Array.from(rows, ({ y }) => y),
    treated: Float64Array.from(rows, ({ d }) => d),
    unit: codes(({ u }) => u),
    period: codes(({ t }) => t),
    cohort: codes(({ g }) => g),
  };
}

const twoWay = (panel: CohortMeans): number => {
  const { outcome, treated, unit, period } = rowsOf(panel);
  return found(fixedEffectsFit({ outcome, regressors: [treated], effects: [unit, period] })).coefficients[0];
};

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const total = ({ comparisons }: GoodmanBacon): number => sum(comparisons.map(({ weight, estimate }) => weight * estimate));

describe('goodmanBacon', () => {
  it('adds up to the two-way estimate by weights that add up to one, whatever the cohorts', () => {
    for (let seed = 0; seed < 60; seed++) {
      const panel = randomPanel(seed);
      const answer = found(goodmanBacon(panel));
      expect(Math.abs(sum(answer.comparisons.map(({ weight }) => weight)) - 1)).toBeLessThan(1e-12);
      expect(answer.comparisons.every(({ weight }) => weight > 0)).toBe(true);
      expect(Math.abs(total(answer) - answer.estimate)).toBeLessThan(1e-10);
      expect(Math.abs(twoWay(panel) - answer.estimate)).toBeLessThan(1e-10);
    }
  });

  it('names each comparison for what it is', () => {
    const means = Array.from({ length: 4 }, (_, g) => Float64Array.of(0, g, 2 * g, 3 * g, 4 * g));
    const { comparisons } = found(goodmanBacon({ cohorts: [2, 4, undefined, 0], sizes: [3, 2, 4, 1], periods: 5, means }));
    expect(comparisons.map(({ kind, treated, control }) => [kind, treated, control])).toEqual([
      ['earlier-later', 0, 1],
      ['treated-never', 0, 2],
      ['treated-always', 0, 3],
      ['later-earlier', 1, 0],
      ['treated-never', 1, 2],
      ['treated-always', 1, 3],
    ]);
    // 2 x 2 of cohort 0 against cohort 1 before it starts: (0 - 0) - ((2 + 3) / 2 - (0 + 1) / 2).
    expect(comparisons[0].estimate).toBe(-2);
  });

  it('takes a start at the end of the window or beyond as never, and one before it as always', () => {
    const { means, ...panel } = { cohorts: [1, 3, -4, undefined], sizes: [2, 2, 2, 0], periods: 3, means: randomPanel(4).means };
    const cut = [0, 1, 0, 1].map((g) => means[g].slice(0, 3));
    expect(found(goodmanBacon({ ...panel, means: cut })).comparisons.map(({ kind }) => kind)).toEqual(['treated-never', 'treated-always']);
  });

  it.each([
    [
      { cohorts: [undefined, 0], sizes: [1, 1], periods: 1 },
      { kind: 'no-comparison', reason: 'one-period' },
    ],
    [
      { cohorts: [undefined, 0, 7], sizes: [1, 1, 1], periods: 4 },
      { kind: 'no-comparison', reason: 'nobody-starts' },
    ],
    [
      { cohorts: [2, 2, undefined], sizes: [1, 5, 0], periods: 4 },
      { kind: 'no-comparison', reason: 'one-cohort' },
    ],
    [
      { cohorts: [], sizes: [], periods: 4 },
      { kind: 'no-comparison', reason: 'nobody-starts' },
    ],
    [
      { cohorts: [2, undefined], sizes: [1, Number.NaN], periods: 4 },
      { kind: 'not-balanced', cohort: 1 },
    ],
  ] as const)('has nothing to compare in %j', (panel, expected) => {
    expect(goodmanBacon({ ...panel, means: panel.cohorts.map(() => new Float64Array(panel.periods)) })).toEqual(expected);
    expect(treatedWeights(panel)).toEqual(expected);
  });

  it('does not take a cohort without a mean in some period', () => {
    const means = [Float64Array.of(1, 2, 3), Float64Array.of(1, Number.NaN, 3)];
    expect(goodmanBacon({ cohorts: [1, undefined], sizes: [1, 1], periods: 3, means })).toEqual({ kind: 'not-balanced', cohort: 1 });
  });
});

describe('treatedWeights', () => {
  it('make the two-way estimate of effects that differ by cell', () => {
    for (let seed = 0; seed < 40; seed++) {
      const panel = randomPanel(seed + 500);
      const random = stream(seed + 900);
      const effects = new Map<string, number>();
      const means = panel.cohorts.map((start, g) =>
        Float64Array.from({ length: panel.periods }, (_, t) => {
          if (t < (start ?? Infinity)) return 10 * g + t;
          const effect = random.normal();
          effects.set(`${g} ${t}`, effect);
          return 10 * g + t + effect;
        }),
      );
      const { cells, negative } = found(treatedWeights(panel));
      expect(Math.abs(sum(cells.map(({ weight }) => weight)) - 1)).toBeLessThan(1e-12);
      const weighted = sum(cells.map(({ cohort, period, weight }) => weight * effects.get(`${cohort} ${period}`)!));
      expect(Math.abs(twoWay({ ...panel, means }) - weighted)).toBeLessThan(1e-10);
      expect(negative.cells).toBe(cells.filter(({ weight }) => weight < -1e-12).length);
    }
  });

  it('are those of the rows', () => {
    for (let seed = 0; seed < 10; seed++) {
      const panel = randomPanel(seed + 70);
      const [counted, ofRows] = [found(treatedWeights(panel)), found(treatedWeightsOfRows(rowsOf(panel)))];
      expect(ofRows.cells.map(({ cohort, period }) => [cohort, period])).toEqual(counted.cells.map(({ cohort, period }) => [cohort, period]));
      for (const [c, { weight }] of counted.cells.entries()) expect(Math.abs(ofRows.cells[c].weight - weight)).toBeLessThan(1e-12);
      expect(ofRows.negative.cells).toBe(counted.negative.cells);
    }
  });

  it('make the two-way estimate of a panel with gaps', () => {
    const all = rowsOf({ cohorts: [1, 2, 4, undefined], sizes: [4, 5, 3, 4], periods: 6, means: Array.from({ length: 4 }, () => new Float64Array(6)) });
    const random = stream(12);
    const kept = Array.from(all.treated.keys()).filter(() => random.uniform() < 0.75);
    const [unit, period, cohort] = [all.unit, all.period, all.cohort].map((codes) => Int32Array.from(kept, (i) => codes[i]));
    const treated = Float64Array.from(kept, (i) => all.treated[i]);
    const effect = (g: number, t: number): number => Math.sin(3 * g + 5 * t);
    const outcome = treated.map((d, i) => unit[i] + period[i] + d * effect(cohort[i], period[i]));
    const estimate = found(fixedEffectsFit({ outcome, regressors: [treated], effects: [unit, period] })).coefficients[0];
    const { cells } = found<TreatedWeights>(found(treatedWeightsOfRows({ treated, cohort, period, unit })));
    expect(Math.abs(sum(cells.map((cell) => cell.weight * effect(cell.cohort, cell.period))) - estimate)).toBeLessThan(1e-10);
  });

  it('fall below zero where early cohorts serve as controls of late ones', () => {
    const { negative } = found(treatedWeights({ cohorts: [1, 5], sizes: [10, 10], periods: 8 }));
    expect(negative.cells).toBeGreaterThan(0);
    expect(negative.sum).toBeLessThan(-0.05);
    expect(found(treatedWeights({ cohorts: [4, undefined], sizes: [10, 10], periods: 8 })).negative).toEqual({ cells: 0, share: 0, sum: 0 });
  });

  it('do not exist where effects explain the treatment', () => {
    const [unit, period] = [Int32Array.of(0, 0, 1, 1), Int32Array.of(0, 1, 0, 1)];
    const asked = { cohort: unit, unit, period };
    expect(treatedWeightsOfRows({ ...asked, treated: Float64Array.of(1, 1, 0, 0) })).toEqual({ kind: 'treatment-absorbed' });
    expect(treatedWeightsOfRows({ ...asked, treated: Float64Array.of(0, 1, 0, 1) })).toEqual({ kind: 'treatment-absorbed' });
    const none = new Int32Array(0);
    expect(treatedWeightsOfRows({ treated: new Float64Array(0), cohort: none, unit: none, period: none })).toEqual({ kind: 'treatment-absorbed' });
  });
});
