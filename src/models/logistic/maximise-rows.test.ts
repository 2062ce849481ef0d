import { describe, expect, it } from 'vitest';
import { stream } from '../../math/random/stream.ts';
import { logit } from './link.ts';
import { logisticRegression, probitRegression } from './logistic-regression.ts';
import { maximiseRows } from './maximise-rows.ts';
import { probit } from './probit.ts';

const n = 120_000;
const random = stream(3);
const draw = (): number => random.uniform();
const x = Float64Array.from({ length: n }, () => 2 * draw() - 1);
const rare = Float64Array.from({ length: n }, (_, i) => (i % 5000 === 700 ? 1 : 0));
const outcome = Float64Array.from({ length: n }, (_, i) => (draw() < 1 / (1 + Math.exp(1 - x[i] - rare[i])) ? 1 : 0));
const numeric = (name: string, values: Float64Array) => ({ kind: 'numeric', name, values }) as const;
const value = (i: number, bad: number) =>
  numeric(
    'x',
    Float64Array.from(x, (v, k) => (k === i ? bad : v)),
  );

describe('many rows, of which a sample is fitted first', () => {
  it.each([
    [700, Number.NaN],
    [700, Infinity],
    [n - 1, -Infinity],
    [0, Number.NaN],
  ])('are not taken with row %d at %d, wherever the sample looked', (row, bad) => {
    expect(logisticRegression({ outcome, terms: [value(row, bad)] })).toEqual({ kind: 'not-finite', column: 'x', value: bad, row });
    expect(probitRegression({ outcome, terms: [value(row, bad)] })).toMatchObject({ kind: 'not-finite', row });
  });

  it('have the maximum that they have without a sample, also where it misses a level', () => {
    const fit = logisticRegression({ outcome, terms: [numeric('x', x), numeric('rare', rare)] });
    if ('kind' in fit) throw new Error(fit.kind);
    // The likelihood is flat there, and is what it is said to be.
    const [a, b, c] = fit.coefficients;
    let [likelihood, constant, slope, level] = [0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      const p = 1 / (1 + Math.exp(-(a + b * x[i] + c * rare[i])));
      likelihood += Math.log(outcome[i] === 1 ? p : 1 - p);
      constant += outcome[i] - p;
      slope += (outcome[i] - p) * x[i];
      level += (outcome[i] - p) * rare[i];
    }
    expect(Math.max(Math.abs(constant), Math.abs(slope), Math.abs(level))).toBeLessThan(1e-7);
    expect(fit.logLikelihood / likelihood).toBeCloseTo(1, 12);
  });
});

describe('rows with weights', () => {
  it.each([logit, probit])('have the maximum and the likelihood of their copies, $name', (link) => {
    const few = 900;
    const places = Array.from({ length: few }, (_, i) => i).flatMap((i) => Array.from({ length: i % 3 }, () => i));
    const rows = (of: (values: Float64Array) => Float64Array) => ({ outcome: of(outcome), names: ['x'], columns: [of(x)], intercept: true });
    const copies = maximiseRows(
      rows((values) => Float64Array.from(places, (i) => values[i])),
      link,
    );
    const weighted = maximiseRows({ ...rows((values) => values.slice(0, few)), weights: Float64Array.from({ length: few }, (_, i) => i % 3) }, link);
    if (copies.kind !== 'maximum' || weighted.kind !== 'maximum') throw new Error(weighted.kind);
    for (const [j, coefficient] of copies.coefficients.entries()) expect(weighted.coefficients[j]).toBeCloseTo(coefficient, 11);
    for (const [e, entry] of copies.inverse.entries()) expect(weighted.inverse[e]).toBeCloseTo(entry, 11);
    expect(weighted.logLikelihood / copies.logLikelihood).toBeCloseTo(1, 12);
  });

  it('have it too where a sample is fitted first', () => {
    const rows = { outcome, names: ['x'], columns: [x], intercept: true };
    const found = maximiseRows({ ...rows, weights: Float64Array.from({ length: n }, (_, i) => 2 * (i % 2)) }, logit);
    const half = (values: Float64Array) => values.filter((_, i) => i % 2 === 1);
    const wanted = maximiseRows({ ...rows, outcome: half(outcome), columns: [half(x)] }, logit);
    if (found.kind !== 'maximum' || wanted.kind !== 'maximum') throw new Error(found.kind);
    for (const [j, coefficient] of wanted.coefficients.entries()) expect(found.coefficients[j]).toBeCloseTo(coefficient, 9);
  });
});
