import { describe, expect, it } from 'vitest';
import { fitted } from '../../../test/support/logistic-golden.ts';
import { standardErrors } from '../../inference/sandwich.ts';
import { stream } from '../../math/random/stream.ts';
import type { BinaryTerm } from './binary-terms.ts';
import { binaryCovariance } from './logistic-covariance.ts';
import { type BinaryData, logisticRegression, probitRegression } from './logistic-regression.ts';
import { marginalEffects } from './marginal-effects.ts';
import { predictedShares } from './predicted-shares.ts';

const numeric = (name: string, values: ArrayLike<number>): BinaryTerm => ({ kind: 'numeric', name, values: Float64Array.from(values) });
const factor = (name: string, texts: readonly string[]): BinaryTerm => {
  const levels = [...new Set(texts)].sort();
  return { kind: 'factor', name, codes: texts.map((text) => levels.indexOf(text)), levels };
};

interface Row {
  readonly y: number;
  readonly x: number;
  readonly d: number;
  readonly g: string;
}

function drawn(n: number, seed = 3): readonly Row[] {
  const random = stream(seed);
  return Array.from({ length: n }, () => {
    const [x, d, g] = [random.normal(), random.bernoulli(0.4), 'abc'[random.integer(3)]];
    return { x, d, g, y: random.bernoulli(1 / (1 + Math.exp(0.3 - 0.8 * x - 0.5 * d - (g === 'c' ? 0.7 : 0)))) };
  });
}

const dataOf = (rows: readonly Row[]): BinaryData => ({
  outcome: Float64Array.from(rows, ({ y }) => y),
  terms: [
    numeric(
      'x',
      rows.map(({ x }) => x),
    ),
    numeric(
      'd',
      rows.map(({ d }) => d),
    ),
    factor(
      'g',
      rows.map(({ g }) => g),
    ),
  ],
});

const rows = drawn(300);
const regressions = [
  { name: 'logit', regression: logisticRegression },
  { name: 'probit', regression: probitRegression },
] as const;

describe.each(regressions)('$name regression', ({ regression }) => {
  const base = fitted(regression(dataOf(rows)));
  const errors = standardErrors(base.covariance);
  const near = (found: ArrayLike<number>, wanted: ArrayLike<number>, within = 1e-9): void => {
    for (let j = 0; j < wanted.length; j++) expect(Math.abs(found[j] - wanted[j])).toBeLessThanOrEqual(within * errors[j]);
  };

  it('does not depend on the order of rows', () => near(fitted(regression(dataOf([...rows].reverse()))).coefficients, base.coefficients));

  it('takes a row twice for two rows', () => {
    const twice = fitted(regression(dataOf([...rows, ...rows])));
    near(twice.coefficients, base.coefficients);
    near(
      standardErrors(twice.covariance).map((e) => e * Math.SQRT2),
      errors,
    );
    expect(twice.logLikelihood).toBeCloseTo(2 * base.logLikelihood, 8);
  });

  it('moves with the zero and the unit of a column', () => {
    const moved = fitted(regression(dataOf(rows.map((row) => ({ ...row, x: 5000 - 4 * row.x })))));
    near(
      [moved.coefficients[1] * -4, moved.coefficients[2]],
      [base.coefficients[1], base.coefficients[2]].map((x) => x),
      1e-7,
    );
    expect(moved.logLikelihood).toBeCloseTo(base.logLikelihood, 8);
  });

  it('changes signs when ones and zeros of the outcome change places', () => {
    const flipped = fitted(regression(dataOf(rows.map((row) => ({ ...row, y: 1 - row.y })))));
    near(
      flipped.coefficients.map((x) => -x),
      base.coefficients,
    );
    expect(marginalEffects(flipped).map((e) => -e.value)).toEqual(marginalEffects(base).map((e) => expect.closeTo(e.value, 12)));
  });

  it('predicts shares that average to the share there is', () => {
    const shares = predictedShares(base, dataOf(rows).terms) as Float64Array;
    const share = rows.reduce((sum, { y }) => sum + y, 0) / rows.length;
    expect(shares.reduce((a, b) => a + b) / rows.length).toBeCloseTo(share, regression === logisticRegression ? 12 : 2);
  });

  it('predicts for rows that hold only some of the levels, and refuses one that it has not seen', () => {
    const only = rows.filter(({ g }) => g === 'c').slice(0, 5);
    const all = predictedShares(base, dataOf(rows).terms) as Float64Array;
    const found = predictedShares(base, dataOf(only).terms) as Float64Array;
    for (const [i, row] of only.entries()) expect(found[i]).toBeCloseTo(all[rows.indexOf(row)], 14);
    const unseen = dataOf(only.map((row, i) => (i === 2 ? { ...row, g: 'elsewhere' } : row)));
    expect(predictedShares(base, unseen.terms)).toEqual({ kind: 'unknown-level', column: 'g', level: 'elsewhere', known: ['a', 'b', 'c'] });
    expect(predictedShares(base, unseen.terms.slice(1))).toEqual({ kind: 'missing-term', column: 'x' });
  });

  it('has the covariance of rows where each is a cluster of its own', () => {
    const alone = binaryCovariance(base, { kind: 'CR0', clusters: rows.map((_, i) => 7 * i) });
    near(standardErrors(alone), standardErrors(binaryCovariance(base, { kind: 'HC0' })));
    const freedom = rows.length / (rows.length - base.names.length);
    near(
      standardErrors(binaryCovariance(base, { kind: 'CR1', clusters: rows.map((_, i) => i) })),
      standardErrors(alone).map((e) => e * Math.sqrt(freedom)),
    );
  });

  it('survives rows far from the rest', () => {
    const far = rows.map((row, i) => (i < 3 ? { ...row, x: 400 * (row.y === 1 ? 1 : -1) } : row));
    expect(fitted(regression(dataOf(far))).coefficients.every(Number.isFinite)).toBe(true);
  });
});

