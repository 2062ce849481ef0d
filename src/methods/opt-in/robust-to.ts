import type { DesignCondition } from '../../protocol/design.ts';
import { outcomeLabel } from '../../protocol/labels.ts';
import type { OptInKeys } from './declared/keys.ts';
import { hiddenId } from './hidden-cause.ts';

/** Users chose, and what made them choose may not be logged: an effect launches when a hidden cause as strong as the strongest covariate would leave it on the good side of zero. */
export const robustTo: DesignCondition = {
  id: 'robust-to',
  asks: 'of an opt-in: a hidden cause as strong as the strongest covariate, by its bias bound, leaves the interval of the primary outcome on the good side of zero; always asked unless design.robustTo is 0',
  // What an instrument moved was not chosen for a hidden cause.
  always: ({ design }) => (design as OptInKeys).robustTo > 0 && (design as OptInKeys).estimator !== 'instrument',
  judge(headline, { findings }, outcome) {
    const name = outcomeLabel(outcome);
    const found = findings.find(({ check, about }) => check === hiddenId && about.column === outcome.name);
    const piece = headline?.interval.pieces[0];
    if (!headline || found?.statistic === undefined || !piece)
      return { status: 'not-met', says: `Nothing says how far a hidden cause could move the effect on ${name}.` };
    const { low = -Infinity, high = Infinity } = piece;
    const worst = outcome.better === 'higher' ? low : -high;
    const { robustTo: times = 1 } = headline.method.options as { readonly robustTo?: number };
    const as = `if a hidden cause counts ${times === 1 ? 'as much as' : `${times} times as much as`} the strongest covariate`;
    if (worst - found.statistic > 0) return { status: 'met', says: `${name} improves even ${as}.` };
    return { status: 'not-met', says: `The effect on ${name} could not be told from zero ${as}.` };
  },
};
