import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import type { Launched } from './options.ts';

/** What an effect of a launch stands on and no data can show. */
export function launchAssumptions({ id }: Estimate, { outcome, launch }: Launched): Finding {
  const { estimator, launchedText, time } = launch;
  const about = { column: time, estimate: id };
  if (estimator === 'state-space') {
    return {
      check: 'launch-assumptions',
      about,
      verdict: 'warn',
      says: `The effect on ${outcome} is what differs from how it went before ${launchedText}: anything else that came then (a price, a season, an outage, a campaign) is in the number, and the data cannot tell it apart.`,
      mend: 'Bring units that did not get the launch, or roll the next one out in waves; until then read it as a change, not as an effect.',
    };
  }
  return {
    check: 'launch-assumptions',
    about,
    verdict: 'warn',
    says: `The effect on ${outcome} assumes that those that got the launch would have gone on as their donors did, that nothing else came to them alone at that time (${launchedText}), and that it did not touch the donors; the data cannot show that.`,
    mend: 'Say what else came on that day and to whom, who chose the units that got it and why then, and how users or load move between them and donors.',
  };
}