describe('a regression that cannot be', () => {
  const data = dataOf(rows);
  const { outcome, terms } = data;

  it('names a column of zeros and ones that predicts perfectly', () => {
    const sure = numeric(
      'sure',
      outcome.map((y, i) => (y === 1 && i % 3 === 0 ? 1 : 0)),
    );
    expect(logisticRegression({ outcome, terms: [...terms, sure] })).toMatchObject({ kind: 'perfect-predictor', column: 'sure', value: 1, outcome: 1 });
    const never = numeric(
      'never',
      outcome.map((y, i) => (y === 1 || i % 2 === 0 ? 1 : 0)),
    );
    expect(probitRegression({ outcome, terms: [...terms, never] })).toMatchObject({ kind: 'perfect-predictor', column: 'never', value: 0, outcome: 0 });
  });

  it('names a level that does, the first one too', () => {
    for (const level of ['a', 'b']) {
      const sure = dataOf(rows.map((row) => (row.g === level ? { ...row, y: 0 } : row)));
      expect(logisticRegression(sure)).toMatchObject({ kind: 'perfect-predictor', column: `g=${level}`, value: 1, outcome: 0 });
    }
  });

  it('names the columns of a complete separation', () => {
    const split = dataOf(rows.map((row) => ({ ...row, y: row.x > 0.2 ? 1 : 0 })));
    for (const regression of [logisticRegression, probitRegression]) {
      expect(regression(split)).toMatchObject({ kind: 'separated', columns: ['x'], complete: true, undecided: 0 });
    }
  });

  it('names those of a separation that leaves rows undecided', () => {
    // Beyond 1 the outcome is certain; at 1, where many rows lie, it is not; no single column of zeros and ones says so.
    const quasi = dataOf(rows.map((row, i) => ({ ...row, x: row.x > 0.5 ? 2 : row.x < -0.5 ? 0 : 1, y: row.x > 0.5 ? 1 : row.x < -0.5 ? 0 : i % 2 })));
    const found = logisticRegression(quasi);
    expect(found).toMatchObject({ kind: 'separated', columns: ['x'], complete: false });
    expect((found as { undecided: number }).undecided).toBe(rows.filter(({ x }) => Math.abs(x) <= 0.5).length);
  });

  it('separates by two columns together', () => {
    const other = rows.map((row, i) => row.x + ((i % 7) - 3) / 2);
    const y = rows.map((row, i) => (other[i] - row.x > 0.1 ? 1 : 0));
    const found = logisticRegression({
      outcome: Float64Array.from(y),
      terms: [
        numeric(
          'x',
          rows.map(({ x }) => x),
        ),
        numeric('other', other),
      ],
    });
    expect(found).toMatchObject({ kind: 'separated', columns: ['x', 'other'], complete: true });
  });

  it.each([
    ['an outcome with a 2', Float64Array.from(outcome, (y, i) => (i === 4 ? 2 : y)), { kind: 'not-binary', column: 'outcome', value: 2, row: 4 }],
    ['an outcome with NaN', Float64Array.from(outcome, (y, i) => (i === 4 ? Number.NaN : y)), { kind: 'not-finite', column: 'outcome', row: 4 }],
    ['a constant outcome', outcome.map(() => 1), { kind: 'constant-outcome', value: 1 }],
  ])('says what is wrong with %s', (_, bad, refusal) => {
    expect(logisticRegression({ outcome: bad, terms })).toMatchObject(refusal);
  });

  it('names an infinite column, a constant one, and those that depend on one another', () => {
    const infinite = numeric(
      'x',
      rows.map(({ x }, i) => (i === 9 ? Infinity : x)),
    );
    expect(logisticRegression({ outcome, terms: [infinite] })).toEqual({ kind: 'not-finite', column: 'x', value: Infinity, row: 9 });
    expect(
      logisticRegression({
        outcome,
        terms: [
          ...terms,
          numeric(
            'same',
            rows.map(() => 3),
          ),
        ],
      }),
    ).toMatchObject({ kind: 'collinear', columns: ['same'] });
    const twice = numeric(
      'twice',
      rows.map(({ x, d }) => 2 * x - d),
    );
    expect(logisticRegression({ outcome, terms: [...terms, twice] })).toMatchObject({ kind: 'collinear', columns: ['x', 'd', 'twice'] });
  });

  it('needs more rows than columns, and columns of one length', () => {
    const few = dataOf(rows.slice(0, 5));
    expect(logisticRegression(few)).toEqual({ kind: 'too-few-rows', rows: 5, parameters: few.terms.length + 2 });
    expect(() => logisticRegression({ outcome: outcome.subarray(1), terms })).toThrow(RangeError);
    expect(logisticRegression({ outcome: new Float64Array(0), terms: [] })).toMatchObject({ kind: 'too-few-rows' });
  });
});

