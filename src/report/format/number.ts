import { sayCount, sayP } from '../../estimate/say.ts';

/** Throws for a number that is not finite: it must become a refusal before it comes here. */
function mustBeFinite(value: number): void {
  if (!Number.isFinite(value)) throw new Error(`${value} reached the report: a number that cannot be computed is a refuse finding, not a number.`);
}

/** 12,000 */
function grouped(digits: string): string {
  const [whole = '', fraction] = digits.split('.');
  const separated = sayCount(BigInt(whole));
  return fraction === undefined ? separated : `${separated}.${fraction}`;
}

const mostDecimals = 8;

/** Powers of ten stand only where plain digits would not be read: from 1e15, and below 1e-6 where more than eight decimals are asked for. */
function magnitude(size: number, decimals: number): string {
  if (size === 0) return (0).toFixed(Math.min(mostDecimals, Math.max(0, decimals)));
  if (size >= 1e15 || (decimals > mostDecimals && size < 1e-6)) {
    return size.toExponential(Math.min(15, Math.max(0, decimals + Math.floor(Math.log10(size)))));
  }
  return grouped(rounded(size, decimals).toFixed(Math.max(0, decimals)));
}

/** To so many decimals; negative for tens, hundreds ... */
export function rounded(value: number, decimals: number): number {
  if (decimals >= 0) return Number(value.toFixed(decimals));
  const step = 10 ** -decimals;
  return Math.round(value / step) * step;
}

/** Sign and digits apart, so that a currency can stand between them; zero has no sign, however it came about. */
export function signAndDigits(value: number, decimals: number): { readonly sign: '-' | '+' | ''; readonly digits: string } {
  mustBeFinite(value);
  mustBeFinite(decimals);
  const digits = magnitude(Math.abs(value), decimals);
  const isZero = !/[1-9]/.test(digits.replace(/e.*$/, ''));
  return { sign: isZero ? '' : value < 0 ? '-' : '+', digits };
}

/** -1.30, 4.53 */
export function fixed(value: number, decimals: number): string {
  const { sign, digits } = signAndDigits(value, decimals);
  return `${sign === '-' ? '-' : ''}${digits}`;
}

/** -1.30, +4.53, 0.00 */
export function signed(value: number, decimals: number): string {
  const { sign, digits } = signAndDigits(value, decimals);
  return `${sign}${digits}`;
}

/** A number that somebody declared, as declared: 0.02 stays 0.02. */
export function plain(value: number): string {
  mustBeFinite(value);
  const clean = Number(value.toPrecision(12));
  const text = String(Math.abs(clean));
  return `${clean < 0 ? '-' : ''}${text.includes('e') ? text : grouped(text)}`;
}

export function count(value: number): string {
  return plain(value);
}

/** A declared share in percent: 0.95 is `95 %`. */
export function percent(share: number): string {
  return `${plain(share * 100)} %`;
}

/** The number as findings write it. */
export function pValue(p: number): string {
  mustBeFinite(p);
  return sayP(p);
}

/** A statistic of a check: four significant digits, without trailing zeros. */
export function statistic(value: number): string {
  mustBeFinite(value);
  return plain(Number(value.toPrecision(4)));
}
