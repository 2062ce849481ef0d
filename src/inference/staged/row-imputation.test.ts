import { describe, expect, it } from 'vitest';
import { stream } from '../../math/random/stream.ts';
import { lessGroupMeans } from './imputed-residuals.ts';
import { type Imputation, type ImputationQuestion, type ImputationRefusal, type ImputedTarget, rowImputation } from './row-imputation.ts';
import { extendedTwoWay } from './saturated.ts';

const found = (answer: Imputation | ImputationRefusal): Imputation => {
  if ('kind' in answer) throw new Error(JSON.stringify(answer));
  return answer;
};
const target = ({ targets }: Imputation, m = 0): ImputedTarget => targets[m] as ImputedTarget;

/** Six units of each cohort over six periods, of which a share is kept. */
function panel(starts: readonly (number | undefined)[], kept = 1, seed = 2) {
  const random = stream(seed);
  const rows = starts
    .flatMap((_, g) => Array.from({ length: 6 }, (__, u) => Array.from({ length: 6 }, (___, t) => ({ g, u: 6 * g + u, t }))).flat())
    .map((row) => ({ ...row, x: random.normal(), y: random.normal(), w: 0.5 + random.uniform() }))
    .filter(() => random.uniform() < kept);
  const codes = (of: (row: (typeof rows)[number]) => number): Int32Array => Int32Array.from(rows, of);
  const values = (of: (row: (typeof rows)[number]) => number): Float64Array => Float64Array.from(rows, of);
  const asked: ImputationQuestion = {
    outcome: values(({ y }) => y),
    unit: codes(({ u }) => u),
    period: codes(({ t }) => t),
    cohort: codes(({ g }) => g),
    starts,
    targets: [() => 1, ({ relative }) => (relative === 1 ? 1 : 0)],
    errors: { about: 'cell' },
  };
  return { rows, asked, values };
}

