import type { Piece } from './estimate.ts';

/** Does an interval, or a set of several pieces, leave no effect out? An empty one does. */
export const leavesZeroOut = (pieces: readonly Piece[]): boolean => pieces.every(({ low, high }) => (low ?? -Infinity) > 0 || (high ?? Infinity) < 0);
