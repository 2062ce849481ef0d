import { expect, it } from 'vitest';
import { slopesWithin } from './bias-adjustment.ts';

const outcome = Float64Array.of(1, 2, 4, 8);
const rows = Int32Array.of(0, 1, 2);
const weight = Float64Array.of(1, 2, 1, 0);

it('predicts nothing from no covariates, and names those that do not vary', () => {
  expect(slopesWithin(outcome, [], rows, weight)).toEqual({ predicted: new Float64Array(4), dropped: [] });
  expect(slopesWithin(outcome, [new Float64Array(4).fill(3)], rows, weight)).toEqual({ predicted: new Float64Array(4), dropped: [0] });
});