describe('rowImputation', () => {
  it('finds effects exactly where outcomes are effects of units, periods and a covariate, and nothing else', () => {
    const { rows, asked, values } = panel([2, 4, undefined], 0.75);
    const effect = ({ g, t }: { g: number; t: number }): number => g + 0.1 * t;
    const outcome = values((row) => 3 * row.u - row.t ** 2 + 0.7 * row.x + (row.t >= (asked.starts[row.g] ?? Infinity) ? effect(row) : 0));
    const own = found(rowImputation({ ...asked, outcome, covariates: [values(({ x }) => x)], weights: values(({ w }) => w) }));
    for (const { cohort, period, estimate } of own.cells) expect(Math.abs(estimate - effect({ g: cohort, t: period }))).toBeLessThan(1e-10);
    expect(own.slopes[0]).toBeCloseTo(0.7, 10);
    const isTreated = ({ g, t }: { g: number; t: number }): boolean => t >= (asked.starts[g] ?? Infinity);
    const untreatedUnits = new Set(rows.filter((row) => !isTreated(row)).map(({ u }) => u));
    const treated = rows.filter((row) => isTreated(row) && untreatedUnits.has(row.u));
    const mean = treated.reduce((sum, row) => sum + row.w * effect(row), 0) / treated.reduce((sum, { w }) => sum + w, 0);
    expect(Math.abs(target(own).estimate - mean)).toBeLessThan(1e-10);
    expect(target(own).standardError).toBeLessThan(1e-10);
  });

  it('is the extended two-way regression on a balanced panel without covariates', () => {
    const { asked } = panel([2, 4, undefined]);
    const extended = extendedTwoWay({ ...asked, controls: 'not-yet' });
    if ('kind' in extended) throw new Error(extended.kind);
    const own = found(rowImputation(asked));
    expect(own.cells.map(({ cohort, period, rows }) => [cohort, period, rows])).toEqual(
      extended.cells.map(({ cohort, period, size }) => [cohort, period, size]),
    );
    for (const [c, { estimate }] of extended.cells.entries()) expect(Math.abs(own.cells[c].estimate - estimate)).toBeLessThan(1e-11);
    expect(Math.abs(target(own).estimate - extended.treated!.estimate)).toBeLessThan(1e-11);
  });

  it('does not change with constants of units and periods, nor with the order of rows', () => {
    const { asked } = panel([2, 4, undefined], 0.8);
    const own = found(rowImputation(asked));
    const moved = asked.outcome.map((y, i) => y + 100 * asked.unit[i] - 30 * asked.period[i]);
    const back = <A extends Float64Array | Int32Array>(of: A): A => of.slice().reverse() as A;
    const turned = { ...asked, outcome: back(asked.outcome), unit: back(asked.unit), period: back(asked.period), cohort: back(asked.cohort) };
    for (const other of [{ ...asked, outcome: moved }, turned].map((one) => found(rowImputation(one)))) {
      for (const m of [0, 1]) {
        expect(Math.abs(target(other, m).estimate - target(own, m).estimate)).toBeLessThan(1e-11);
        expect(Math.abs(target(other, m).standardError - target(own, m).standardError)).toBeLessThan(1e-11);
      }
      expect(Math.abs(other.covariance[1] - own.covariance[1])).toBeLessThan(1e-11);
    }
  });

  it('counts treated rows that nobody tells of, by why', () => {
    // Cohort 0 is treated throughout; in the last two periods nobody is untreated.
    const { asked } = panel([0, 2, 4]);
    const own = found(rowImputation(asked));
    expect(own.untold).toEqual([
      { reason: 'unit', cohort: 0, rows: 36 },
      { reason: 'period', cohort: 1, rows: 12 },
      { reason: 'period', cohort: 2, rows: 12 },
    ]);
    expect(own.n).toBe(6 * 2 + 6 * 4 + 6 * 2);
    expect(own.cells.map(({ cohort, period }) => [cohort, period])).toEqual([
      [1, 2],
      [1, 3],
    ]);
  });

  it('does not compare units with periods that no untreated row joins to theirs', () => {
    const [unit, period] = [Int32Array.of(0, 0, 0, 1, 1), Int32Array.of(0, 1, 2, 2, 3)];
    const asked = { outcome: Float64Array.of(1, 2, 3, 4, 5), unit, period, cohort: Int32Array.of(0, 0, 0, 1, 1), starts: [2, undefined] };
    const own = found(rowImputation({ ...asked, targets: [() => 1], errors: { about: 'cell' } }));
    expect(own.untold).toEqual([{ reason: 'apart', cohort: 0, rows: 1 }]);
    expect(own.targets).toEqual([{ kind: 'nothing-averaged' }]);
  });

  it('refuses a target without rows by itself', () => {
    const { asked } = panel([2, undefined]);
    const own = found(rowImputation({ ...asked, targets: [({ relative }) => (relative === 9 ? 1 : 0), () => 1] }));
    expect(own.targets[0]).toEqual({ kind: 'nothing-averaged' });
    expect(target(own, 1).standardError).toBeGreaterThan(0);
    expect(own.covariance.length).toBe(1);
    expect(own.covariance[0]).toBeCloseTo(target(own, 1).standardError ** 2, 14);
  });

  it('drops a covariate that effects explain, and refuses one that only treated rows would tell the slope of', () => {
    const { asked, values } = panel([2, 4, undefined], 0.9);
    const ofUnit = values(({ u }) => Math.cos(u));
    const plain = found(rowImputation(asked));
    const own = found(rowImputation({ ...asked, covariates: [ofUnit] }));
    expect(own.droppedCovariates).toEqual([0]);
    expect(Math.abs(target(own).estimate - target(plain).estimate)).toBeLessThan(1e-11);
    const since = values(({ g, t }) => Math.max(0, t - (asked.starts[g] ?? Infinity)));
    expect(rowImputation({ ...asked, covariates: [since] })).toEqual({ kind: 'slope-untold', covariate: 0 });
  });

  it('refuses what it cannot compute', () => {
    const { asked } = panel([2, undefined]);
    expect(rowImputation({ ...asked, starts: [undefined, undefined] })).toEqual({ kind: 'nobody-starts' });
    expect(rowImputation({ ...asked, starts: [0, 0] })).toEqual({ kind: 'nobody-untreated' });
    expect(rowImputation({ ...asked, cluster: new Int32Array(asked.unit.length) })).toEqual({ kind: 'too-few-clusters', clusters: 1 });
    expect(rowImputation({ ...asked, outcome: asked.outcome.map((y, i) => (i === 3 ? Number.NaN : y)) })).toMatchObject({ kind: 'unusable', rows: 1 });
  });

  it('names groups of a single unit, whose effects add nothing to the error', () => {
    const { asked } = panel([2, undefined]);
    const rows = Array.from(asked.unit.keys()).filter((i) => asked.cohort[i] === 1 || asked.unit[i] === 0);
    const codes = (of: Int32Array): Int32Array => Int32Array.from(rows, (i) => of[i]);
    const outcome = Float64Array.from(rows, (i) => asked.outcome[i]);
    const one = { ...asked, outcome, unit: codes(asked.unit), period: codes(asked.period), cohort: codes(asked.cohort) };
    expect(found(rowImputation(one)).targets).toMatchObject([{ singleGroups: 4 }, { singleGroups: 1 }]);
  });
});

describe('lessGroupMeans', () => {
  it('takes each unit out of the mean that it is compared with', () => {
    const effects = Float64Array.of(1, 2, 4, 7, 3);
    const weights = Float64Array.of(0.1, 0.2, 0.3, 0.15, 0.25);
    const groups = Int32Array.of(0, 0, 0, 2, 2);
    const { residuals, singleGroups } = lessGroupMeans(effects, weights, groups, 'unit');
    expect(singleGroups).toBe(0);
    for (const [i, residual] of residuals.entries()) {
      let [sum, squares] = [0, 0];
      for (const [j, effect] of effects.entries()) {
        if (j === i || groups[j] !== groups[i]) continue;
        sum += weights[j] ** 2 * effect;
        squares += weights[j] ** 2;
      }
      expect(residual).toBeCloseTo(effects[i] - sum / squares, 12);
    }
  });
});
