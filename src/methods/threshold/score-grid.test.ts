import { expect, it } from 'vitest';
import { stream } from '../../math/random/stream.ts';
import { gridStepOf } from './score-grid.ts';

const random = stream(5);
const uniform = Float64Array.from({ length: 2_000 }, () => random.uniform());

it.each([
  ['two decimals', 100, 0.01],
  ['four decimals', 10_000, 0.0001],
  ['steps of a twentieth', 20, 0.05],
  ['steps of a third', 3, 1 / 3],
])('finds the step of %s, also once a cutoff is taken off', (_, steps, step) => {
  const rounded = uniform.map((x) => Math.round(x * steps) / steps);
  expect(gridStepOf(rounded)).toBeCloseTo(step, 12);
  expect(gridStepOf(rounded.map((x) => x - 0.85))).toBeCloseTo(step, 12);
});

it('finds none where scores are continuous, one value, or two', () => {
  expect(gridStepOf(uniform)).toBeUndefined();
  expect(gridStepOf(Float64Array.of(1, 1, 1))).toBeUndefined();
  expect(gridStepOf(Float64Array.of(0, 1, 1))).toBeUndefined();
});
