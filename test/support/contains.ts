import type { Piece } from '../../src/estimate/estimate.ts';

/** Is the point in one of the pieces? */
export const contains = (pieces: readonly Piece[], at: number): boolean => pieces.some(({ low = -Infinity, high = Infinity }) => low <= at && at <= high);
