import { interactionMethod } from '../../across/alongside/difference.ts';
import { type HarmBar, type HarmWords, harmCheck, hiddenHarm } from '../../across/segments/harm.ts';
import type { Estimate, Segment } from '../../estimate/estimate.ts';
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
    ({ estimand: { segment, outcome, contrast }, method }) =>
      segment !== undefined && method.id !== interactionMethod && !unjudged(findings, outcome, contrast.treatment),
  );
  const of = (names: readonly string[]): readonly Estimate[] => segments.filter(({ estimand: { segment } }) => names.includes(segment!.column));
  const barOf = (outcome: string): HarmBar => bars.get(outcome) ?? { better: 'higher' };
  const { alongside = [] } = protocol;
  const others = new Set(of(alongside));
  return [
    ...hiddenHarm(
      overall,
      segments.filter((e) => !others.has(e)),
      barOf,
    ),
    ...hiddenHarm(overall, [...others], barOf, inOtherExperiment),
  ];
}

/** Where both are launched, everybody is in that arm of the other experiment. */
const inOtherExperiment = ({ column, level }: Segment): HarmWords => ({
  counted: 'arms of other experiments',
  mend: `Do not launch this while ${column} = ${level} runs or is launched: decide about both together, or find out how they get in each other's way.`,
});

/** When an arm is launched, the harm that another would do in a segment is a warning. */
export function notedWhereNotLaunched(findings: readonly Finding[], { arm, verdict }: Decision): readonly Finding[] {
  if (arm === undefined || stanceOf(verdict) !== 'go') return findings;
  return findings.map((f) => (f.check === harmCheck && f.about.arm !== arm ? { ...f, verdict: 'warn' } : f));
}
