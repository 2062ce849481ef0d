import type { Estimate, Role } from '../../estimate/estimate.ts';
import type { Candidate, Design } from '../../protocol/design.ts';
import { netValue } from '../../protocol/net-value.ts';
import type { Outcome, Protocol } from '../../protocol/protocol.ts';

/** An outcome of one arm (a policy, a period) against what it is held against, and the estimate that speaks for it. */
export interface Headline {
  readonly outcome: Outcome;
  readonly arm: string;
  readonly estimate: Estimate | undefined;
}

/** What the decision reads: a failure of anything else is told and decides nothing. */
export const isRead = ({ role, name }: Outcome): boolean => role === 'primary' || role === 'guardrail' || name === netValue;

/** The estimate that speaks for an outcome of one candidate: the design picks it. */
function headlineOf(outcome: string, { id, against }: Candidate, estimates: readonly Estimate[], design: Design, protocol: Protocol): Estimate | undefined {
  const own = estimates.filter(
    ({ estimand: { outcome: about, contrast, segment } }) =>
      about === outcome && segment === undefined && contrast.treatment === id && contrast.control === against,
  );
  return design.headline(own, protocol);
}

export function headlinesOf(design: Design, protocol: Protocol, estimates: readonly Estimate[]): readonly Headline[] {
  const { candidates } = design.contrasts(protocol);
  return protocol.outcomes.flatMap((outcome) =>
    candidates.map((candidate) => ({ outcome, arm: candidate.id, estimate: headlineOf(outcome.name, candidate, estimates, design, protocol) })),
  );
}

const keptRoles: readonly Role[] = ['contrast-only', 'mechanism', 'benefit'];

/** Only a headline bears its outcome's role; what stands beside it is secondary, but a biased contrast, a mechanism and who benefits stay what they are. */
export function withRoles(estimates: readonly Estimate[], headlines: ReadonlySet<string>): readonly Estimate[] {
  return estimates.map((e) => (headlines.has(e.id) || keptRoles.includes(e.role) ? e : { ...e, role: 'secondary' }));
}
