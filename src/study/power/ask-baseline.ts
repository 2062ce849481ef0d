import { and, column, divide, isKnown, number, subtract, times } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { binaryOutcome } from '../../inference/arms/binary.ts';
import { covarianceOf, type Moments, meanOf, varianceOf } from '../../moments/moments.ts';
import type { MeanVariance, OutcomeSpread } from '../../power/design.ts';
import { type Covariate, columnOfCovariate } from '../../protocol/protocol.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { moments } from '../../relation/requests.ts';
import { askClusters } from './ask-clusters.ts';
import { askExplained } from './ask-explained.ts';
import type { Baseline } from './baseline.ts';

/** What is read of an outcome: a column, or the ratio of two; and which rows, covariates and clusters. */
export interface BaselineQuestion {
  readonly outcome: string;
  readonly ratio: readonly [string, string] | undefined;
  readonly covariates: readonly Covariate[];
  readonly cluster: string | undefined;
  /** Rows of one arm; all rows when undefined. */
  readonly where: Expression | undefined;
}

/** The baseline of an outcome from the rows, or why they tell none. */
export function* askBaseline(q: BaselineQuestion): Asking<Baseline | { readonly why: string }> {
  const measured = q.ratio ? yield* askRatio(q.ratio, q.where) : yield* askMean(q.outcome, q.where);
  if ('why' in measured) return measured;
  const { measure, m, spread, mean, sd } = measured;
  const known = [isKnown(measure), ...(q.where ? [q.where] : [])].reduce((a, b) => and(a, b));
  const [variationExplained, clusters] = yield* all([
    askExplained(
      measure,
      q.covariates.filter((x) => columnOfCovariate(x) !== q.outcome),
      known,
    ),
    askClusters(measure, q.cluster, known, m),
  ]);
  return { source: 'data', units: m.n, mean, sd, spread, variationExplained, ...(clusters && { clusters }) };
}

interface Measured {
  readonly measure: Expression;
  /** Over `y`, the measure. */
  readonly m: Moments;
  readonly spread: OutcomeSpread;
  readonly mean: number;
  readonly sd: number;
}

function* askMean(outcome: string, where: Expression | undefined): Asking<Measured | { readonly why: string }> {
  const measure = column(outcome);
  const reply = yield* ask(moments({ columns: { y: measure }, ...(where && { where }) }));
  const { moments: m } = reply.groups[0];
  if (m.n < 2) return { why: `it has ${m.n} rows with a value` };
  const [mean, sd] = [meanOf(m, 'y'), Math.sqrt(varianceOf(m, 'y'))];
  if (!(sd > 0)) return { why: `it is ${mean} on every row` };
  const binary = yield* binaryOutcome(reply, 'y', measure);
  return { measure, m, mean, sd, spread: binary ? { kind: 'proportion', control: mean } : { kind: 'mean', sd } };
}

/** A ratio is planned by its linear part per unit, (numerator - ratio x denominator) / mean denominator. */
function* askRatio([top, bottom]: readonly [string, string], where: Expression | undefined): Asking<Measured | { readonly why: string }> {
  const both = and(isKnown(column(top)), isKnown(column(bottom)));
  const parts = yield* ask(moments({ columns: { top: column(top), bottom: column(bottom) }, where: where ? and(where, both) : both }));
  const { moments: p } = parts.groups[0];
  if (p.n < 2) return { why: `it has ${p.n} rows with both parts` };
  const of = (name: string): MeanVariance => ({ mean: meanOf(p, name), variance: varianceOf(p, name) });
  const [numerator, denominator] = [of('top'), of('bottom')];
  if (denominator.mean === 0) return { why: `its denominator ${bottom} is zero on average` };
  const ratio = numerator.mean / denominator.mean;
  const measure = divide(subtract(column(top), times(number(ratio), column(bottom))), number(denominator.mean));
  const linear = yield* ask(moments({ columns: { y: measure }, ...(where && { where }) }));
  const { moments: m } = linear.groups[0];
  const sd = Math.sqrt(varianceOf(m, 'y'));
  if (!(sd > 0)) return { why: `it is ${ratio} on every row` };
  return { measure, m, mean: ratio, sd, spread: { kind: 'ratio', numerator, denominator, covariance: covarianceOf(p, 'top', 'bottom') } };
}
