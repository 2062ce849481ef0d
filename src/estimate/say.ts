// How numbers are rounded and written, in the sentences of findings and in the report alike: a rule of rounding stands here once.
// Decimals that follow a standard error: see report/format/precision.ts.

/** `12,000`. */
export { sayCount } from '../errors/words.ts';

/** `p = 0.012`, `p < 0.001`, never 0.000. */
export const sayP = (p: number): string => (p < 0.001 ? 'p < 0.001' : p > 0.99 ? 'p > 0.99' : `p = ${p.toFixed(p < 0.0995 ? 3 : 2)}`);

/** A share in percent: `36.9 %`. */
export const sayShare = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** So many significant digits, without trailing zeros: `0.0123`. */
export const sayNumber = (x: number, digits = 3): string => String(Number(x.toPrecision(digits)));

/** The same with its sign, zero with a plus: `+0.227`. */
export const saySigned = (x: number): string => `${x >= 0 ? '+' : ''}${sayNumber(x)}`;

/** A limit that somebody declared or that data gave: `1,250.5`. */
export const sayLimit = (limit: number): string => Number(limit.toPrecision(6)).toLocaleString('en-US', { maximumSignificantDigits: 6 });
