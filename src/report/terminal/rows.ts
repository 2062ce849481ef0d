import type { OutcomeWords, StudyResult } from '../../study/result.ts';
import { against, comparedWith } from '../against.ts';
import { missing, printed, printedBound } from '../format/printed.ts';
import { guardrailOf, headlineEstimate, netValuesOf, refusalOf } from '../look-up.ts';
import { ofArm, rowName } from '../names.ts';
import { type Sign, unitNoun } from '../words.ts';

/** One line of the screen, cell by cell. */
export interface SummaryRow {
  readonly cells: readonly [name: string, role: string, effect: string, interval: string, level: string];
  readonly verdict: string;
  readonly tone: Sign['tone'];
}

function outcomeRow(result: StudyResult, outcome: OutcomeWords): SummaryRow {
  const estimate = headlineEstimate(result, outcome);
  if (!estimate)
    return { cells: [rowName(result, outcome.name, outcome.arm).shown, outcome.role, missing, '', ''], verdict: refusalOf(result, outcome), tone: 'quiet' };
  const text = printed(estimate, 'short', comparedWith(outcome));
  const guardrail = guardrailOf(result, outcome);
  const bound = guardrail && printedBound(estimate, guardrail, 'short');
  const { word, tone } = against(outcome, estimate, guardrail, 'short');
  return {
    cells: [
      rowName(result, outcome.name, outcome.arm).shown,
      outcome.role,
      text.effect,
      bound ? `${bound.side} ${bound.digits}` : text.interval,
      bound ? bound.level : text.level,
    ],
    verdict: word,
    tone,
  };
}

function netValueRow(result: StudyResult): readonly SummaryRow[] {
  return netValuesOf(result).map(({ arm, estimate }): SummaryRow => {
    const text = printed(estimate, 'short');
    const level = estimate.interval.level === result.study.level && estimate.interval.kind === 'pointwise' ? '' : text.level;
    return { cells: [ofArm(result, 'net value', arm), `per ${unitNoun(result.study.unit)}`, text.effect, text.interval, level], verdict: '', tone: 'quiet' };
  });
}

/** A row an outcome, and the net value. */
export function summaryRows(result: StudyResult): readonly SummaryRow[] {
  return [...result.study.outcomes.map((outcome) => outcomeRow(result, outcome)), ...netValueRow(result)];
}
