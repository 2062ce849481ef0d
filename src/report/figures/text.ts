import { fixed, plain, signed } from '../format/number.ts';
import { decimalsFor } from '../format/precision.ts';
import { displayWidth } from '../format/width.ts';

const averageCharacter = 6.6;
/** What a capital takes beyond the average. */
const capital = 1.8;
/** Bold letters are that much wider. */
export const boldness = 1.15;
/** From one line of a text to the next. */
export const lineHeight = 15;

/** Pixels that a text takes, near enough to leave room for it. */
export function textWidth(text: string): number {
  return displayWidth(text) * averageCharacter + (text.match(/\p{Lu}/gu)?.length ?? 0) * capital;
}

/** A word in pieces that fit: broken behind a sign such as _ or /, else anywhere. */
function piecesOf(word: string, pixels: number): readonly string[] {
  if (textWidth(word) <= pixels) return [word];
  const parts = word.split(/(?<=[_\-/:.,;·])/u).flatMap((part) => (textWidth(part) <= pixels ? [part] : [...part]));
  const pieces: string[] = [];
  for (const part of parts) {
    const joined = (pieces.at(-1) ?? '') + part;
    if (pieces.length > 0 && textWidth(joined) <= pixels) pieces[pieces.length - 1] = joined;
    else pieces.push(part);
  }
  return pieces;
}

/** The text in lines that fit; nothing of it is left out. */
export function wrapped(text: string, pixels: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const [first, ...rest] = piecesOf(word, pixels);
    const joined = lines.length > 0 ? `${lines.at(-1)} ${first}` : first;
    if (lines.length > 0 && textWidth(joined) <= pixels) lines[lines.length - 1] = joined;
    else lines.push(first);
    lines.push(...rest);
  }
  return lines.length > 0 ? lines : [''];
}

/** Words that all labels begin with, said once, and what is left of each. */
export function saidOnce(labels: readonly string[]): { readonly shared: string; readonly rest: readonly string[] } {
  const words = labels.map((label) => label.split(' '));
  const first = words[0] ?? [];
  const least = Math.min(...words.map(({ length }) => length - 1));
  const differs = first.findIndex((word, i) => i >= least || words.some((of) => of[i] !== word));
  const shared = labels.length > 1 ? Math.max(0, differs) : 0;
  return { shared: first.slice(0, shared).join(' '), rest: words.map((of) => of.slice(shared).join(' ')) };
}

/** The widest of lines. */
export function widthOfLines(lines: readonly string[]): number {
  return Math.max(0, ...lines.map(textWidth));
}

/** Where each of things set below one another begins, and at last where they end. */
export function stacked(heights: readonly number[]): readonly number[] {
  const tops = [0];
  for (const [i, height] of heights.entries()) tops.push(tops[i] + height);
  return tops;
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
