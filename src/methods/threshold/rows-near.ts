import { counted } from '../../errors/words.ts';
import type { Answer } from '../../estimate/answer.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayNumber, sayShare } from '../../estimate/say.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import type { BiasAwareDetails } from './bias-aware.ts';
import { checkEffect, type EffectFound } from './check-of.ts';
import { type AtThreshold, example, roundsOn, type ThresholdOptions, thresholdOptionsOf } from './options.ts';

const source =
  'Imbens & Kalyanaraman (2012), Review of Economic Studies 79; Kolesár & Rothe (2018), AER 108; Armstrong & Kolesár (2020), Quantitative Economics 11';

/** Fewer than so many rows of a side, or distinct scores, tell little of where its line meets the cutoff. */
const [fewRows, fewScores] = [100, 10];
/** A larger share of one row in the squared weights leaves the normal reference of a bias-aware interval in doubt. */
const mostLeverage = 0.1;

/**
 * How many rows inform the effect, and how far from the cutoff do they reach?
 *
 * Model   rows and distinct scores within the bandwidth or window. Warns where a side has fewer than 100 rows or 10 distinct scores, or one row counts for more than a tenth. Fewer than four
 *         degrees of freedom fail by themselves (`few-freedom`).
 * Shapes  the rows of `thresholdEffect`, every outcome by itself.
 * Errors  where no effect can be told `thresholdEffect` refuses, under the name of this check.
 * Source  Kolesár & Rothe (2018) for few distinct scores; Armstrong & Kolesár (2020) for the weight of one row.
 */
export const rowsNear = question<ThresholdOptions>(
  {
    id: 'rows-near',
    title: 'Rows that inform the effect at the cutoff',
    source,
    docs: 'docs/checks/rows-near.md',
    rounds: { usual: 1, most: 1 },
    roundsOn,
    plan: (protocol) => thresholdOptionsOf(protocol),
    example,
  },
  (options): Asking<Answer> => checkEffect(options, (of, c) => ({ findings: [nearFinding(of, c)] })),
);

function nearFinding(of: EffectFound, c: AtThreshold): Finding {
  const { found, analysed } = of;
  const { near, reach } = found;
  const { running } = c.threshold;
  const total = near.below + near.above;
  const scores = distinctNear(of);
  const shared = { check: 'rows-near', about: { column: c.outcome }, statistic: Math.min(near.below, near.above) } as const;
  const leverage = found.kind === 'bias-aware' ? (found.details as BiasAwareDetails).leverage : 0;
  const side = (on: 'below' | 'above'): string =>
    `${counted(near[on], 'row')} with ${counted(scores[on], 'score')} ${on === 'below' ? 'below' : 'from it on'}, up to ${sayNumber(reach[on])} away`;
  const says = `The effect on ${c.outcome} stands on ${sayCount(total)} of ${counted(analysed.rows, 'row')} (${sayShare(total / analysed.rows)}) near the cutoff: ${side('below')}; ${side('above')}. Nothing is known of rows whose ${running} is far from it.`;
  if (leverage > mostLeverage) {
    return {
      ...shared,
      verdict: 'warn',
      threshold: mostLeverage,
      statistic: leverage,
      says: `${says} One row counts for ${sayShare(leverage)} of the squared weights.`,
      mend: 'The interval takes noise for normal, which one heavy row need not be: bring more rows near the cutoff.',
    };
  }
  if (Math.min(near.below, near.above) < fewRows)
    return {
      ...shared,
      verdict: 'warn',
      threshold: fewRows,
      mend: `Fewer than ${fewRows} rows of a side tell little of where its line meets the cutoff: bring more rows near it before this decides much.`,
      says,
    };
  if (Math.min(scores.below, scores.above) < fewScores)
    return {
      ...shared,
      verdict: 'warn',
      threshold: fewScores,
      statistic: Math.min(scores.below, scores.above),
      mend: `Fewer than ${fewScores} distinct scores of a side leave its line to them: log the score as it was, or read \`inference: bias-aware\` with a curvature that you can defend.`,
      says,
    };
  return { ...shared, verdict: 'pass', threshold: fewRows, says };
}

/** Distinct scores within the bandwidth, over all cutoffs. */
function distinctNear({ found: { reach }, analysed }: EffectFound): { readonly below: number; readonly above: number } {
  const scores = { below: new Set<number>(), above: new Set<number>() };
  for (const { data } of analysed.cutoffs) {
    for (const x of data.score) {
      const on = x < 0 ? 'below' : 'above';
      if (Math.abs(x) <= reach[on]) scores[on].add(x);
    }
  }
  return { below: scores.below.size, above: scores.above.size };
}
