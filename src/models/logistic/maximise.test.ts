import { expect, it } from 'vitest';
import { stream } from '../../math/random/stream.ts';
import { type BinaryRows, centresOf, workingMoments } from './binary-rows.ts';
import { type Link, logit } from './link.ts';
import { type Maximum, maximise } from './maximise.ts';
import { probit } from './probit.ts';

function rowsOf(n: number): BinaryRows {
  const random = stream(17);
  const x = Float64Array.from({ length: n }, () => random.normal());
  const w = Float64Array.from({ length: n }, () => random.normal());
  const outcome = x.map((value, i) => random.bernoulli(1 / (1 + Math.exp(1 - 2 * value + w[i]))));
  return { outcome, names: ['x', 'w'], columns: [x, w], intercept: true };
}

const rows = rowsOf(500);

function from(start: readonly number[], link: Link = logit): Maximum {
  const dialogue = maximise({ regressors: rows.names, start: Float64Array.from(start) });
  let state = dialogue.next();
  while (!state.done) state = dialogue.next(workingMoments(rows, link, state.value, centresOf(rows)).moments);
  expect(state.value.kind).toBe('maximum');
  return state.value as Maximum;
}

it.each([logit, probit])('arrives at the same place from anywhere, $name', (link) => {
  const near = from([0, 0, 0], link);
  for (const start of [
    [5, -3, 4],
    [-20, 20, 20],
    [0, -15, 0],
  ]) {
    const far = from(start, link);
    for (let j = 0; j < 3; j++) expect(Math.abs(far.coefficients[j] - near.coefficients[j])).toBeLessThan(1e-10 * Math.sqrt(near.inverse[j * 4]));
  }
});

it('fits without a constant term', () => {
  const dialogue = maximise({ regressors: ['x', 'w'], start: new Float64Array(2), intercept: false });
  let state = dialogue.next();
  const without = { ...rows, intercept: false };
  while (!state.done) state = dialogue.next(workingMoments(without, logit, state.value, centresOf(without)).moments);
  const { coefficients } = state.value as Maximum;
  // The score is zero there.
  for (const column of rows.columns) {
    const score = rows.outcome.reduce(
      (sum, y, i) => sum + (y - 1 / (1 + Math.exp(-coefficients[0] * rows.columns[0][i] - coefficients[1] * rows.columns[1][i]))) * column[i],
      0,
    );
    expect(Math.abs(score)).toBeLessThan(1e-9);
  }
});

it('takes the derivatives of each link for what they are, far out too', () => {
  for (const link of [logit, probit]) {
    for (const [x, y] of [-60, -36, -8, -0.3, 0, 1.7, 9, 40].flatMap((at) => [
      [at, 0],
      [at, 1],
    ])) {
      const [first, curvature] = [new Float64Array(1), new Float64Array(1)];
      link.likelihood(Float64Array.of(x), Float64Array.of(y), 1, first, curvature);
      const at = (shift: number): number => link.likelihood(Float64Array.of(x + shift), Float64Array.of(y), 1, new Float64Array(1), new Float64Array(1));
      const step = 1e-4;
      expect(first[0]).toBeCloseTo((at(step) - at(-step)) / (2 * step), 5);
      expect(curvature[0]).toBeCloseTo(-(at(step) - 2 * at(0) + at(-step)) / step ** 2, 3);
    }
    expect(link.share(link.predictor(0.3))).toBeCloseTo(0.3, 14);
    const derivative = (f: (at: number) => number, at: number): number => (f(at + 1e-5) - f(at - 1e-5)) / 2e-5;
    for (const x of [-3, 0.4, 2]) {
      expect(link.density(x)).toBeCloseTo(derivative(link.share, x), 9);
      expect(link.densitySlope(x)).toBeCloseTo(derivative(link.density, x), 9);
    }
  }
});

it('starts again at zero where the start leaves too few rows undecided', () => {
  const near = from([0, 0, 0]);
  const far = from([900, 4000, -3000]);
  for (let j = 0; j < 3; j++) expect(Math.abs(far.coefficients[j] - near.coefficients[j])).toBeLessThan(1e-10 * Math.sqrt(near.inverse[j * 4]));
});
