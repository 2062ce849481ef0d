import { type ColumnBalance, type Spread, spreadBalance, spreadOf } from '../../../inference/observed/balance.ts';
import { combine } from '../../../moments/combine.ts';
import { comomentOf, type Moments, meanOf } from '../../../moments/moments.ts';
import type { Asking } from '../../../relation/asking.ts';
import type { Look } from '../ask-units.ts';
import type { Chosen } from '../options.ts';
import type { ManyFitted } from './many-fitted.ts';
import { indicatorsOf } from './many-units.ts';
import { weighedUnits } from './target-sums.ts';

export interface ManyBalance {
  readonly covariate: string;
  readonly name: string;
  readonly before: ColumnBalance;
  readonly after: ColumnBalance;
}

/** Every covariate and every level, as they are and under weights, by one more pass. Nothing where the methods refuse. */
export function* balanceOfMany({ units: u, chances }: ManyFitted, c: Chosen, { grouped }: Look): Asking<readonly ManyBalance[] | undefined> {
  const weighed = yield* weighedUnits(u, chances, c);
  if ('check' in weighed) return undefined;
  const own = u.terms.map(({ covariate, name }) => ({ covariate, name, spread: (m: Moments): Spread => spreadIn(m, name) }));
  const references = grouped.of.map((factor) => {
    const [{ covariate, name }, ...others] = indicatorsOf(factor);
    return { covariate, name, spread: (m: Moments): Spread => spreadOfRest(m, others) };
  });
  return [...own, ...references].map(({ covariate, name, spread }) => {
    const [control, treated] = u.arms.map(spread);
    const [weighedControl, weighedTreated] = weighed.arms.map(spread);
    const scale = Math.sqrt((control.variance + treated.variance) / 2);
    return { covariate, name, before: spreadBalance(control, treated, scale), after: spreadBalance(weighedControl, weighedTreated, scale) };
  });
}

const spreadIn = (m: Moments, name: string): Spread =>
  spreadOf(meanOf(m, name), comomentOf(m, name, name), { total: m.weight, squaresOfWeights: m.weightSquares });

/** One where no other level of the factor is. */
function spreadOfRest(m: Moments, others: readonly { readonly name: string }[]): Spread {
  const { mean, variance } = spreadIn(combine(m, { others: Object.fromEntries(others.map(({ name }) => [name, 1])) }), 'others');
  return { mean: 1 - mean, variance };
}
