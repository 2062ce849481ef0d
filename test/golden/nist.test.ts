import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type CovarianceKind, coefficientCovariance, standardErrors } from '../../src/inference/sandwich.ts';
import { type DesignMatrix, designOf } from '../../src/models/design.ts';
import { type LinearRegression, linearRegression } from '../../src/models/linear-regression.ts';
import { leastSquares } from '../../src/moments/least-squares.ts';
import { momentsOf } from '../../src/moments/moments-of.ts';

// NIST StRD linear regression: the data are not part of this repository.
const data = new URL('../../../shared/datasets/', import.meta.url);
const absent = !existsSync(data);
const title = (says: string) => (absent ? `${says} (not run: data set absent)` : says);

interface Problem {
  readonly outcome: Float64Array;
  readonly design: DesignMatrix;
  readonly coefficients: readonly number[];
  readonly standardErrors: readonly number[];
}

interface Digits {
  readonly coefficients: number;
  /** Undefined where the exact ones are zero. */
  readonly standardErrors?: number;
}

const fromColumns: Readonly<Record<string, Digits>> = {
  norris: { coefficients: 12, standardErrors: 12 },
  pontius: { coefficients: 12, standardErrors: 12 },
  noint1: { coefficients: 14, standardErrors: 14 },
  noint2: { coefficients: 14, standardErrors: 14 },
  filip: { coefficients: 7, standardErrors: 7 },
  wampler1: { coefficients: 8 },
  wampler2: { coefficients: 8 },
  wampler3: { coefficients: 8, standardErrors: 8 },
  wampler4: { coefficients: 8, standardErrors: 8 },
  wampler5: { coefficients: 8, standardErrors: 8 },
  longley: { coefficients: 9, standardErrors: 9 },
};

// Moments hold products of the data to 16 digits, and residuals as what is left of them: where these are 1e-7 of the outcome, 9 digits of a
// standard error.
const fromMoments: Readonly<Record<string, Digits>> = {
  norris: { coefficients: 12, standardErrors: 10 },
  pontius: { coefficients: 12, standardErrors: 9 },
  noint1: { coefficients: 14, standardErrors: 12 },
  noint2: { coefficients: 14, standardErrors: 12 },
  wampler1: { coefficients: 6 },
  wampler2: { coefficients: 6 },
  wampler3: { coefficients: 6, standardErrors: 6 },
  wampler4: { coefficients: 6, standardErrors: 6 },
  wampler5: { coefficients: 6, standardErrors: 6 },
  longley: { coefficients: 9, standardErrors: 9 },
};

function says({ coefficients, standardErrors: errors }: Digits): string {
  return `${coefficients} digits of the coefficients, ${errors === undefined ? 'standard errors of nearly zero' : `${errors} of the standard errors`}`;
}

function read(path: string): string {
  return readFileSync(new URL(path, data), 'utf8');
}

function problem(name: string): Problem {
  return name === 'longley' ? longley() : polynomial(name);
}

function polynomial(name: string): Problem {
  const exact = JSON.parse(read('nist/exact.json')).sets[name] as { model: string; beta: string[]; standardError: string[] };
  const rows = read(`nist/${name}.csv`).trim().split('\n').slice(1);
  const [outcome, x] = [0, 1].map((j) => Float64Array.from(rows, (row) => Number(row.split(',')[j])));
  const degree = Number(/degree (\d+)/.exec(exact.model)?.[1]);
  const terms = Array.from({ length: degree }, (_, d) => ({ kind: 'numeric' as const, name: `x${d + 1}`, values: x.map((value) => value ** (d + 1)) }));
  const design = designOf(rows.length, terms, { intercept: !exact.model.includes('no intercept') });
  return { outcome, design, coefficients: exact.beta.map(Number), standardErrors: exact.standardError.map(Number) };
}

function longley(): Problem {
  const lines = read('nist/longley.dat').split('\n');
  const numbers = (line: string) => line.trim().split(/\s+/).map(Number);
  const certified = lines.filter((line) => /^\s+B\d\s/.test(line)).map((line) => line.trim().split(/\s+/).slice(1).map(Number));
  const rows = lines
    .slice(60)
    .map(numbers)
    .filter((row) => row.length === 7);
  const column = (j: number) => Float64Array.from(rows, (row) => row[j]);
  const terms = [1, 2, 3, 4, 5, 6].map((j) => ({ kind: 'numeric' as const, name: `x${j}`, values: column(j) }));
  const [coefficients, errors] = [0, 1].map((j) => certified.map((row) => row[j]));
  return { outcome: column(0), design: designOf(rows.length, terms), coefficients, standardErrors: errors };
}

