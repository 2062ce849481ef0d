import { counted } from '../../errors/words.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayShare } from '../../estimate/say.ts';
import { measureOf, sayEffect } from '../../estimate/unit.ts';
import type { EffectFound } from './check-of.ts';
import { atCutoff, isTurned, turnedPieces, unitAt } from './estimate.ts';
import type { FoundAtCutoff, NotFound } from './found.ts';
import type { AtThreshold } from './options.ts';

/** The effect once more, with something else. */
export interface Refit {
  readonly label: string;
  readonly found: FoundAtCutoff | NotFound;
}

/** What a check of that says of itself. */
export interface RefitWords {
  readonly check: string;
  readonly title: string;
  /** The estimate that the others are held against, in the figure. */
  readonly main: string;
  /** After the estimates, such as `within other bandwidths`. */
  readonly among: string;
  readonly mend: string;
}

interface Told {
  readonly label: string;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
  readonly note: string;
  /** The side of zero on which the whole interval lies; 0 where it does not. */
  readonly clear: -1 | 0 | 1;
}

/** Warns where another interval lies wholly on the other side of zero than the effect; it never fails, for none of the others is what the study asked for. */
export function refitsOf(
  refits: readonly Refit[],
  { found: main, analysed }: EffectFound,
  c: AtThreshold,
  words: RefitWords,
): { readonly finding: Finding; readonly exhibit: Exhibit } {
  const unit = unitAt(analysed, c);
  const own = toldOf(words.main, main, c);
  const others = refits.flatMap(({ label, found }) => ('refused' in found ? [] : [toldOf(label, found, c)]));
  const none = refits.flatMap(({ label, found }) => ('refused' in found ? [label] : []));
  const said = (x: number): string => sayEffect(x, unit);
  const against = others.filter(({ clear }) => clear !== 0 && clear === -Math.sign(own.value));
  const values = others.map(({ value }) => value);
  const range = others.length === 0 ? '' : ` and ${words.among} from ${said(Math.min(...values))} to ${said(Math.max(...values))}`;
  const without = none.length === 0 ? '' : ` None is had ${none.join(', ')}.`;
  const [first] = against;
  const shared = { check: words.check, about: { column: c.outcome } } as const;
  const says = `The effect on ${c.outcome} is ${said(own.value)}${range}.`;
  const end = (x: number | undefined): string => (x === undefined ? 'without end' : said(x));
  const turned = first && ` One interval lies wholly on the other side of zero: ${first.label}, from ${end(first.low)} to ${end(first.high)}.`;
  const finding: Finding = first
    ? { ...shared, verdict: 'warn', statistic: first.value, says: `${says}${turned}${without}`, mend: words.mend }
    : others.length === 0
      ? { ...shared, verdict: 'warn', says: `${says}${without}`, mend: 'Bring more rows near the cutoff.' }
      : { ...shared, verdict: 'pass', says: `${says}${without}` };
  const { factor } = measureOf(unit);
  const rows = [own, ...others];
  const shown = `Effects on ${c.outcome} ${atCutoff(analysed, c)} of ${c.threshold.running}, with ${sayShare(c.level)} intervals: ${words.main} first.`;
  return {
    finding,
    exhibit: {
      id: `${words.check}:${c.outcome}`,
      title: words.title,
      kind: 'intervals',
      says: shown,
      alt: shown,
      columns: {
        label: rows.map(({ label }) => label),
        value: rows.map(({ value }) => factor * value),
        low: rows.map(({ low }) => low && factor * low),
        high: rows.map(({ high }) => high && factor * high),
        note: rows.map(({ note }) => note),
      },
      marks: [{ at: 0, label: 'no effect' }],
    },
  };
}

function toldOf(label: string, found: FoundAtCutoff, { threshold, level }: AtThreshold): Told {
  const turned = isTurned(threshold);
  const pieces = turnedPieces(found.pieces(level), turned);
  const value = turned ? -found.value : found.value;
  const note = counted(found.near.below + found.near.above, 'row');
  if (pieces.length !== 1) return { label, value, note: `${note}, interval in ${pieces.length} parts`, clear: 0 };
  const [{ low, high }] = pieces;
  const clear = low !== undefined && low > 0 ? 1 : high !== undefined && high < 0 ? -1 : 0;
  return { label, value, ...(low !== undefined && { low }), ...(high !== undefined && { high }), note, clear };
}
