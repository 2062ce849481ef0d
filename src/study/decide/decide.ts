import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import { netValue } from '../../protocol/net-value.ts';
import type { DecisionVerdict } from '../../protocol/verdicts.ts';
import type { Decision, GuardrailVerdict, Reason } from '../result.ts';
import { doubts, segmentDoubts } from './bearing.ts';
import { conditionReasons, worsens } from './conditions.ts';
import { type Evidence, towardsBetter } from './evidence.ts';
import { guardrailVerdicts } from './guardrails.ts';

/**
 * The decision by the rule that the study declares.
 *
 * Model   HOLD whenever a check on identification or on an estimate that is read fails, the look is early or the evidence is a benchmark. Else DO NOT
 *         LAUNCH when the primary or the net value is wholly worse than no effect, or a guardrail fails; LAUNCH when every declared condition is met
 *         and no segment is harmed; HOLD otherwise.
 */
export function decide(evidence: Evidence): Decision {
  const { go, wait, stop } = evidence.design.verdicts;
  const guardrails = guardrailVerdicts(evidence);
  const doubted = doubtReasons(evidence);
  const harms = harmsOf(evidence, guardrails);
  const conditions = conditionReasons(evidence, guardrails);
  const net = evidence.headlines.find(({ outcome }) => outcome.name === netValue)?.estimate;
  const argued = (verdict: DecisionVerdict, says: string): Decision => ({ verdict, says, reasons, guardrails, ...(net && { netValue: net.id }) });
  const inSegments = segmentDoubts(evidence).map(reasonOf);
  const shown = harms.filter((h) => !conditions.some((c) => c.status === 'violated' && c.estimate === h.estimate));
  const reasons = [...doubted, ...shown, ...inSegments, ...conditions];
  if (doubted.length > 0) return argued(wait, doubted[0].says);
  if (harms.length > 0) return argued(stop, harms[0].says);
  const open = [...inSegments, ...conditions].find((c) => c.status !== 'met');
  if (open) return argued(wait, open.says);
  return argued(go, conditions.map((c) => c.says).join(' '));
}

const reasonOf = ({ check, says, mend, about: { estimate } }: Finding): Reason => ({
  condition: check,
  status: 'violated',
  ...(estimate !== undefined && { estimate }),
  says,
  ...(mend !== undefined && { mend }),
});

/** What makes the estimates unfit to decide by. */
function doubtReasons(evidence: Evidence): readonly Reason[] {
  const { study, early } = evidence;
  return [
    ...doubts(evidence).map((finding): Reason => ({ ...reasonOf(finding), unreadable: true })),
    ...(study.evidence === 'benchmark'
      ? [{ condition: 'evidence', status: 'violated', says: 'A benchmark compares systems, not what they cause for users: it cannot carry a launch.' } as const]
      : []),
    ...(early
      ? [{ condition: 'early-look', status: 'not-met', says: `Only ${sayCount(early.units)} of ${sayCount(early.planned)} planned units are in.` } as const]
      : []),
  ];
}

function harmsOf({ headlines }: Evidence, guardrails: readonly GuardrailVerdict[]): readonly Reason[] {
  const worse = headlines
    .filter(({ outcome }) => outcome.role === 'primary' || outcome.name === netValue)
    .filter(({ outcome, estimate }) => (towardsBetter(estimate, outcome.better)?.best ?? 0) < 0)
    .map(
      ({ outcome, estimate }): Reason => ({
        condition: 'no-harm',
        status: 'violated',
        estimate: estimate!.id,
        says: worsens(outcome),
      }),
    );
  const failed = guardrails
    .filter((g) => g.verdict === 'fail')
    .map((g): Reason => ({ condition: 'no-harm', status: 'violated', ...(g.estimate !== undefined && { estimate: g.estimate }), says: g.says }));
  return [...worse, ...failed];
}
