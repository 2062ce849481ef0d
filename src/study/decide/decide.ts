import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import { netValue } from '../../protocol/net-value.ts';
import type { DecisionVerdict } from '../../protocol/verdicts.ts';
import { isRead } from '../ask/headlines.ts';
import type { Decision, GuardrailVerdict, Reason } from '../result.ts';
import { doubts, segmentDoubts } from './bearing.ts';
import { conditionReasons, worsens } from './conditions.ts';
import { type Evidence, towardsBetter, unjudged } from './evidence.ts';
import { guardrailVerdicts } from './guardrails.ts';

/**
 * The decision by the rule that the study declares.
 *
 * Model   HOLD whenever a check on identification or on an estimate that is read fails, the look is early or the evidence is a benchmark. Else DO NOT
 *         LAUNCH when the primary or the net value is wholly worse than no effect, or a guardrail fails; LAUNCH when every declared condition is met
 *         no segment is harmed and nothing that is read is left open by a failing finding; HOLD otherwise.
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
  const open = openReasons(evidence);
  const shown = harms.filter((h) => !conditions.some((c) => c.status === 'violated' && c.estimate === h.estimate));
  const reasons = [...doubted, ...shown, ...inSegments, ...open, ...conditions];
  if (doubted.length > 0) return argued(wait, doubted[0].says);
  if (harms.length > 0) return argued(stop, harms[0].says);
  const waiting = [...inSegments, ...open, ...conditions].find((c) => c.status !== 'met');
  if (waiting) return argued(wait, waiting.says);
  return argued(go, conditions.map((c) => c.says).join(' '));
}

const reasonOf = ({ check, says, mend, about: { estimate } }: Finding): Reason => ({
  condition: check,
  status: 'violated',
  ...(estimate !== undefined && { estimate }),
  says,
  ...(mend !== undefined && { mend }),
});

/** Outcomes that are read and cannot be judged, whatever their intervals. */
function openReasons({ headlines, findings }: Evidence): readonly Reason[] {
  return headlines
    .filter(({ outcome }) => isRead(outcome))
    .flatMap(({ outcome, estimate }): readonly Reason[] => {
      const finding = unjudged(findings, outcome.name);
      return finding ? [{ ...reasonOf(finding), status: 'not-met', ...(estimate && { estimate: estimate.id }) }] : [];
    });
}

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

function harmsOf({ headlines, findings }: Evidence, guardrails: readonly GuardrailVerdict[]): readonly Reason[] {
  const worse = headlines
    .filter(({ outcome }) => (outcome.role === 'primary' || outcome.name === netValue) && !unjudged(findings, outcome.name))
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
