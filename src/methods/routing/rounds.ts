import { mostIterations } from '../../models/multinomial/multinomial.ts';
import type { Rounds } from '../../protocol/question.ts';
import type { RoutingOptions } from './options.ts';

/** Quantiles of the weights, then every candidate of a cut. */
const toTune = 2;

/** A look at the context, another where some of it is missing, and a round for each step of the regression. */
const toEstimate: Rounds = { usual: 5, most: 2 + mostIterations };

/** How much of the requests goes where the log has nothing. */
const toWeighUnlogged = 1;

/** Rounds of a question that reads logged chances; more where these are estimated. */
export function whereEstimated({ propensities }: Pick<RoutingOptions, 'propensities'>, { usual, most }: Rounds): Rounds {
  return propensities.kind === 'estimated' ? { usual: usual + toEstimate.usual, most: most + toEstimate.most } : { usual, most };
}

/** The same of a question that values policies: more where cuts are tuned too, or a policy takes an action that was hardly ever logged. */
export function valuingRounds(options: Pick<RoutingOptions, 'propensities' | 'threshold' | 'shrinkage'>, { usual, most }: Rounds): Rounds {
  const tuned = [options.threshold, options.shrinkage].includes('tuned') ? toTune : 0;
  return whereEstimated(options, { usual: usual + tuned, most: most + tuned + toWeighUnlogged });
}