describe('many rows', () => {
  const many = drawn(120_000, 8);

  it('have the fit that they have without a first look at a sample, and refusals too', () => {
    const fit = fitted(logisticRegression(dataOf(many)));
    const direct = fitted(logisticRegression({ ...dataOf(many.slice(0, 90_000)) }));
    const rest = fitted(logisticRegression({ ...dataOf([...many.slice(0, 90_000)].reverse()) }));
    const errors = standardErrors(direct.covariance);
    for (let j = 0; j < errors.length; j++) {
      expect(Math.abs(direct.coefficients[j] - rest.coefficients[j])).toBeLessThan(1e-10 * errors[j]);
      expect(Math.abs(fit.coefficients[j] - direct.coefficients[j])).toBeLessThan(6 * errors[j]);
    }
    // Sorted, a sample of blocks is no sample of rows; the answer is the same.
    const sorted = fitted(logisticRegression(dataOf([...many].sort((a, b) => a.y - b.y || a.x - b.x))));
    for (let j = 0; j < errors.length; j++) expect(Math.abs(sorted.coefficients[j] - fit.coefficients[j])).toBeLessThan(1e-9 * errors[j]);
    expect(logisticRegression(dataOf(many.map((row) => ({ ...row, y: row.x > 0 ? 1 : 0 }))))).toMatchObject({ kind: 'separated', columns: ['x'] });
  });
});
