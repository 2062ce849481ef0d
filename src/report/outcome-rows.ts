import type { OutcomeWords, StudyResult } from '../study/result.ts';
import { againstZero, comparedWith, standing } from './against.ts';
import { armText, armValueOf } from './arm-text.ts';
import { bothUnits, missing, printed, printedBound } from './format/printed.ts';
import { guardrailOf, headlineEstimate, isUnreadable, netValuesOf } from './look-up.ts';
import { armCalled, type Name, rowName } from './names.ts';
import { orderedOutcomes, roleText } from './outcome-order.ts';
import { type Sign, unitAndPeriod } from './words.ts';

/** An outcome as every first table tells it: what was seen in both arms, the effect, its limits, and how that stands against what matters. */
export interface OutcomeRow {
  readonly name: Name;
  readonly role: string;
  /** Of control and treatment; none where no arm is assigned. */
  readonly arms: readonly string[];
  readonly effect: string;
  /** The interval, or the one-sided bound that a guardrail is judged by. */
  readonly limits: string;
  readonly so: Pick<Sign, 'icon' | 'word' | 'tone'>;
}

/** What the columns of arms are called. */
export function armHeads(result: StudyResult): readonly string[] {
  const { control, treatments } = result.study.design;
  if (result.arms.length === 0) return [];
  return treatments.length > 1 ? ['Control', 'Arm'] : [control, treatments[0]].map((arm) => armCalled(result, arm).shown);
}

export function outcomeRows(result: StudyResult): readonly OutcomeRow[] {
  return orderedOutcomes(result).map((outcome) => outcomeRow(result, outcome));
}

/** The rows for a page: of several arms what decides, and of the arm that the decision is about everything. */
export function decidingRows(result: StudyResult): { readonly rows: readonly OutcomeRow[]; readonly left: number } {
  const all = orderedOutcomes(result);
  const kept = all.filter(({ role, arm }) => role === 'primary' || role === 'guardrail' || arm === result.decision.arm);
  const net = result.decision.arms && !isUnreadable(result) ? netValueRows(result) : [];
  return { rows: [...kept.map((outcome) => outcomeRow(result, outcome)), ...net], left: all.length - kept.length };
}

/** The net value of every arm, as a row. */
function netValueRows(result: StudyResult): readonly OutcomeRow[] {
  return netValuesOf(result).map(({ arm, estimate }) => {
    const { outcome, contrast } = estimate.estimand;
    const text = printed(estimate, 'short');
    const both = result.arms.length > 0 ? [contrast.control, contrast.treatment] : [];
    return {
      name: rowName(result, outcome, arm),
      role: `per ${unitAndPeriod(result.study)}`,
      arms: both.map((each) => armText(armValueOf(result, outcome, each), estimate)),
      effect: text.effect,
      limits: `${text.interval}, ${text.level}`,
      so: againstZero(result, estimate),
    };
  });
}

function outcomeRow(result: StudyResult, outcome: OutcomeWords): OutcomeRow {
  const estimate = headlineEstimate(result, outcome);
  const { control, treatments } = result.study.design;
  const contrast = estimate?.estimand.contrast ?? { control, treatment: outcome.arm ?? treatments[0] };
  const both = result.arms.length > 0 ? [contrast.control, contrast.treatment] : [];
  const row = {
    name: rowName(result, outcome.name, outcome.arm),
    role: roleText(outcome),
    arms: both.map((arm) => armText(armValueOf(result, outcome.name, arm), estimate)),
  };
  if (!estimate) return { ...row, effect: missing, limits: missing, so: { icon: '–', word: 'not estimated', tone: 'quiet' } };
  const guardrail = guardrailOf(result, outcome);
  const bound = guardrail && printedBound(estimate, guardrail, 'short');
  const text = printed(estimate, 'short', comparedWith(outcome));
  return {
    ...row,
    effect: guardrail?.relative && text.relative !== missing ? text.relative : text.effect,
    limits: bound ? `${bound.side} ${bothUnits(bound)}, ${bound.level}` : `${text.interval}, ${text.level}`,
    so: isUnreadable(result) ? { icon: '–', word: 'not to be read', tone: 'quiet' } : standing(result, outcome, estimate),
  };
}