function momentsFit({ outcome, design }: Problem) {
  const intercept = design.names[0] === '(intercept)';
  const regressors = design.names.slice(intercept ? 1 : 0);
  const columns = Object.fromEntries(design.names.map((name, j) => [name, design.columns[j]]));
  return leastSquares(momentsOf({ ...columns, outcome }), 'outcome', regressors, { intercept });
}

/** Correct decimal digits of the worst of the numbers. */
function digits(actual: ArrayLike<number>, expected: readonly number[]): number {
  if (actual.length !== expected.length) return -Infinity;
  const errors = expected.map((value, j) => (actual[j] === value ? 0 : Math.abs((actual[j] - value) / value)));
  return Math.min(15.95, -Math.log10(Math.max(...errors)));
}

function expectDigits(p: Problem, needed: Digits, fit: Pick<LinearRegression, 'coefficients' | 'gramInverse' | 'residualSumOfSquares' | 'dfResidual'>): void {
  expect(p.coefficients.length).toBeGreaterThan(0);
  expect(digits(fit.coefficients, p.coefficients)).toBeGreaterThanOrEqual(needed.coefficients);
  const errors = standardErrors(fit.gramInverse.map((value) => (value * fit.residualSumOfSquares) / fit.dfResidual));
  if (needed.standardErrors !== undefined) expect(digits(errors, p.standardErrors)).toBeGreaterThanOrEqual(needed.standardErrors);
  // An exact fit: errors are noise, below the digits of the coefficients.
  else expect(Math.max(...errors.map((error, j) => error / Math.abs(p.coefficients[j])))).toBeLessThan(10 ** -(needed.coefficients - 4));
}

describe('NIST StRD from columns', () => {
  for (const [name, needed] of Object.entries(fromColumns)) {
    it.skipIf(absent)(title(`${name}: ${says(needed)}`), () => {
      const p = problem(name);
      const fit = linearRegression(p);
      if ('kind' in fit) throw new Error(`refused: ${JSON.stringify(fit)}`);
      expectDigits(p, needed, fit);
    });
  }
});

describe('NIST StRD from moments', () => {
  for (const [name, needed] of Object.entries(fromMoments)) {
    it.skipIf(absent)(title(`${name}: ${says(needed)}`), () => {
      const p = problem(name);
      const fit = momentsFit(p);
      if ('kind' in fit) throw new Error(`refused: ${JSON.stringify(fit)}`);
      expectDigits(p, needed, fit);
    });
  }
  it.skipIf(absent)(title('filip: refused, as its powers are one and the same to 16 digits of their products'), () => {
    expect(momentsFit(problem('filip'))).toMatchObject({ kind: 'collinear', columns: expect.arrayContaining(['x5']) });
  });
});

describe('NSW job training (Dehejia & Wahba 1999)', () => {
  it.skipIf(absent)(title('effect 1794.34 with OLS, HC1 and HC2 = Welch standard errors 632.85, 670.82, 671.00'), () => {
    const [header, ...lines] = read('nsw.csv').trim().split('\n');
    const column = (name: string) => {
      const j = header.split(',').indexOf(name);
      return Float64Array.from(lines, (line) => Number(line.split(',')[j]));
    };
    const outcome = column('re78');
    const fit = linearRegression({ outcome, design: designOf(outcome.length, [{ kind: 'numeric', name: 'treat', values: column('treat') }]) });
    if ('kind' in fit) throw new Error(`refused: ${JSON.stringify(fit)}`);
    const errorOf = (kind: CovarianceKind) => {
      const covariance = coefficientCovariance(fit, kind);
      if ('kind' in covariance) throw new Error(`refused: ${JSON.stringify(covariance)}`);
      return standardErrors(covariance)[1].toFixed(2);
    };
    expect(outcome.length).toBe(445);
    expect(fit.coefficients[1].toFixed(2)).toBe('1794.34');
    expect([errorOf('nonrobust'), errorOf('HC1'), errorOf('HC2')]).toEqual(['632.85', '670.82', '671.00']);
  });
});
