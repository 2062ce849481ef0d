import type { DesignCondition } from '../../protocol/design.ts';
import { outcomeLabel } from '../../protocol/labels.ts';

/** What an effect of a launch must stand before it launches anything: every donor left out, and dates when nothing had changed. */
const checks = ['without-each-donor', 'placebo-dates'] as const;

/** A date is no coin: the effect keeps its sign without each donor, and less whatever is found at earlier dates; by the time before alone nothing launches. */
export const steadyEffect: DesignCondition = {
  id: 'steady-effect',
  asks: 'of a global launch: the effect keeps its sign without each donor, and is larger than what is found at earlier dates; a state space alone never meets it; always asked',
  always: true,
  judge(headline, { findings }, outcome) {
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
    return { status: 'met', estimate, says: `The effect on ${name} keeps its sign without each donor, and is larger than what is found at earlier dates.` };
  },
};
