import type { Estimate } from '../estimate/estimate.ts';
import type { Assignment, Outcome, Protocol } from '../protocol/protocol.ts';
import { loggingPolicy } from '../protocol/routing.ts';

/** Which methods may speak for an outcome under each adjustment, the preferred one first. */
const speakers: { readonly [K in Protocol['analysis']['adjust']]: readonly string[] } = {
  lin: ['adjusted-itt', 'itt'],
  ancova: ['ancova', 'itt'],
  cuped: ['cuped', 'itt'],
  logistic: ['logistic-effect', 'adjusted-itt', 'itt'],
  none: ['itt'],
};

/** May estimates of this method speak for an outcome of the study? */
export const speaks = (method: string, { analysis }: Protocol): boolean =>
  ['ratio-effect', 'quantile-effect', 'blocked', 'policy-gain', ...speakers[analysis.adjust]].includes(method);

/**
 * The estimate that speaks for an outcome, of one treatment arm against control: adjusted as the study says. A binary outcome with few events keeps its score
 * interval, and where the adjusted estimate is refused the unadjusted one stands.
 * With blocks the comparison is within them: by the regression that they are part of, or else by the
 * blocked effect.
 */
export function headlineOf(outcome: string, estimates: readonly Estimate[], protocol: Protocol, arm: string): Estimate | undefined {
  const { analysis } = protocol;
  const own = estimates.filter(
    ({ estimand: { outcome: about, contrast, segment } }) =>
      about === outcome && segment === undefined && contrast.treatment === arm && contrast.control === comparedIn(protocol)?.control,
  );
  const by = (method: string): Estimate | undefined => own.find((e) => e.method.id === method);
  const other = by('ratio-effect') ?? by('quantile-effect') ?? by('policy-gain');
  if (other) return other;
  const plain = by('itt');
  if (plain?.interval.reference.kind === 'score' && protocol.blocks === undefined) return plain;
  const adjusted = speakers[analysis.adjust].map(by).find((e) => e !== undefined && e !== plain);
  if (protocol.blocks === undefined) return adjusted ?? plain;
  // What compares across blocks is biased where they have other shares.
  const inRegression = protocol.covariates.some((x) => typeof x !== 'string' && x.factor === protocol.blocks);
  return (inRegression ? adjusted : undefined) ?? by('blocked');
}

/** What is compared with what: arms with control, or policies with the one that wrote the log. */
export function comparedIn({ assignment, routing }: Protocol): Pick<Assignment, 'control' | 'treatments'> | undefined {
  return assignment ?? (routing && { control: loggingPolicy, treatments: routing.policies.map(({ name }) => name) });
}

/** An outcome of one treatment arm, and the estimate that speaks for it. */
export interface Spoken {
  readonly outcome: Outcome;
  readonly arm: string;
  readonly headline: Estimate | undefined;
}

export function spokenFor(protocol: Protocol, estimates: readonly Estimate[]): readonly Spoken[] {
  const arms = comparedIn(protocol)?.treatments ?? [];
  return protocol.outcomes.flatMap((outcome) => arms.map((arm) => ({ outcome, arm, headline: headlineOf(outcome.name, estimates, protocol, arm) })));
}

/** Only a headline bears its outcome's role; what stands beside it is secondary, and a biased contrast stays one. */
export function withRoles(estimates: readonly Estimate[], headlines: ReadonlySet<string>): readonly Estimate[] {
  return estimates.map((e) => (headlines.has(e.id) || e.role === 'contrast-only' ? e : { ...e, role: 'secondary' }));
}
