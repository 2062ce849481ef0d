import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayAmount } from '../../estimate/unit.ts';
import { outcomeLabel } from '../../protocol/labels.ts';
import type { Outcome } from '../../protocol/protocol.ts';
import type { Headline } from '../ask/headlines.ts';

/** Guardrails that hold whatever happens: no data could get worse by more than is tolerated. */
export function idleGuardrails(headlines: readonly Headline[]): readonly Finding[] {
  return headlines.flatMap(({ outcome, arm, estimate }) => {
    const { tolerance } = outcome;
    if (!tolerance || !estimate) return [];
    const { most, allowed } = room(outcome, tolerance, estimate);
    if (most === undefined || allowed === undefined || allowed < most) return [];
    const { unit } = estimate.estimand;
    return [
      {
        check: 'idle-guardrail',
        about: { column: outcome.name, arm, estimate: estimate.id },
        verdict: 'warn',
        statistic: allowed,
        threshold: most,
        says: `The guardrail ${outcomeLabel(outcome)} cannot fail: it can get worse by at most ${sayAmount(most, unit)}, and ${sayAmount(allowed, unit)} is tolerated.`,
        mend: 'Declare the tolerance that you would really accept, in units of the outcome.',
      },
    ];
  });
}

/** The most that a bounded outcome can get worse by, from its mean under control where that is known, and what is tolerated; both in its units. */
function room({ better, bounds }: Outcome, { value, relative }: NonNullable<Outcome['tolerance']>, { estimand, relative: effect }: Estimate) {
  const range = bounds ?? (estimand.unit.kind === 'share' ? ([0, 1] as const) : undefined);
  const control = effect?.controlMean;
  const from = (end: number): number => control ?? end;
  const most = range && (better === 'lower' ? range[1] - from(range[0]) : from(range[1]) - range[0]);
  return { most, allowed: relative ? (control === undefined ? undefined : value * control) : value };
}
