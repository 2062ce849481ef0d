import type { Estimate } from '../../estimate/estimate.ts';
import type { DesignCondition } from '../../protocol/design.ts';
import { outcomeLabel } from '../../protocol/labels.ts';
import type { Outcome } from '../../protocol/protocol.ts';
import type { EstimatorName } from './declared/keys.ts';
import { besideId } from './other-estimators.ts';

/** What an effect of a launch must stand before it launches anything: every donor left out, and dates when nothing had changed. */
const checks = ['without-each-donor', 'placebo-dates'] as const;

/** A date is no coin: the effect keeps its sign without each donor, and less whatever is found at earlier dates; by the time before alone nothing launches. */
export const steadyEffect: DesignCondition = {
  id: 'steady-effect',
  asks: 'of a global launch: the effect keeps its sign without each donor, and is larger than what is found at earlier dates; by a path that keeps the level also a mix about its level tells it from zero; a state space alone never meets it; always asked',
  always: true,
  judge(headline, { estimates, findings }, outcome) {
    const name = outcomeLabel(outcome);
    if (!headline) return { status: 'not-met', says: `Nothing tells the effect on ${name}.` };
    const estimate = headline.id;
    const found = checks.map((check) => findings.find((f) => f.check === check && f.about.column === outcome.name));
    if (found.every((f) => f === undefined))
      return {
        status: 'not-met',
        estimate,
        says: `The effect on ${name} goes by the time before the launch alone: whatever else came then is in it, and no donor tells the two apart.`,
      };
    const shaken = found.find((f) => f === undefined || f.verdict !== 'pass');
    if (shaken || found.includes(undefined))
      return { status: 'not-met', estimate, says: shaken?.says ?? `Not all was found out that the effect on ${name} must stand.` };
    const levelled = aboutLevels(headline, estimates, outcome);
    if (levelled) return { status: 'not-met', estimate, says: levelled };
    return { status: 'met', estimate, says: `The effect on ${name} keeps its sign without each donor, and is larger than what is found at earlier dates.` };
  },
};

/** Those whose path must reach the level of the treated, and chases noise where few donors have it. */
const keepLevels: readonly EstimatorName[] = ['synthetic-control', 'penalized'];

/**
 * Why an effect by a path that keeps the level may be of the level: where a mix about its level does not tell it from zero. Of launches without an effect, the treated two deviations above
 * the donors, a synthetic control alone launched 12 to 15 in 100, and with this 2.
 */
function aboutLevels({ method }: Estimate, estimates: readonly Estimate[], outcome: Outcome): string | undefined {
  const { estimator } = method.options as { readonly estimator: EstimatorName };
  if (!keepLevels.includes(estimator)) return undefined;
  const piece = estimates.find(({ id }) => id === besideId(outcome.name, 'demeaned'))?.interval.pieces[0];
  const worst = outcome.better === 'higher' ? (piece?.low ?? -Infinity) : -(piece?.high ?? Infinity);
  if (worst > 0) return undefined;
  return `By a mix of donors about its level the effect on ${outcomeLabel(outcome)} is not told from zero: ${estimator} must reach the level of the treated, and what it misses of that looks like an effect.`;
}
