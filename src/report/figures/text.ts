import { fixed, plain, signed } from '../format/number.ts';
import { decimalsFor } from '../format/precision.ts';

const averageCharacter = 6.6;

/** Pixels that a text takes, near enough to leave room for it. */
export function textWidth(text: string): number {
  return text.length * averageCharacter;
}

/** The text, cut with an ellipsis to fit; the table behind the figure has it in full. */
export function fitted(text: string, pixels: number): string {
  const most = Math.max(1, Math.floor(pixels / averageCharacter));
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
}

/** Ticks of one axis share their decimals. */
export function tickText(value: number, _: number, ticks: ArrayLike<number> = [value]): string {
  const decimals = Math.max(0, ...Array.from(ticks, (tick) => plain(tick).split('.')[1]?.length ?? 0));
  return fixed(value, decimals);
}

/** A value with its ends, rounded by the width between them. */
export function valueText(value: number, low: number | undefined, high: number | undefined): string {
  const ends = [low, value, high].filter((end) => end !== undefined);
  const spread = (Math.max(...ends) - Math.min(...ends)) / (low === undefined || high === undefined ? 2 : 4);
  const decimals = spread > 0 ? decimalsFor(spread) : decimalsFor(Math.abs(value) || 1);
  const left = low === undefined ? '(-inf' : `[${signed(low, decimals)}`;
  const right = high === undefined ? 'inf)' : `${signed(high, decimals)}]`;
  return `${signed(value, decimals)}  ${left}, ${right}`;
}
