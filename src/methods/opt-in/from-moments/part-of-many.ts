import { and, call, less, subtract, sum, times } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { cellsIn } from '../../../models/logistic/separation.ts';
import { varianceOf } from '../../../moments/moments.ts';
import { type Asking, ask } from '../../../relation/asking.ts';
import { moments } from '../../../relation/requests.ts';
import { within } from '../../../relation/within.ts';
import type { Look } from '../ask-units.ts';
import { type Fitted, fittedUnits } from '../fitted.ts';
import type { Chosen } from '../options.ts';
import type { ManyFitted } from './many-fitted.ts';
import { type ManyUnits, treatedName } from './many-units.ts';

/** Units that are looked at one by one; of fewer than the least, or more than the most, none are. */
const wanted = { units: 50_000, least: 5_000, most: 200_000 };

/**
 * A part of the units that is chosen by their covariates alone, so that those with equal covariates are all in it or none: whom it holds says nothing of choice or outcome that
 * covariates do not. Undefined where digits pick out too few or too many, or the methods refuse the part.
 *
 * Shapes  a round for how many they are, then their rows.
 */
export function* partOfMany({ units: u }: ManyFitted, c: Chosen, look: Look): Asking<Fitted | undefined> {
  const digits = digitsOf(u);
  if (!digits) return undefined;
  const condition = less(subtract(digits, call('floor', digits)), wanted.units / u.whole.n);
  const { groups } = yield* ask(moments({ columns: {}, where: and(u.rows, condition), over: u.over }));
  const { n } = groups[0].moments;
  if (n < Math.min(wanted.least, u.whole.n / 2) || n > wanted.most) return undefined;
  const fitted = yield* within(fittedUnits(c, look), condition);
  return 'check' in fitted ? undefined : fitted;
}

/** Standard deviations of each column so many times, by roots of which none is a multiple of another: what lies behind the point looks like chance. */
const spread = 10_000;
const primes = [2, 3, 5, 7, 11, 13, 17, 19];

/** Of numbers with more than two values. */
function digitsOf({ terms, whole }: ManyUnits): Expression | undefined {
  const numbers = terms.filter(({ name, level }) => level === undefined && !cellsIn(whole, name, treatedName)).slice(0, primes.length);
  if (numbers.length === 0) return undefined;
  return sum(numbers.map(({ name, expression }, j) => times((spread * Math.sqrt(primes[j])) / Math.sqrt(varianceOf(whole, name)), expression)));
}
