import type { Simulated } from '../../src/scenarios.ts';

export type Numbers = Readonly<Record<string, Float64Array>>;
export const numbersOf = ({ columns }: Simulated): Numbers => columns as Numbers;

export interface Mean {
  readonly n: number;
  readonly value: number;
  readonly standardError: number;
}

/** The mean of a column over the rows that are asked about. */
export function meanWhere(values: ArrayLike<number>, where: (row: number) => boolean = () => true): Mean {
  const kept = Array.from(values).filter((_, row) => where(row));
  const value = kept.reduce((a, b) => a + b, 0) / kept.length;
  const variance = kept.reduce((sum, y) => sum + (y - value) ** 2, 0) / (kept.length - 1);
  return { n: kept.length, value, standardError: Math.sqrt(variance / kept.length) };
}

/** The mean where `one` holds less that where `zero` does. */
export function contrast(values: ArrayLike<number>, one: (row: number) => boolean, zero: (row: number) => boolean): Mean {
  const [high, low] = [meanWhere(values, one), meanWhere(values, zero)];
  return { n: high.n + low.n, value: high.value - low.value, standardError: Math.hypot(high.standardError, low.standardError) };
}
