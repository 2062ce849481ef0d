import { counted } from '../../errors/words.ts';
import type { Answer } from '../../estimate/answer.ts';
import type { Unit } from '../../estimate/estimate.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
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

/** The effect among others that are fitted like it; none of them is what the study asked for, so it never fails. */
export function refitsOf(refits: readonly Refit[], { found, analysed }: EffectFound, c: AtThreshold, words: RefitWords): Partial<Answer> {
  const own = toldOf(words.main, found, c);
  const others = refits.flatMap((one) => ('refused' in one.found ? [] : [toldOf(one.label, one.found, c)]));
  const none = refits.flatMap((one) => ('refused' in one.found ? [one.label] : []));
  const unit = unitAt(analysed, c);
  return { findings: [refitsFinding(own, others, none, unit, c, words)], exhibits: [refitsFigure([own, ...others], unit, atCutoff(analysed, c), c, words)] };
}

/** Warns where another interval lies wholly on the other side of zero than the effect. */
function refitsFinding(
  own: Told,
  others: readonly Told[],
  none: readonly string[],
  unit: Unit,
  { outcome }: AtThreshold,
  { check, among, mend }: RefitWords,
): Finding {
  const said = (x: number | undefined): string => (x === undefined ? 'without end' : sayEffect(x, unit));
  const values = others.map(({ value }) => value);
  const range = others.length === 0 ? '' : ` and ${among} from ${said(Math.min(...values))} to ${said(Math.max(...values))}`;
  const without = none.length === 0 ? '' : ` None is had ${none.join(', ')}.`;
  const says = `The effect on ${outcome} is ${said(own.value)}${range}.${without}`;
  const shared = { check, about: { column: outcome }, says } as const;
  if (others.length === 0) return { ...shared, verdict: 'warn', mend: 'Bring more rows near the cutoff.' };
  const against = others.find(({ clear }) => clear !== 0 && clear === -Math.sign(own.value));
  if (!against) return { ...shared, verdict: 'pass' };
  const turned = `One interval lies wholly on the other side of zero: ${against.label}, from ${said(against.low)} to ${said(against.high)}.`;
  return { ...shared, verdict: 'warn', statistic: against.value, says: `${says} ${turned}`, mend };
}

function refitsFigure(
  rows: readonly Told[],
  unit: Unit,
  where: string,
  { outcome, level, threshold: { running } }: AtThreshold,
  { check, title, main }: RefitWords,
): Exhibit {
  const { factor } = measureOf(unit);
  const inUnits = (x: number | undefined): number | undefined => (x === undefined ? undefined : factor * x);
  const says = `Effects on ${outcome} ${where} of ${running}, with ${Math.round(100 * level)} % intervals: ${main} first.`;
  return {
    id: `${check}:${outcome}`,
    title,
    kind: 'intervals',
    says,
    alt: says,
    columns: {
      label: rows.map(({ label }) => label),
      value: rows.map(({ value }) => factor * value),
      low: rows.map(({ low }) => inUnits(low)),
      high: rows.map(({ high }) => inUnits(high)),
      note: rows.map(({ note }) => note),
    },
    marks: [{ at: 0, label: 'no effect' }],
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
