import type { Estimate } from '../estimate/estimate.ts';
import type { Protocol } from '../protocol/protocol.ts';

const byAdjustment: { readonly [K in Protocol['analysis']['adjust']]: string } = { lin: 'adjusted-itt', ancova: 'ancova', cuped: 'cuped', none: 'itt' };

/**
 * The estimate that speaks for an outcome: adjusted as the study says. A binary outcome with few events keeps its score interval, and where the
 * adjusted estimate is refused the unadjusted one stands. With blocks the comparison is within them: by the regression that they are part of, or else
 * by the blocked effect.
 */
export function headlineOf(outcome: string, estimates: readonly Estimate[], protocol: Protocol): Estimate | undefined {
  const by = (method: string): Estimate | undefined => estimates.find((e) => e.method.id === method && e.estimand.outcome === outcome);
  const plain = by('itt');
  if (plain?.interval.reference.kind === 'score') return plain;
  if (protocol.blocks === undefined) return by(byAdjustment[protocol.analysis.adjust]) ?? plain;
  // What compares across blocks is biased where they have other shares.
  const inRegression = protocol.covariates.some((x) => typeof x !== 'string' && x.factor === protocol.blocks);
  return (inRegression ? by(byAdjustment[protocol.analysis.adjust]) : undefined) ?? by('blocked');
}

/** Only a headline bears its outcome's role; what stands beside it is secondary, and a biased contrast stays one. */
export function withRoles(estimates: readonly Estimate[], headlines: ReadonlySet<string>): readonly Estimate[] {
  return estimates.map((e) => (headlines.has(e.id) || e.role === 'contrast-only' ? e : { ...e, role: 'secondary' }));
}
