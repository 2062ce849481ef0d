import { EstimandError } from '../errors/estimand-error.ts';

/** More levels than this cost more precision than they bring, and a regression that nobody reads. */
export const mostLevels = 50;

/**
 * Errors  covariate-mixed when levels are numbers but for a few words ("NA"), covariate-wide when there are too many.
 */
export function expectFactors(levels: ReadonlyMap<string, readonly string[]>): void {
  for (const [column, found] of levels) {
    const words = found.filter((level) => level.trim() === '' || Number.isNaN(Number(level)));
    const numbers = found.length - words.length;
    if (words.length > 0 && numbers >= 5 && words.length <= numbers / 4) throw new EstimandError('covariate-mixed', { column, words });
    if (found.length > mostLevels) throw new EstimandError('covariate-wide', { column, levels: found.length, most: mostLevels });
  }
}
