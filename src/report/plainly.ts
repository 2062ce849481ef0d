import { isAboutLaunch, stanceOf, vocabularyOf } from '../protocol/verdicts.ts';
import type { Reason, StudyResult } from '../study/result.ts';

/** Why a decision waits, for a reader who has never seen such a check; the sentence of the check itself follows it with its numbers. */
const whyWaiting: Readonly<Record<string, string>> = {
  'sample-ratio': 'The arms did not fill as planned.',
  'missing-outcome': 'Outcomes are missing more often in one arm than in the other.',
  'lost-units': 'Rows were lost more often in one arm than in the other.',
  contamination: 'Too many units were seen in several arms.',
  balance: 'The arms differed before anything was changed.',
  trigger: 'The arms differ in who could notice the change.',
  'reversed-usage': 'The arms look swapped.',
  'cluster-freedom': 'There are too few clusters to tell an effect from chance.',
  'residual-freedom': 'There are too few units to tell an effect from chance.',
  'harmed-segment': 'An average that improves hides a group that is harmed.',
  'harmed-group': 'An average that improves hides units that are harmed.',
  'unsupported-action': 'The log holds too few of the actions that this would take.',
  'policy-support': 'The log holds too few of the actions that this would take.',
  'propensity-calibration': 'The chances in the log are not those that the router took.',
  'mean-weight': 'The chances in the log are not those that the router took.',
  'heavy-tail': 'A few very large values decide the average.',
  'early-look': 'It is too early to say.',
  evidence: 'This was tried on an offline set, not in use.',
  design: 'This way of rolling out cannot tell the effect of the change from whatever else happened.',
  'primary-positive': 'The data do not tell whether it helps.',
  'primary-worthwhile': 'The data do not tell whether it helps enough to be worth it.',
  'guardrails-hold': 'The data do not tell whether something else got worse.',
  'net-value-positive': 'The data do not tell whether it pays.',
};

/** The reason that a waiting decision turns on. */
export const turnsOn = ({ decision }: StudyResult): Reason | undefined => decision.reasons.find(({ status }) => status !== 'met');

/** One sentence that needs no statistics; undefined where the decision's own sentence is that. */
export function inPlainWords(result: StudyResult): string | undefined {
  const { decision } = result;
  if (stanceOf(decision.verdict) !== 'wait' || !isAboutLaunch(vocabularyOf(decision.verdict))) return undefined;
  const reason = turnsOn(result);
  return reason && Object.hasOwn(whyWaiting, reason.condition) ? whyWaiting[reason.condition] : undefined;
}
