import type { Finding } from '../../estimate/finding.ts';
import { columnOfCovariate, type Protocol } from '../../protocol/protocol.ts';
import { routingIn } from './own.ts';

/** What every value of a policy assumes and no log can show: said whatever the checks find. */
export function routingAssumptions(protocol: Protocol): readonly Finding[] {
  const r = routingIn(protocol);
  if (!r) return [];
  const apart = 'what a request brings does not hang on how others were routed, and requests to come are like these';
  const shared = { check: 'routing-assumptions', about: { column: r.action }, verdict: 'warn' } as const;
  if (r.propensities.kind === 'estimated') {
    const seen = protocol.covariates.map(columnOfCovariate).join(', ');
    return [
      {
        ...shared,
        says: `The chances are estimated: every value assumes that nothing but ${seen || 'chance'} went both into the choice of ${r.action} and into what came of it (no hidden router), that ${apart}; the data cannot show that.`,
        mend: 'Find out all that the router looks at and make it covariates; better, have it log its chances and draw by them.',
      },
    ];
  }
  return [
    {
      ...shared,
      says: `Every value assumes that ${r.action} was drawn by the chances that are logged and by nothing else, that ${apart}; the checks find gross faults of the first, and the data cannot show the rest.`,
      mend: 'Argue these from how the router is built: that its draw is the last step, that requests share no queue or cache, and that the log covers the traffic to come.',
    },
  ];
}
