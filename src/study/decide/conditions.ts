import type { Estimate } from '../../estimate/estimate.ts';
import type { Outcome } from '../../protocol/protocol.ts';
import { netValue } from '../protocol-of.ts';
import type { GuardrailVerdict, Reason } from '../result.ts';
import type { StudyFile } from '../schema/study-file.ts';
import { type Evidence, towardsBetter } from './evidence.ts';

type Condition = StudyFile['decide']['launch'][number];

/** Each condition that the study sets for a launch, held against the evidence. */
export function conditionReasons(evidence: Evidence, guardrails: readonly GuardrailVerdict[]): readonly Reason[] {
  return evidence.study.decide.launch.map((condition) => conditions[condition](evidence, guardrails));
}

const conditions: { readonly [C in Condition]: (evidence: Evidence, guardrails: readonly GuardrailVerdict[]) => Reason } = {
  'primary-positive': (evidence) =>
    above(
      'primary-positive',
      find(evidence, (o) => o.role === 'primary'),
      0,
    ),
  'primary-worthwhile': (evidence) => {
    const primary = find(evidence, (o) => o.role === 'primary');
    return above('primary-worthwhile', primary, primary?.outcome.worthwhile ?? 0);
  },
  'guardrails-hold': (_, guardrails) => guardrailsHold(guardrails),
  'net-value-positive': (evidence) =>
    above(
      'net-value-positive',
      find(evidence, (o) => o.name === netValue),
      0,
    ),
};

interface Found {
  readonly outcome: Outcome;
  readonly headline: Estimate | undefined;
}

function find({ outcomes }: Evidence, is: (o: Outcome) => boolean): Found | undefined {
  return outcomes.find(({ outcome }) => is(outcome));
}

/** Is the whole interval better than the bar? `violated` when it lies wholly on the bad side of no effect. */
function above(condition: Condition, found: Found | undefined, bar: number): Reason {
  if (!found?.headline) return { condition, status: 'not-met', says: `${found?.outcome.name ?? condition} has no estimate.` };
  const { outcome, headline } = found;
  const interval = towardsBetter(headline, outcome.better);
  const target = bar === 0 ? 'better than no effect' : 'better than the worthwhile effect';
  const shared = { condition, estimate: headline.id };
  if (!interval) return { ...shared, status: 'not-met', says: `The interval of ${outcome.name} does not say which side it is on.` };
  if (interval.worst > bar) return { ...shared, status: 'met', says: `The whole interval of ${outcome.name} is ${target}.` };
  if (interval.best < 0) return { ...shared, status: 'violated', says: `The whole interval of ${outcome.name} is worse than no effect.` };
  return { ...shared, status: 'not-met', says: `The interval of ${outcome.name} is not wholly ${target}.` };
}

function guardrailsHold(guardrails: readonly GuardrailVerdict[]): Reason {
  const condition = 'guardrails-hold';
  const failed = guardrails.filter((g) => g.verdict === 'fail');
  const open = guardrails.filter((g) => g.verdict === 'inconclusive');
  const names = (list: readonly GuardrailVerdict[]): string => list.map((g) => g.outcome).join(', ');
  if (failed.length > 0) return { condition, status: 'violated', says: `Beyond tolerance: ${names(failed)}.` };
  if (open.length > 0) return { condition, status: 'not-met', says: `Not shown to be within tolerance: ${names(open)}.` };
  return {
    condition,
    status: 'met',
    says: guardrails.length === 1 ? `${names(guardrails)} is within its tolerance.` : `All ${guardrails.length} guardrails are within tolerance.`,
  };
}
