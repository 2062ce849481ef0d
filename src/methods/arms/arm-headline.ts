import type { Estimate } from '../../estimate/estimate.ts';
import { restsOnFewEvents } from '../../estimate/few-events.ts';
import type { Protocol } from '../../protocol/protocol.ts';

/** Which methods may speak for an outcome under each adjustment, the preferred one first. */
const adjusted: { readonly [K in Protocol['analysis']['adjust']]: readonly string[] } = {
  lin: ['adjusted-itt', 'itt'],
  ancova: ['ancova', 'itt'],
  cuped: ['cuped', 'itt'],
  logistic: ['logistic-effect', 'adjusted-itt', 'itt'],
  none: ['itt'],
};

/** Questions whose estimates may speak for an outcome of arms that are compared. */
export const armSpeakers = ({ analysis }: Protocol): readonly string[] => [
  'ratio-effect',
  'quantile-effect',
  'blocked-adjusted',
  'blocked',
  ...adjusted[analysis.adjust],
];

/**
 * The estimate that speaks for an outcome, of one treatment arm against control: adjusted as the study says. A binary outcome with few events keeps its score
 * interval, and where the adjusted estimate is refused the unadjusted one stands. With blocks the comparison is within them: by the regression that they are
 * part of, or that takes their effects out, or else by the blocked effect.
 */
export function armHeadline(own: readonly Estimate[], { analysis, blocks, blocksAbsorbed, covariates }: Protocol): Estimate | undefined {
  const by = (method: string): Estimate | undefined => own.find((e) => e.method.id === method);
  const other = by('ratio-effect') ?? by('quantile-effect');
  if (other) return other;
  const plain = by('itt');
  if (plain && restsOnFewEvents(plain) && blocks === undefined) return plain;
  const best = adjusted[analysis.adjust].map(by).find((e) => e !== undefined && e !== plain);
  if (blocks === undefined) return best ?? plain;
  const within = by('blocked');
  if (within && restsOnFewEvents(within)) return within;
  // Comparisons across blocks are biased where the blocks have different shares.
  const inRegression = covariates.some((x) => typeof x !== 'string' && x.factor === blocks);
  return (blocksAbsorbed ? by('blocked-adjusted') : inRegression ? best : undefined) ?? within;
}
