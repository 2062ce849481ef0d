import { type HarmBar, harmCheck, hiddenHarm } from '../../across/segments/harm.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import { stanceOf } from '../../protocol/verdicts.ts';
import type { Headline } from '../ask/headlines.ts';
import type { Decision } from '../result.ts';
import { unjudged } from './evidence.ts';

/** Segments that get worse, by more than is tolerated, although the headline does not; none of an outcome that cannot be judged as a whole. */
export function hiddenHarms(
  protocol: Protocol,
  headlines: readonly Headline[],
  estimates: readonly Estimate[],
  findings: readonly Finding[],
): readonly Finding[] {
  const overall = headlines.flatMap(({ estimate }) => estimate ?? []);
  const bars = new Map<string, HarmBar>(protocol.outcomes.map((o) => [o.name, o]));
  const segments = estimates.filter(
    ({ estimand: { segment, outcome, contrast } }) => segment !== undefined && !unjudged(findings, outcome, contrast.treatment),
  );
  return hiddenHarm(overall, segments, (outcome) => bars.get(outcome) ?? { better: 'higher' });
}

/** When an arm is launched, the harm that another would do in a segment is a warning. */
export function notedWhereNotLaunched(findings: readonly Finding[], { arm, verdict }: Decision): readonly Finding[] {
  if (arm === undefined || stanceOf(verdict) !== 'go') return findings;
  return findings.map((f) => (f.check === harmCheck && f.about.arm !== arm ? { ...f, verdict: 'warn' } : f));
}
