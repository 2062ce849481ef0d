import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import type { AtThreshold } from './options.ts';

/** What an effect at a cutoff stands on and no data can show. */
export function thresholdAssumptions({ id }: Estimate, { outcome, threshold: { running, decision } }: AtThreshold): Finding {
  const decided = decision === undefined ? '' : `, and that for nobody the cutoff turns ${decision} the other way than the score says`;
  return {
    check: 'threshold-assumptions',
    about: { column: running, estimate: id },
    verdict: 'warn',
    says: `The effect on ${outcome} is that at the cutoff of ${running}, and says nothing of other scores. It assumes that nothing else changes there${decided === '' ? ' and' : ','} that nobody moves scores finely enough to choose a side${decided}; the data cannot show that.`,
    mend: 'Argue it from how the score is made and what else goes by it: look for other rules with the same cutoff, and for who knows the score before it decides.',
  };
}
