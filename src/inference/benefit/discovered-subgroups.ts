import { maxT } from '../multiplicity/max-t.ts';
import { holm } from '../multiplicity/step-wise.ts';
import { type EffectScores, unusable } from './effect-scores.ts';
import { type HeterogeneityRefusal, isRefusal } from './heterogeneity-refusal.ts';
import { pValueOf, type ScoreEstimate } from './score-estimate.ts';
import { coefficientOf, contrastOf } from './score-regression.ts';
import { groupRegression, mostLessLeast } from './sorted-groups.ts';

/** A subgroup to be valued on units that had no part in its being found. */
export interface Subgroup {
  readonly name: string;
  /** 1 of units in it. */
  readonly member: Uint8Array;
  /** The effect in it on the units by which it was found. */
  readonly found?: number;
}

/** An estimate of a family whose errors are held together. */
export interface HeldTogether extends ScoreEstimate {
  /** Of zero, alone. */
  readonly pValue: number;
  /** Of zero, counting the whole family by max-t, and by Holm. */
  readonly adjusted: number;
  readonly holm: number;
  /** Ends of intervals that hold for all of the family together: also for the one that looks best. */
  readonly low: number;
  readonly high: number;
}

export interface ValuedSubgroup {
  readonly name: string;
  readonly units: number;
  readonly share: number;
  readonly effect: HeldTogether;
  /** The effect in it less that on all others. */
  readonly difference: HeldTogether;
  /** The effect where it was found less the effect here: what the search added to it, on average the winner's curse. */
  readonly optimism?: number;
}

export interface SubgroupsValued {
  readonly subgroups: readonly ValuedSubgroup[];
  /** Those with fewer than two units or clusters inside, or outside. */
  readonly left: readonly string[];
}

interface Measured {
  readonly subgroup: Subgroup;
  readonly units: number;
  readonly share: number;
  readonly effect: ScoreEstimate;
  readonly difference: ScoreEstimate;
  readonly scoresOf: Readonly<Record<'effect' | 'difference', Float64Array>>;
}

/**
 * Effects in subgroups, on units that had no part in finding them.
 *
 * Model     Mean scores inside and outside, HC3 or CR3; the intervals of all effects hold together, and so do those of all differences, by the largest |t| under the correlation of the
 *           estimates, so that whichever is picked after looking is still covered. On the units that found it a best subgroup looks better than it is (the winner's curse): those are
 *           never looked at here.
 * Shapes    member: one a unit. Subgroups may overlap.
 * Errors    those of `unusable`; subgroups of fewer than two units or clusters are left out.
 * Source    Hothorn, Bretz & Westfall (2008), Biometrical Journal 50; Holm (1979).
 */
export function valuedSubgroups(
  sample: EffectScores,
  subgroups: readonly Subgroup[],
  { level, seed = 0 }: { readonly level: number; readonly seed?: number },
): SubgroupsValued | HeterogeneityRefusal {
  const refusal = unusable(sample, Object.fromEntries(subgroups.map(({ name, member }) => [`members of ${name}`, member])));
  if (refusal) return refusal;
  const measured = subgroups.map((subgroup) => measure(sample, subgroup));
  const told = measured.filter((one) => one !== undefined);
  const effects = together(told, 'effect', level, seed);
  const differences = together(told, 'difference', level, seed);
  return {
    subgroups: told.map(({ subgroup: { name, found }, units, share, effect }, i) => ({
      name,
      units,
      share,
      effect: effects[i],
      difference: differences[i],
      ...(found !== undefined && { optimism: found - effect.value }),
    })),
    left: subgroups.flatMap(({ name }, i) => (measured[i] ? [] : [name])),
  };
}

function measure(sample: EffectScores, subgroup: Subgroup): Measured | undefined {
  const regression = groupRegression(sample, Int32Array.from(subgroup.member), 2);
  if (isRefusal(regression)) return undefined;
  const { means, units } = regression;
  const weightOf = (i: number): number => sample.weights?.[i] ?? 1;
  const weight = [0, 0];
  for (let i = 0; i < subgroup.member.length; i++) weight[subgroup.member[i]] += weightOf(i);
  const part = (side: 0 | 1): Float64Array =>
    subgroup.member.reduce((own, member, i) => {
      if (member === side) own[i] = (weightOf(i) * (sample.scores[i] - means.coefficients[side])) / weight[side];
      return own;
    }, new Float64Array(subgroup.member.length));
  const [outside, inside] = [part(0), part(1)];
  return {
    subgroup,
    units: units[1],
    share: weight[1] / (weight[0] + weight[1]),
    effect: coefficientOf(means, 1),
    difference: contrastOf(means, mostLessLeast(2)),
    scoresOf: {
      effect: byCluster(inside, sample.clusters),
      difference: byCluster(
        inside.map((value, i) => value - outside[i]),
        sample.clusters,
      ),
    },
  };
}

/** What each cluster adds to an estimate. */
function byCluster(values: Float64Array, clusters: Int32Array | undefined): Float64Array {
  if (!clusters) return values;
  const sums = new Float64Array(clusters.reduce((most, cluster) => Math.max(most, cluster), 0) + 1);
  for (let i = 0; i < values.length; i++) sums[clusters[i]] += values[i];
  return sums;
}

function together(family: readonly Measured[], of: 'effect' | 'difference', level: number, seed: number): readonly HeldTogether[] {
  if (family.length === 0) return [];
  const estimates = family.map((one) => one[of]);
  const statistics = estimates.map(({ value, standardError }) => (standardError > 0 ? value / standardError : value === 0 ? 0 : Infinity * Math.sign(value)));
  const references = estimates.map(({ reference }) => reference);
  const held = maxT({ statistics, correlation: correlationOf(family.map(({ scoresOf }) => scoresOf[of])), references, level, boundsLevel: level, seed });
  const pValues = estimates.map((estimate) => pValueOf(estimate));
  const steps = holm(pValues);
  return estimates.map((estimate, i) => ({
    ...estimate,
    pValue: pValues[i],
    adjusted: held.adjusted[i],
    holm: steps[i],
    low: estimate.value - held.critical[i] * estimate.standardError,
    high: estimate.value + held.critical[i] * estimate.standardError,
  }));
}

function correlationOf(columns: readonly Float64Array[]): readonly number[] {
  const unit = columns.map((column) => {
    const size = Math.sqrt(column.reduce((sum, value) => sum + value * value, 0));
    return size > 0 ? column.map((value) => value / size) : column;
  });
  return unit.flatMap((a, i) => unit.map((b, j) => (i === j ? 1 : a.reduce((sum, value, row) => sum + value * b[row], 0))));
}
