import type { HeterogeneityRefusal } from './heterogeneity-refusal.ts';
import type { Scores } from './sample.ts';

/**
 * Doubly robust scores of the effect of one treatment, one a unit: over units alike their mean is the effect. What is asked of them (predictions, priorities, groups, covariates)
 * must have been made without the units that are here, or chosen before any outcome was seen: a rule looks better on the rows that made it than it is.
 */
export interface EffectScores {
  readonly scores: Float64Array;
  /** How many units of the population each stands for. */
  readonly weights?: Float64Array;
  /** Of each unit a number from 0 on that its cluster shares. */
  readonly clusters?: Int32Array;
}

/** The scores of the effect of the k-th treatment against control. */
export function effectScores({ ofArm }: Scores, treatment: number, of: Omit<EffectScores, 'scores'> = {}): EffectScores {
  const control = ofArm[0];
  return { ...of, scores: ofArm[treatment].map((score, i) => score - control[i]) };
}

/** The units at some places. */
export function scoresAt({ scores, weights, clusters }: EffectScores, rows: Int32Array): EffectScores {
  return {
    scores: valuesAt(scores, rows),
    ...(weights && { weights: valuesAt(weights, rows) }),
    ...(clusters && { clusters: Int32Array.from(rows, (row) => clusters[row]) }),
  };
}

export function valuesAt(values: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row]);
}

/** Why nothing can be inferred from such scores, or from what is asked along with them; undefined where something can. */
export function unusable(sample: EffectScores, along: Readonly<Record<string, ArrayLike<number>>> = {}): HeterogeneityRefusal | undefined {
  const { scores, weights, clusters } = sample;
  const units = scores.length;
  const columns: Readonly<Record<string, ArrayLike<number>>> = { scores, ...(weights && { weights }), ...(clusters && { clusters }), ...along };
  for (const [what, values] of Object.entries(columns)) {
    if (values.length !== units) return { kind: 'lengths-differ', what, rows: values.length, units };
    const rows = countWhere(values, (value) => !Number.isFinite(value));
    if (rows > 0) return { kind: 'not-finite', what, rows };
  }
  const negative = weights ? countWhere(weights, (weight) => weight < 0) : 0;
  if (negative > 0) return { kind: 'weights-negative', rows: negative };
  const weighed = weights ? countWhere(weights, (weight) => weight > 0) : units;
  if (weighed < leastUnits) return { kind: 'too-few-units', units: weighed, least: leastUnits };
  const drawn = clusters ? new Set(clusters).size : units;
  return drawn < leastClusters ? { kind: 'too-few-clusters', clusters: drawn, least: leastClusters } : undefined;
}

/** Halves of fewer have no error. */
const leastUnits = 4;
const leastClusters = 4;

function countWhere(values: ArrayLike<number>, holds: (value: number) => boolean): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (holds(values[i])) count++;
  return count;
}
