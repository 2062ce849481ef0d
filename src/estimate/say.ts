// How numbers read inside the sentences of findings and exhibits.

/** `12,000`. */
export const sayCount = (n: number): string => n.toLocaleString('en-US');

/** `p = 0.012`, `p < 0.001`, never 0.000. */
export const sayP = (p: number): string => (p < 0.001 ? 'p < 0.001' : p > 0.99 ? 'p > 0.99' : `p = ${p.toFixed(p < 0.0995 ? 3 : 2)}`);

/** A share in percent: `36.9 %`. */
export const sayShare = (share: number): string => `${(100 * share).toFixed(1)} %`;
