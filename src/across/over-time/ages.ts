import { and, column, divide, equals, indicator, isKnown, less, not, times } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import type { Cell } from '../../inference/over-time/shared-contrasts.ts';
import type { Outcome } from '../../protocol/protocol.ts';
import type { Total } from '../../relation/steps.ts';

/** Whole days from the first row of its unit to a row. */
export const ageColumn = 'estimand:age';
/** Whole days from the first row of a unit until when the data tell. */
export const reachColumn = 'estimand:reach';
/** Rows of a unit that have no time: when they were nobody knows. */
export const timelessColumn = 'estimand:rows without their time';

/** Ages in bins of days, and how many of them are told. */
export interface Ages {
  readonly days: number;
  readonly bins: number;
  /** The first bins, over which a change is tested: units that lived through all of them are in it. */
  readonly window: number;
}

/** What an outcome is at each age: how it is added up over rows, and what a unit then has. */
export interface AtAges {
  readonly totals: Readonly<Record<string, Total>>;
  readonly cells: readonly Cell[];
}

/** Is the outcome one that rows of an age have by themselves? Not a last value, a quantile, a transform of the whole, or what judges say. */
export const hasAges = ({ quantile, measured, scale, perUnit, ratio }: Outcome): boolean =>
  quantile === undefined && measured === undefined && scale === undefined && perUnit?.per !== 'last' && (ratio !== undefined || perUnit !== undefined);

/** The columns of an outcome by age. A total and an event count for nothing where a unit has no row of an age; a mean is then unknown. */
export function atAges({ name, measure, ratio, perUnit }: Outcome, { days, bins }: Ages): AtAges {
  const parts = Array.from({ length: bins }, (_, k) => {
    const isThen = days === 1 ? equals(column(ageColumn), k) : and(not(less(column(ageColumn), k * days)), less(column(ageColumn), (k + 1) * days));
    const called = (part: string): string => `estimand:${part} of ${name} at ${k}`;
    const sumOf = (of: Expression): Total => ({ kind: 'sum', of: times(of, indicator(isThen)) });
    if (ratio) {
      const [above, below] = [called('numerator'), called('denominator')];
      const totals = { [above]: sumOf(ratio.numerator), [below]: sumOf(ratio.denominator) };
      return { totals, cell: { numerator: column(above), denominator: column(below) } };
    }
    const value = called('value');
    if (perUnit?.per === 'any')
      return {
        totals: { [value]: { kind: 'max', of: times(indicator(not(equals(measure, 0))), indicator(isThen)) } as const },
        cell: { numerator: column(value) },
      };
    if (perUnit?.per !== 'mean') return { totals: { [value]: sumOf(measure) }, cell: { numerator: column(value) } };
    const rows = called('rows');
    const totals = { [value]: sumOf(measure), [rows]: sumOf(indicator(isKnown(measure))) };
    return { totals, cell: { numerator: divide(column(value), column(rows)) } };
  });
  return { totals: Object.assign({}, ...parts.map((part) => part.totals)) as AtAges['totals'], cells: parts.map(({ cell }) => cell) };
}

/** Units of which the whole outcome is known, as in its estimate. */
export const isWhole = ({ measure, ratio }: Outcome): Expression => (ratio ? and(isKnown(ratio.numerator), isKnown(ratio.denominator)) : isKnown(measure));

/** Fewer units than this in an arm tell nothing of an age. */
const leastUnits = 20;
/** More days than this are told by weeks; of these no more are told. */
const mostBins = 28;

/**
 * The ages that enough units reach, and the window over which a change is best seen: units times the squared length, since a slope is the better known the longer it is.
 *
 * Shapes  units of each arm by the whole days that they were followed. Undefined where no two ages have enough.
 */
export function agesOf(reached: readonly (readonly number[])[]): Ages | undefined {
  const longest = Math.max(0, ...reached.map((arm) => arm.length - 1));
  const after = reached.map((arm) => unitsFrom(arm, longest));
  const most = after[0]?.findLastIndex((_, day) => after.every((arm) => arm[day] >= leastUnits)) ?? -1;
  const days = most > mostBins ? 7 : 1;
  const bins = Math.min(mostBins, Math.floor(most / days));
  if (bins < 2) return undefined;
  const told = Array.from({ length: bins - 1 }, (_, i) => i + 2);
  const worth = (w: number): number => Math.min(...after.map((arm) => arm[w * days])) * w * (w * w - 1);
  return { days, bins, window: told.reduce((best, w) => (worth(w) > worth(best) ? w : best)) };
}

/** Units that were followed for so many days or longer. */
function unitsFrom(arm: readonly number[], longest: number): readonly number[] {
  const units = Array.from({ length: longest + 1 }, (_, day) => arm[day] ?? 0);
  for (let day = longest - 1; day >= 0; day--) units[day] += units[day + 1];
  return units;
}

/** Was the unit followed through so many bins? */
export const lived = (bins: number, { days }: Ages): Expression => not(less(column(reachColumn), bins * days));
