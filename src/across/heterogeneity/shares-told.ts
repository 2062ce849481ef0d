import type { Features } from '../../models/features.ts';
import { slicesOf } from './slices.ts';

/** How much of what expected gains differ by one column tells. */
export interface ShareTold {
  readonly name: string;
  readonly share: number;
}

/**
 * How much of the variance of expected gains lies between the slices of each column, the columns that tell most first: what they tell by themselves, whatever the learner.
 *
 * Source  Sobol (1993), Mathematical Modelling and Computational Experiments 1: first-order indices.
 */
export function sharesTold({ columns }: Features, { rows, gains }: { readonly rows: Int32Array; readonly gains: Float64Array }): readonly ShareTold[] {
  const mean = meanOf(gains);
  const total = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0);
  if (!(total > 0)) return [];
  const told = columns.map(({ name, levels, values }) => {
    const slices = slicesOf({ name, values: Float64Array.from(rows, (i) => values[i]), ...(levels && { levels }) });
    const between = slices.reduce((sum, slice) => sum + slice.rows.length * (meanOf(Float64Array.from(slice.rows, (r) => gains[r])) - mean) ** 2, 0);
    return { name, share: Math.min(1, between / total) };
  });
  return told.sort((a, b) => b.share - a.share || (a.name < b.name ? -1 : 1));
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
