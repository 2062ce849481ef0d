import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { studentTQuantile } from '../../math/distributions/student-t.ts';
import { asStrongAs, type Benchmark, benchmarkBounds, strongestBound } from './benchmarks.ts';
import { sensitivityContour, sensitivityContours } from './contours.ts';
import { adjustedForHiddenCause, biasBound, partialR2, robustnessValue, type TreatmentCoefficient } from './robustness-value.ts';

type Adjusted = [number, number, number, number, number, number | null, number, number];
interface At {
  adjusted: Adjusted;
  interval: [number, number];
}
interface Case {
  name: string;
  estimate: number;
  error: number;
  df: number;
  partialR2: number;
  robustness: [number, number, number][];
  benchmarks: (Benchmark & { wald: Record<'treatment' | 'outcome', [number, number]>; times: number[]; bounds: At[] })[];
  grid: At[];
  away: At;
}
const golden: { tolerance: number; cases: Case[]; statistics: { t: number; df: number; robustness: [number, number, number][] }[] } = JSON.parse(
  readFileSync(new URL('../../../goldens/opt-in/sensitivity.json', import.meta.url), 'utf8'),
);
const of = ({ estimate, error, df }: Case): TreatmentCoefficient => ({ estimate, standardError: error, df });
const near = (found: number, expected: number, size = Math.abs(expected)): void =>
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(golden.tolerance * size);

describe.each(golden.cases)('PySensemakr on $name', (c) => {
  const coefficient = of(c);

  it('gives the partial R2 and the robustness values', () => {
    near(partialR2((c.estimate / c.error) ** 2, c.df), c.partialR2);
    for (const [share, alpha, value] of c.robustness) near(robustnessValue(coefficient, { share, alpha }), value);
  });

  it('gives the partial R2 of covariates and of groups of columns', () => {
    for (const { wald, withTreatment, withOutcome } of c.benchmarks) {
      near(partialR2(...wald.treatment), withTreatment);
      near(partialR2(...wald.outcome), withOutcome);
    }
  });

  it('gives the benchmarks at one, two and three times, and what they leave', () => {
    const bounds = benchmarkBounds(coefficient, c.benchmarks);
    const expected = c.benchmarks.flatMap((b) => b.bounds.map((at, j) => ({ name: b.name, times: b.times[j], at })));
    expect(bounds.map(({ name, times }) => ({ name, times }))).toEqual(expected.map(({ name, times }) => ({ name, times })));
    for (const [j, { cause }] of bounds.entries()) {
      const [r2d, r2y, bias, estimate, error, t] = expected[j].at.adjusted;
      const [low, high] = expected[j].at.interval;
      near(cause!.withTreatment, r2d);
      near(cause!.withOutcome, r2y);
      near(cause!.bias, bias);
      near(cause!.adjusted.estimate, estimate, c.error + bias);
      near(cause!.adjusted.standardError, error);
      if (t !== null) near(cause!.adjusted.t, t, 1 + Math.abs(t));
      near(cause!.adjusted.low, low, c.error + bias);
      near(cause!.adjusted.high, high, c.error + bias);
    }
  });

  it('adjusts for a cause of any strength, towards zero and away from it', () => {
    for (const { adjusted, interval } of c.grid) {
      const [withTreatment, withOutcome, bias, estimate, standardError, t] = adjusted;
      const found = adjustedForHiddenCause(coefficient, { withTreatment, withOutcome });
      near(biasBound(coefficient, { withTreatment, withOutcome }), bias);
      near(found.estimate, estimate, c.error + bias);
      near(found.standardError, standardError);
      near(found.t, t!, 1 + Math.abs(t!));
      near(found.low, interval[0], c.error + bias);
      near(found.high, interval[1], c.error + bias);
      // The package's own interval takes one degree of freedom more.
      near(found.estimate + studentTQuantile(0.975, c.df) * found.standardError, adjusted[7], c.error + bias);
    }
    const [withTreatment, withOutcome, , estimate] = c.away.adjusted;
    near(c.estimate + Math.sign(c.estimate) * biasBound(coefficient, { withTreatment, withOutcome }), estimate);
  });
});

describe('PySensemakr on statistics alone', () => {
  it.each(golden.statistics)('t $t with $df degrees of freedom', ({ t, df, robustness }) => {
    for (const [share, alpha, value] of robustness) near(robustnessValue({ estimate: t, standardError: 1, df }, { share, alpha }), value, 1);
  });
});

