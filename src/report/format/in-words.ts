import type { Estimate } from '../../estimate/estimate.ts';
import { measureOf } from '../../estimate/unit.ts';
import type { OutcomeWords, StudyWords } from '../../study/result.ts';
import { unitAndPeriod, unitNouns } from '../words.ts';
import { fixed } from './number.ts';
import { decimalsOfEstimate } from './precision.ts';
import { tellingDecimals } from './telling.ts';
import { decimalsIn } from './unit.ts';

/** What is larger, and what is smaller: of things that are counted, of amounts, and of numbers without a unit. */
const directions = {
  share: ['more', 'fewer'],
  money: ['more', 'less'],
  named: ['more', 'less'],
  plain: ['higher', 'lower'],
} as const;

/**
 * The interval of an effect as somebody would say it: `between 1.1 and 4.4 more per 100 tickets`, `between 3.7 fewer and 7.1 more per 100 tickets`,
 * `between 1.0 and 1.6 minutes less per ticket`, `between $0.32 and $0.90 more per ticket`. Undefined of ratios, logarithms and sets that are not one interval.
 */
export function effectInWords(
  estimate: Estimate,
  outcome: Pick<OutcomeWords, 'ratio' | 'quantile' | 'transform'>,
  study: Pick<StudyWords, 'unit' | 'per'>,
): string | undefined {
  const { interval, estimand, test } = estimate;
  const [only] = interval.pieces;
  const { kind } = estimand.unit;
  if (interval.pieces.length !== 1 || only?.low === undefined || only.high === undefined) return undefined;
  if (kind === 'ratio' || estimand.of === 'mean' || outcome.transform !== undefined) return undefined;
  const measure = measureOf(estimand.unit);
  const { low, high } = only;
  const decimals = tellingDecimals([low, high], [test?.null ?? 0], decimalsOfEstimate(estimate, measure.factor), measure);
  const [up, down] = directions[kind];
  const size = (effect: number): string => `${measure.before}${fixed(Math.abs(effect) * measure.factor, decimalsIn(measure, decimals))}`;
  const after = kind === 'share' ? '' : measure.after;
  const ofUnit =
    outcome.ratio || outcome.quantile || kind === 'plain' ? '' : kind === 'share' ? ` per 100 ${unitNouns(study.unit)}` : ` per ${unitAndPeriod(study)}`;
  if (low < 0 && high > 0) return `between ${size(low)}${after} ${down} and ${size(high)}${after} ${up}${ofUnit}`;
  const [near, far] = low >= 0 ? [low, high] : [high, low];
  return `between ${size(near)} and ${size(far)}${after} ${low >= 0 ? up : down}${ofUnit}`;
}
