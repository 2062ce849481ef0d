import type { DesignCondition } from '../../protocol/design.ts';
import { outcomeLabel } from '../../protocol/labels.ts';
import type { RoutingKeys } from './declared/keys.ts';

/** Estimated chances stand in for an experiment that nobody made: a policy launches when a hidden column like the strongest known one would leave it better. */
export const robustTo: DesignCondition = {
  id: 'robust-to',
  asks: 'of estimated chances: a hidden column that counts as much as the strongest covariate leaves the interval of the primary outcome on the good side of zero; always asked of them',
  always: ({ design }) => (design as RoutingKeys).propensities === 'estimated',
  judge(headline, { findings }, outcome) {
    const name = outcomeLabel(outcome);
    const policy = headline?.estimand.contrast.treatment;
    const moved = findings.find(({ check, about }) => check === 'hidden-router' && about.column === outcome.name && about.arm === policy)?.statistic;
    const piece = headline?.interval.pieces[0];
    if (moved === undefined || !piece) return { status: 'not-met', says: `Nothing says how far a hidden column could move the effect on ${name}.` };
    const { low = -Infinity, high = Infinity } = piece;
    const worst = outcome.better === 'higher' ? low : -high;
    const as = 'if the router looked at a hidden column that counts as much as the strongest covariate';
    if (worst - moved > 0) return { status: 'met', says: `${name} improves even ${as}.` };
    return { status: 'not-met', says: `The effect on ${name} could not be told from zero ${as}.` };
  },
};
