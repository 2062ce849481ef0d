import type { DesignedStudy } from '../../protocol/design.ts';
import type { CommonCondition } from '../../protocol/keys/decide.ts';
import { outcomeLabel } from '../../protocol/labels.ts';
import { netValue } from '../../protocol/net-value.ts';
import type { Outcome } from '../../protocol/protocol.ts';
import type { Headline } from '../ask/headlines.ts';
import type { GuardrailVerdict, Reason } from '../result.ts';
import { type Evidence, towardsBetter, unjudged } from './evidence.ts';

/** Each condition that the study sets for a launch, held against the evidence: the common ones, and those of its design. */
export function conditionReasons(evidence: Evidence, guardrails: readonly GuardrailVerdict[]): readonly Reason[] {
  const { study, design, estimates, findings } = evidence;
  return launchConditions({ study, design }).map((condition): Reason => {
    if (isCommon(condition)) return conditions[condition](evidence, guardrails);
    const primary = find(evidence, (o) => o.role === 'primary');
    const own = design.conditions.find(({ id }) => id === condition);
    if (!own || !primary) return { condition, status: 'not-met', says: `${condition} has nothing to judge.` };
    return { condition, ...(primary.estimate && { estimate: primary.estimate.id }), ...own.judge(primary.estimate, { estimates, findings }, primary.outcome) };
  });
}

/** What must hold for a launch: what the study names, and what no study of its design launches without. */
export const launchConditions = ({ study, design }: DesignedStudy): readonly string[] => [
  ...new Set([...study.decide.launch, ...design.conditions.flatMap(({ id, always }) => (always === true || always?.(study) ? [id] : []))]),
];

const isCommon = (condition: string): condition is CommonCondition => Object.hasOwn(conditions, condition);

const conditions: { readonly [C in CommonCondition]: (evidence: Evidence, guardrails: readonly GuardrailVerdict[]) => Reason } = {
  'primary-positive': (evidence) =>
    above(
      'primary-positive',
      evidence,
      find(evidence, (o) => o.role === 'primary'),
      0,
    ),
  'primary-worthwhile': (evidence) => {
    const primary = find(evidence, (o) => o.role === 'primary');
    return above('primary-worthwhile', evidence, primary, primary?.outcome.worthwhile ?? 0);
  },
  'guardrails-hold': (evidence, guardrails) => guardrailsHold(evidence, guardrails),
  'net-value-positive': (evidence) =>
    above(
      'net-value-positive',
      evidence,
      find(evidence, (o) => o.name === netValue),
      0,
    ),
};

type Found = Omit<Headline, 'arm'>;

function find({ headlines }: Evidence, is: (o: Outcome) => boolean): Found | undefined {
  return headlines.find(({ outcome }) => is(outcome));
}

/** Is the whole interval better than the bar? `violated` when it lies wholly on the bad side of no effect. */
function above(condition: CommonCondition, { findings }: Evidence, found: Found | undefined, bar: number): Reason {
  if (!found?.estimate) return { condition, status: 'not-met', says: `${found ? outcomeLabel(found.outcome) : condition} has no estimate.` };
  const { outcome, estimate: headline } = found;
  const name = outcomeLabel(outcome);
  const interval = towardsBetter(headline, outcome.better);
  const shared = { condition, estimate: headline.id };
  const open = unjudged(findings, outcome.name)?.inconclusive;
  if (open !== undefined) return { ...shared, status: 'not-met', says: `The effect on ${name} cannot be judged: ${open}.` };
  if (headline.standardError === 0) return { ...shared, status: 'not-met', says: `The standard error of ${name} is zero, which no verdict can rest on.` };
  if (!interval) return { ...shared, status: 'not-met', says: `The interval of ${name} does not say which side of zero it is on.` };
  if (interval.worst > bar)
    return { ...shared, status: 'met', says: bar > 0 ? `The whole interval of ${name} is beyond the worthwhile effect.` : improves(outcome) };
  if (interval.best < 0) return { ...shared, status: 'violated', says: worsens(outcome) };
  if (interval.worst > 0) return { ...shared, status: 'not-met', says: `${name} improves, but maybe by less than the worthwhile effect.` };
  return { ...shared, status: 'not-met', says: `The effect on ${name} cannot be told from zero.` };
}

/** Said only where a whole interval lies on that side of zero. */
const improves = (outcome: Outcome): string => (outcome.name === netValue ? 'The net value is positive.' : `${outcomeLabel(outcome)} improves.`);
export const worsens = (outcome: Outcome): string => (outcome.name === netValue ? 'The net value is negative.' : `${outcomeLabel(outcome)} gets worse.`);

function guardrailsHold({ headlines }: Evidence, guardrails: readonly GuardrailVerdict[]): Reason {
  const condition = 'guardrails-hold';
  const failed = guardrails.filter((g) => g.verdict === 'fail');
  const open = guardrails.filter((g) => g.verdict === 'inconclusive');
  if (guardrails.length === 0) return { condition, status: 'met', says: 'No guardrail is declared.' };
  const labels = new Map(headlines.map(({ outcome }) => [outcome.name, outcomeLabel(outcome)]));
  const names = (list: readonly GuardrailVerdict[]): string => list.map((g) => labels.get(g.outcome) ?? g.outcome).join(', ');
  if (failed.length > 0) return { condition, status: 'violated', says: `Beyond tolerance: ${names(failed)}.` };
  if (open.length > 0) return { condition, status: 'not-met', says: `Not shown to be within tolerance: ${names(open)}.` };
  return {
    condition,
    status: 'met',
    says: guardrails.length === 1 ? `${names(guardrails)} is within its tolerance.` : `All ${guardrails.length} guardrails are within tolerance.`,
  };
}
