import { distance } from 'fastest-levenshtein';

/** The known name closest to what was written, when it is close enough to be a slip of the pen. */
export function nearest(written: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = mostEdits(written.length) + 0.5;
  for (const name of known) {
    const d = distance(written.toLowerCase(), name.toLowerCase());
    if (d < bestDistance) [best, bestDistance] = [name, d];
  }
  return best;
}

/** `Did you mean "x"?`, or nothing. A path that ends in the word is meant before a word that is like it. */
export function didYouMean(written: string, known: readonly string[]): string {
  const name = known.find((one) => one.endsWith(`.${written}`)) ?? nearest(written, known);
  return name === undefined ? '' : `Did you mean "${name}"?`;
}

/** One wrong letter in three. Words of one or two letters must match: every other such word is near. */
function mostEdits(length: number): number {
  if (length < 3) return 0;
  return length < 5 ? 1 : Math.max(2, Math.floor(length / 3));
}
