import type { ThresholdData } from '../../inference/threshold/sides.ts';
import { remembered } from '../../math/remembered.ts';
import type { AskedRows } from './ask-rows.ts';
import type { AtThreshold } from './options.ts';

/** The rows of one cutoff. */
export interface CutoffRows {
  readonly cutoff: number;
  readonly data: ThresholdData;
}

/** The rows that an effect on an outcome is estimated from: all that it needs is known. */
export interface Analysed {
  readonly rows: number;
  /** By cutoff, ascending. */
  readonly cutoffs: readonly CutoffRows[];
  /** Rows on each side that lack the outcome, a covariate or the decision. */
  readonly dropped: { readonly below: number; readonly above: number };
  /** Rows without a score or a cutoff. */
  readonly unscored: number;
  /** Rows nearer to the cutoff than the donut is wide. */
  readonly nearest: number;
  /** Does the outcome hold only 0 and 1? */
  readonly binary: boolean;
}

/** An error that is rounding alone: the outcome does not vary near the cutoff once covariates are taken out. */
export function isRounding(standardError: number, { cutoffs }: Analysed): boolean {
  let [low, high] = [Infinity, -Infinity];
  for (const { data } of cutoffs)
    for (const y of data.outcome) {
      if (y < low) low = y;
      if (y > high) high = y;
    }
  return !(standardError > 1e-12 * (high - low));
}

/** Complete rows of an outcome, once for all that is asked of it. */
export const analysedOf = (asked: AskedRows, c: AtThreshold): Analysed =>
  remembered(asked, `analysed ${c.outcome} ${c.threshold.donut}`, () => completeRows(asked, c.outcome, c.threshold.donut ?? 0));

export function completeRows(asked: AskedRows, outcome: string, donut: number): Analysed {
  const { score, cutoff, treatment, covariates, outcomes, clusters } = asked;
  const y = outcomes[outcome];
  const needed = [y, ...(treatment ? [treatment] : []), ...covariates.map(({ values }) => values)];
  const dropped = { below: 0, above: 0 };
  let [unscored, nearest, binary] = [0, 0, true];
  const places = new Map<number, number[]>();
  for (let i = 0; i < score.length; i++) {
    if (Number.isNaN(score[i])) unscored++;
    else if (needed.some((values) => Number.isNaN(values[i]))) dropped[score[i] < 0 ? 'below' : 'above']++;
    else if (Math.abs(score[i]) < donut) nearest++;
    else {
      binary &&= y[i] === 0 || y[i] === 1;
      const own = places.get(cutoff[i]);
      if (own) own.push(i);
      else places.set(cutoff[i], [i]);
    }
  }
  const at = (values: Float64Array, own: readonly number[]): Float64Array => Float64Array.from(own, (i) => values[i]);
  const cutoffs = [...places]
    .sort(([a], [b]) => a - b)
    .map(([value, own]) => ({
      cutoff: value,
      data: {
        score: at(score, own),
        outcome: at(y, own),
        ...(treatment && { treatment: at(treatment, own) }),
        ...(covariates.length > 0 && { covariates: covariates.map((x) => ({ name: x.name, values: at(x.values, own) })) }),
        ...(clusters && { cluster: Int32Array.from(own, (i) => clusters[i]) }),
      },
    }));
  const rows = cutoffs.reduce((sum, { data }) => sum + data.score.length, 0);
  return { rows, cutoffs, dropped, unscored, nearest, binary: binary && rows > 0 };
}
