import { describe, expect, it } from 'vitest';
import { completedMatrix, matrixCompletion, type PartialMatrix, withoutTreatedCells } from '../../src/inference/synthetic/matrix-completion.ts';
import { simulatedPanel, syntheticGolden } from '../support/synthetic-panels.ts';

interface Golden {
  readonly tolerance: { readonly steps: number; readonly program: number };
  readonly cases: readonly {
    readonly panel: string;
    readonly penalty: number;
    readonly rank: number;
    readonly effect: number;
    readonly program: number;
    readonly missing: readonly number[];
  }[];
  readonly scattered: {
    readonly panel: string;
    readonly observed: readonly number[];
    readonly penalty: number;
    readonly rank: number;
    readonly fitted: readonly number[];
  };
}

const golden = syntheticGolden<Golden>('completion.json');
const { tolerance } = golden;

const deviation = ({ values }: PartialMatrix): number => {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0));
};

describe('matrix completion', () => {
  it.each(golden.cases)('of the panel "$panel" at a penalty of $penalty fills cells as plain soft-impute and a semidefinite program do', (one) => {
    const panel = simulatedPanel(one.panel);
    const matrix = withoutTreatedCells(panel);
    const unit = deviation(matrix);
    const missing = completedMatrix(matrix, one.penalty)!.fitted.filter((_, e) => matrix.observed[e] === 0);
    expect(Math.max(...missing.map((value, i) => Math.abs(value - one.missing[i])))).toBeLessThan(tolerance.steps * unit);
    const found = matrixCompletion(panel, one.penalty)!;
    expect(found.rank).toBe(one.rank);
    expect(Math.abs(found.effect - one.effect)).toBeLessThan(tolerance.steps * unit);
    expect(Math.abs(found.effect - one.program)).toBeLessThan(tolerance.program * unit);
  });

  it('fills cells that are missing here and there', () => {
    const { panel, observed, penalty, rank, fitted } = golden.scattered;
    const { values, units, periods } = simulatedPanel(panel);
    const matrix = { values, rows: units, columns: periods, observed: Uint8Array.from(observed) };
    const found = completedMatrix(matrix, penalty)!;
    expect(found.rank).toBe(rank);
    expect(Math.max(...found.fitted.map((value, e) => Math.abs(value - fitted[e])))).toBeLessThan(tolerance.steps * deviation(matrix));
  });
});
