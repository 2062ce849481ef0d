type Shares = Readonly<Record<string, number>>;

/** What floating point leaves of a sum of one. */
const noise = 1e-9;

export const sumOf = (shares: Shares): number => Object.values(shares).reduce((a, b) => a + b, 0);

/** Shares that sum to one. */
export const isShared = (shares: Shares): boolean => Math.abs(sumOf(shares) - 1) <= noise;

/**
 * Shares of the whole: as they are where they sum to one, brought to one where they are whole weights (2 to 1), or are rounded to two decimals or more and
 * no farther from one than their rounding allows (0.3333 three times). Anything else is left as it is written.
 */
export function sharesOf(written: Shares): Shares {
  if (isShared(written) || !(areWeights(written) || areRounded(written))) return written;
  const sum = sumOf(written);
  return Object.fromEntries(Object.entries(written).map(([arm, share]) => [arm, share / sum]));
}

const areWeights = (written: Shares): boolean => Object.values(written).length > 1 && Object.values(written).every((share) => Number.isInteger(share));

function areRounded(written: Shares): boolean {
  const values = Object.values(written);
  const decimals = Math.max(...values.map((share) => (/\.(\d+)$/.exec(String(share))?.[1] ?? '').length));
  // Two decimals are an intention; more of them may be cut off where they should be rounded.
  const most = decimals < 3 ? 0.5 : 1;
  return decimals >= 2 && Math.abs(sumOf(written) - 1) < most * values.length * 10 ** -decimals - noise;
}
