import type { Finding } from '../../../estimate/finding.ts';
import { sayCount } from '../../../estimate/say.ts';
import { and, atMost, call, column, less, not } from '../../../expressions/build.ts';
import { type Asking, ask } from '../../../relation/asking.ts';
import { moments } from '../../../relation/requests.ts';
import { derive } from '../../../relation/steps.ts';
import type { Look } from '../ask-units.ts';
import type { Chosen } from '../options.ts';
import { fittedChances, type ManyChances } from './many-chances.ts';
import { type Described, describedBy, linearIn, type ManyUnits, measuredUnits, treatedColumn } from './many-units.ts';
import { unpushed } from './too-many.ts';

/** What every method of an outcome stands on, of units that are too many to be fetched: `Fitted` without its rows. */
export interface ManyFitted {
  readonly units: ManyUnits;
  readonly chances: ManyChances;
}

/**
 * The units that an outcome is known of, and their chances of treatment.
 *
 * Errors  as `fittedUnits`, in the same words; a way that needs each unit.
 */
export function* fittedMany(c: Chosen, look: Look): Asking<ManyFitted | Finding> {
  const way = unpushed(c, look);
  if (way) return way;
  const first = yield* fittedTo(c, describedBy(c, look));
  const { trim } = c.optIn;
  if ('check' in first || trim === undefined) return first;
  const kept = yield* trimmed(first, trim, c);
  if (!kept) return first;
  const again = yield* fittedTo(c, kept.described);
  if (!('check' in again)) return again;
  return {
    ...again,
    says: `Of the units, \`trim\` leaves ${sayCount(kept.left)}. ${again.says}`,
    mend: 'Write a smaller trim, or `estimand: ato` without one.',
  };
}

function* fittedTo(c: Chosen, described: Described): Asking<ManyFitted | Finding> {
  const units = yield* measuredUnits(c, described);
  if ('check' in units) return units;
  const chances = yield* fittedChances(units, c);
  return 'check' in chances ? chances : { units, chances };
}

/** The units whose chance is neither near zero nor near one; undefined where those are all. */
function* trimmed({ units, chances }: ManyFitted, trim: number, c: Chosen): Asking<{ readonly described: Described; readonly left: number } | undefined> {
  const name = `estimand:first chance ${c.outcome}`;
  const first = column(name);
  const over = [...units.over, derive({ [name]: call('sigmoid', linearIn(units.terms, chances.coefficients)) })];
  const rows = and(units.rows, and(not(less(first, trim)), atMost(first, 1 - trim)));
  const { groups } = yield* ask(moments({ columns: {}, by: [treatedColumn], where: rows, over }));
  const left = (['0', '1'] as const).map((arm) => groups.find(({ key }) => key[0] === arm)?.moments.n ?? 0);
  const { sizes, dropped } = units.among;
  const out: readonly [number, number] = [sizes[0] - left[0], sizes[1] - left[1]];
  if (out[0] + out[1] === 0) return undefined;
  return { described: { terms: units.terms, rows, over, trimmed: out, dropped }, left: left[0] + left[1] };
}
