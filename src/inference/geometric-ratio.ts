import type { Bounds, Estimate, Piece } from '../estimate/estimate.ts';

/** An effect on a mean of logarithms, read as a change of the geometric mean: 0.05 is 5 % more. */
export interface GeometricRatio {
  readonly value: number;
  readonly interval: { readonly pieces: readonly Piece[]; readonly level: number };
  readonly bounds?: Bounds;
}

/**
 * The ratio of geometric means less one, from an estimate whose outcome is a logarithm.
 *
 * Model   exp(effect) - 1; its ends are those of the effect, so that it keeps its level.
 * Units   a share of the control arm's geometric mean.
 */
export function geometricRatio({ value, interval: { pieces, level }, bounds }: Pick<Estimate, 'value' | 'interval' | 'bounds'>): GeometricRatio {
  return {
    value: Math.expm1(value),
    interval: {
      pieces: pieces.map(({ low, high }) => ({ ...(low !== undefined && { low: Math.expm1(low) }), ...(high !== undefined && { high: Math.expm1(high) }) })),
      level,
    },
    ...(bounds && { bounds: { level: bounds.level, low: Math.expm1(bounds.low), high: Math.expm1(bounds.high) } }),
  };
}
