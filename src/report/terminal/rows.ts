import type { OutcomeWords, StudyResult } from '../../study/result.ts';
import { comparedWith, standing } from '../against.ts';
import { percent } from '../format/number.ts';
import { missing, printed, printedBound } from '../format/printed.ts';
import { guardrailOf, headlineEstimate, isUnreadable, netValuesOf, refusalOf } from '../look-up.ts';
import { ofArm, rowName } from '../names.ts';
import { orderedOutcomes } from '../outcome-order.ts';
import { armHeads, type OutcomeRow, outcomeRows } from '../outcome-rows.ts';
import { type Sign, unitAndPeriod } from '../words.ts';

/** One line of the screen, cell by cell. */
export interface SummaryRow {
  readonly name: string;
  readonly role: string;
  /** What was seen in both arms; none where no arm is assigned. */
  readonly arms: readonly string[];
  readonly effect: string;
  readonly limits: string;
  /** Where the level is another than the head of the column says. */
  readonly level: string;
  readonly verdict: string;
  readonly tone: Sign['tone'];
}

function outcomeRow(result: StudyResult, outcome: OutcomeWords, { arms }: OutcomeRow): SummaryRow {
  const estimate = headlineEstimate(result, outcome);
  const row = { name: rowName(result, outcome.name, outcome.arm).shown, role: outcome.role, arms, level: '' };
  if (!estimate) return { ...row, effect: missing, limits: '', verdict: refusalOf(result, outcome), tone: 'quiet' };
  const text = printed(estimate, 'short', comparedWith(outcome));
  const guardrail = guardrailOf(result, outcome);
  const bound = guardrail && printedBound(estimate, guardrail, 'short');
  const { word, tone } = isUnreadable(result) ? unread : standing(result, outcome, estimate, 'short');
  return {
    ...row,
    effect: guardrail?.relative && text.relative !== missing ? text.relative : text.effect,
    limits: bound ? `${bound.side} ${bound.digits}` : text.interval,
    level: unlessUsual(result, bound ? bound.level : text.level),
    // The other unit of the bound goes where there is room.
    verdict: bound?.beside === undefined || isUnreadable(result) ? word : `${word}, bound ${bound.beside}`,
    tone,
  };
}

const unread = { word: 'not to be read', tone: 'quiet' } as const;

const unlessUsual = ({ study }: StudyResult, level: string): string => (level === percent(study.level) ? '' : level);

function netValueRow(result: StudyResult): readonly SummaryRow[] {
  return netValuesOf(result).map(({ arm, estimate }): SummaryRow => {
    const { effect, interval, level } = printed(estimate, 'short');
    return {
      name: ofArm(result, 'net value', arm),
      role: `per ${unitAndPeriod(result.study)}`,
      arms: armHeads(result).map(() => ''),
      effect,
      limits: interval,
      level: unlessUsual(result, level),
      verdict: isUnreadable(result) ? unread.word : '',
      tone: 'quiet',
    };
  });
}

/** What the columns are called; name and role need no head. */
export function summaryHead(result: StudyResult): SummaryRow {
  const limits = `${percent(result.study.level)} interval`;
  return { name: '', role: '', arms: armHeads(result), effect: 'effect', limits, level: '', verdict: '', tone: 'quiet' };
}

/** A row an outcome, and the net value. */
export function summaryRows(result: StudyResult): readonly SummaryRow[] {
  const shared = outcomeRows(result);
  return [...orderedOutcomes(result).map((outcome, i) => outcomeRow(result, outcome, shared[i])), ...netValueRow(result)];
}