describe('the published example, violence in Darfur', () => {
  const darfur = of(golden.cases[0]);
  it('needs 13.9 % to explain the estimate away and 7.6 % to take its significance', () => {
    expect([robustnessValue(darfur), robustnessValue(darfur, { alpha: 0.05 })].map((v) => v.toFixed(3))).toEqual(['0.139', '0.076']);
  });

  it('prints what sensemakr prints of causes one, two and three times as strong as being female', () => {
    const rows = benchmarkBounds(darfur, [golden.cases[0].benchmarks[0]]);
    const printed = rows.map(({ cause }) =>
      [cause!.withTreatment, cause!.withOutcome, cause!.adjusted.estimate, cause!.adjusted.standardError, cause!.adjusted.t].map((v) =>
        Number(v.toPrecision(6)),
      ),
    );
    expect(printed).toEqual([
      [0.00916429, 0.124641, 0.0752203, 0.0218733, 3.4389],
      [0.0183286, 0.249324, 0.0529152, 0.0203501, 2.60025],
      [0.0274929, 0.37405, 0.030396, 0.0186701, 1.62806],
    ]);
  });
});

describe('bounds and contours', () => {
  const users = golden.cases[1];
  const bounds = benchmarkBounds(of(users), users.benchmarks);

  it('a covariate that explains half of the treatment has no bound, and none is stronger', () => {
    const rows = benchmarkBounds(of(users), [{ name: 'score', withTreatment: 0.5, withOutcome: 0.1 }, ...users.benchmarks], { times: [1] });
    expect(rows[0]).toEqual({ name: 'score', times: 1 });
    expect(strongestBound(rows)).toBe(rows[0]);
    expect(strongestBound([])).toBeUndefined();
  });

  it('a cause cannot explain more than all of the outcome', () => {
    expect(asStrongAs({ name: 'score', withTreatment: 0.1, withOutcome: 0.8 }, 3)!.withOutcome).toBe(1);
  });

  it('a grid holds the estimate at its corner and every benchmark inside', () => {
    const figure = sensitivityContours(of(users), bounds, { points: 11 });
    expect(figure.values[0][0]).toBe(users.estimate);
    expect(figure.values).toHaveLength(11);
    for (const row of figure.values) expect(row).toHaveLength(11);
    // Along a row the treatment's share rises.
    expect(figure.values[4][7]).toBe(
      adjustedForHiddenCause(of(users), { withTreatment: figure.withTreatment[7], withOutcome: figure.withOutcome[4] }).estimate,
    );
    const reach = figure.withOutcome.at(-1)!;
    expect(figure.named).toHaveLength(bounds.length);
    for (const { withTreatment, withOutcome } of figure.named) expect(Math.max(withTreatment, Math.min(withOutcome, 0.99))).toBeLessThanOrEqual(reach);
  });

  it('draws t or a limit as well, and a benchmark without a bound is not on it', () => {
    const figure = sensitivityContours(of(users), [{ name: 'all', times: 1 }], { of: ({ high }) => high, points: 5 });
    expect(figure.named).toEqual([]);
    expect(figure.withTreatment.at(-1)).toBe(0.4);
    expect(figure.values[0][0]).toBe(adjustedForHiddenCause(of(users), { withTreatment: 0, withOutcome: 0 }).high);
  });

  it('a contour that would need more than all of the outcome ends', () => {
    expect(sensitivityContour({ estimate: 10, standardError: 1, df: 20 }, 0, [0, 0.1, 0.5, 0.99, 1]).map(([x]) => x)).toEqual([0.99]);
  });
});

describe('bad input', () => {
  const fine = { estimate: 1, standardError: 0.5, df: 40 };
  it.each<[string, () => unknown, RegExp]>([
    ['a standard error of zero', () => robustnessValue({ ...fine, standardError: 0 }), /standardError is 0; it must be a positive number/],
    ['one degree of freedom', () => robustnessValue({ ...fine, df: 1 }), /df is 1; it must be at least 2/],
    ['an estimate that is no number', () => biasBound({ ...fine, estimate: Number.NaN }, { withTreatment: 0.1, withOutcome: 0.1 }), /estimate is NaN/],
    ['an alpha of zero', () => robustnessValue(fine, { alpha: 0 }), /alpha is 0; it must be a share above 0/],
    ['no share of the estimate', () => robustnessValue(fine, { share: 0 }), /share is 0/],
    [
      'a cause that is the treatment',
      () => biasBound(fine, { withTreatment: 1, withOutcome: 0.1 }),
      /withTreatment is 1; it must be a share from 0 to below 1/,
    ],
    ['more than all of the outcome', () => biasBound(fine, { withTreatment: 0.1, withOutcome: 1.1 }), /withOutcome is 1.1/],
    ['a negative Wald statistic', () => partialR2(-1, 10), /wald is -1/],
    ['no degrees of freedom', () => partialR2(1, 0), /df is 0; it must be at least 1/],
    ['a covariate that is the treatment', () => asStrongAs({ name: 'copy', withTreatment: 1, withOutcome: 0.2 }, 1), /withTreatment of copy is 1/],
    ['negative times', () => asStrongAs({ name: 'x', withTreatment: 0.1, withOutcome: 0.2 }, -1), /times is -1/],
    ['a level of one', () => adjustedForHiddenCause(fine, { withTreatment: 0.1, withOutcome: 0.1 }, 1), /level is 1/],
  ])('%s', (_, call, says) => expect(call).toThrow(says));
});
