import { describe, expect, it } from 'vitest';
import { factorPanel } from '../../../test/support/factor-panel.ts';
import { changed } from '../../../test/support/panels-with-donors.ts';
import { stream } from '../../math/random/stream.ts';
import { crossValidatedPenalty } from './completion-penalty.ts';
import { completedMatrix, largestPenalty, matrixCompletion, withoutTreatedCells } from './matrix-completion.ts';
import { differenceInDifferences } from './synthetic-did.ts';

const model = { donors: 16, treated: 3, periods: 18, before: 12, noise: 0.3, steeper: 0.7, effect: 1 };
const panel = factorPanel(stream(3), model);
const matrix = withoutTreatedCells(panel);
const largest = largestPenalty(matrix)!;

describe('matrix completion', () => {
  it('is the difference in differences from the largest penalty on, and not below it', () => {
    const plain = differenceInDifferences(panel).effect;
    for (const penalty of [largest * 1.001, Infinity]) {
      const found = matrixCompletion(panel, penalty)!;
      expect(found.rank).toBe(0);
      expect(found.effect).toBeCloseTo(plain, 8);
    }
    expect(matrixCompletion(panel, largest * 0.99)!.rank).toBe(1);
  });

  it('does not see constants of units and of periods, and is as many times as large as the outcome at a penalty that is', () => {
    const { effect } = matrixCompletion(panel, largest / 5)!;
    const moved = changed(panel, (value, i, t) => value + 3 * Math.sin(7 * i) + Math.cos(5 * t));
    expect(matrixCompletion(moved, largest / 5)!.effect).toBeCloseTo(effect, 8);
    const scaled = changed(panel, (value) => -100 * value);
    expect(matrixCompletion(scaled, 20 * largest)!.effect / -100).toBeCloseTo(effect, 8);
    const added = changed(panel, (value, i, t) => value + (i >= panel.donors && t >= panel.before ? 2.5 : 0));
    expect(matrixCompletion(added, largest / 5)!.effect - effect).toBeCloseTo(2.5, 12);
  });

  it('of a matrix and of its transpose are the same', () => {
    const { values, rows, columns, observed } = matrix;
    const turn = <T extends Float64Array | Uint8Array>(cells: T): T => cells.map((_, e) => cells[(e % rows) * columns + Math.floor(e / rows)]) as T;
    const turned = { values: turn(values), rows: columns, columns: rows, observed: turn(observed) };
    const [found, other] = [completedMatrix(matrix, largest / 10)!, completedMatrix(turned, largest / 10)!];
    expect(Math.max(...other.fitted.map((value, e) => Math.abs(value - found.fitted[(e % rows) * columns + Math.floor(e / rows)])))).toBeLessThan(1e-7);
  });

  it('gives all cells back where all were observed and the penalty is small', () => {
    const full = { ...matrix, observed: new Uint8Array(matrix.values.length).fill(1) };
    const found = completedMatrix(full, 1e-12)!;
    expect(Math.max(...found.fitted.map((value, e) => Math.abs(value - panel.values[e])))).toBeLessThan(1e-8);
  });
});

describe('a penalty by cross-validation', () => {
  it('is between the ends, fills held-out cells better than effects alone, and is that of its stream', () => {
    const search = { folds: 3, penalties: 5 };
    const found = crossValidatedPenalty(matrix, search, stream(1))!;
    expect(found.penalties[0]).toBe(largest);
    expect(found.penalties[4]).toBeCloseTo(largest / 100, 14);
    expect(found.penalties).toContain(found.penalty);
    expect(Math.min(...found.errors)).toBeLessThan(0.5 * found.errors[0]);
    expect(found.penalty).toBeLessThan(largest);
    expect(crossValidatedPenalty(matrix, search, stream(1))).toEqual(found);
    // The effect is 1. Treated units follow the trend more, which differences take for effect; lowered singular values leave a part of that.
    const plain = differenceInDifferences(panel).effect;
    expect(plain).toBeGreaterThan(2);
    expect(Math.abs(matrixCompletion(panel, found.penalty)!.effect - 1)).toBeLessThan(0.6 * (plain - 1));
  });

  it('leaves the only cell of a row or column where it is', () => {
    const small = { values: Float64Array.from([1, 2, 3, 4, 5, 9]), rows: 3, columns: 2, observed: Uint8Array.from([1, 0, 1, 1, 1, 1]) };
    const found = crossValidatedPenalty(small, { folds: 4, penalties: 3 }, stream(2))!;
    expect([...found.errors].every(Number.isFinite)).toBe(true);
  });
});
