import { allFinite } from '../../math/all-finite.ts';
import { slopesWithin, type TooFewToAdjust } from './bias-adjustment.ts';
import { type MatchOptions, type MatchSpace, matchSpace } from './match-space.ts';
import { type MatchedSets, meansOver, type Search, type Uses, usesOf } from './matched-sets.ts';
import { ownVariances } from './own-variances.ts';
import { type FittedPropensity, propensityCorrection } from './propensity-correction.ts';
import type { UnmeasurableColumn } from './whiten.ts';
import { type ChoosingOrder, shuffled, withoutReplacement } from './without-replacement.ts';

export type MatchedEstimand = 'att' | 'atc' | 'ate';

export interface MatchingOptions extends MatchOptions {
  readonly outcome: Float64Array;
  /** 0 or 1. */
  readonly treated: Uint8Array;
  readonly estimand: MatchedEstimand;
  /** Nearest units each unit is matched with, ties of the last included; 1 unless told. */
  readonly neighbours?: number;
  /** The furthest a match may be, in units of the distance. */
  readonly caliper?: number;
  /** Each unit is matched once at most, in this order; of `att` and `atc` alone. */
  readonly once?: ChoosingOrder;
  /** Columns of the regression that corrects what is unequal within sets. */
  readonly biasAdjustment?: readonly Float64Array[];
  /** Other units of its arm that tell a unit's variance, ties included: 2 as with R Matching's `Var.calc = 2` and teffects nnmatch; teffects psmatch has 1. */
  readonly varianceNeighbours?: number;
  /** The fitted model whose chances (or their logit) are matched on: their estimation is then part of the error. */
  readonly propensity?: FittedPropensity;
}

export interface MatchingEstimate {
  readonly kind: 'estimate';
  readonly estimand: MatchedEstimand;
  readonly value: number;
  /** For the population that the units are a sample of. */
  readonly standardError: number;
  /** For the effect on these units, had they other errors alone. */
  readonly sampleStandardError: number;
  /** Rows whose effect is meant and that found a match; the estimand is "of the matched" where others did not. */
  readonly targets: Int32Array;
  /** Of each of the targets: its outcome less that of its matches, or the reverse, so that treatment is compared with control. */
  readonly effects: Float64Array;
  /** Rows whose effect is meant and that found none within the caliper or their exact group. */
  readonly leftOut: { readonly treated: Int32Array; readonly control: Int32Array };
  /** Targets with fewer matches than asked. */
  readonly fewer: number;
  /** Of each row: how much it counts in its arm after matching; balance is that of weighted means. */
  readonly weights: Float64Array;
  readonly uses: Uses;
  /** Of the targets among the treated, and among the controls. */
  readonly sets: readonly MatchedSets[];
  /** Units without another of their arm in their exact group, whose variance is told by the nearest outside it. */
  readonly borrowed: number;
  /** Places of the adjusting columns that are sums of others in an arm. */
  readonly dropped: readonly number[];
  /** How the estimated propensity changed the variance; `refused` where it would have left none. */
  readonly propensity?: { readonly less: number; readonly more: number; readonly refused: boolean };
}

/** An arm of fewer than two units, or nobody with a match. */
export interface NothingMatched {
  readonly kind: 'nothing-matched';
  readonly treated: number;
  readonly control: number;
  readonly why: 'arm-too-small' | 'no-match';
}

/** Without replacement there is no ATE: an arm cannot be matched with all of a larger one and be used once. */
export interface NeedsReplacement {
  readonly kind: 'needs-replacement';
}

export type MatchingRefusal = UnmeasurableColumn | TooFewToAdjust | NothingMatched | NeedsReplacement;

/** Of the controls, and of the treated. */
type Arms<T> = readonly [T, T];

/** One arm whose units are matched with those of the other. */
interface Side {
  readonly sets: MatchedSets;
  /** +1 for treated targets. */
  readonly sign: 1 | -1;
  readonly candidates: Int32Array;
}

/**
 * The average effect by nearest-neighbour matching, with the variance that no bootstrap gives.
 *
 * Model     effect i = (2 t - 1) (y_i - mean of y over its set), value their mean over N targets; with `biasAdjustment` y is less its
 *           regression in the arm and that of x_i is added. Variance for the population
 *           [sum (effect - value)^2 + sum s^2 (K^2 + 2 m K - K')] / N^2, for these units sum s^2 (m + K)^2 / N^2, where s^2 is the variance of
 *           y among a unit and its nearest of the same arm, m tells targets, and K and K' how often a unit is matched.
 * Shapes    one element a row everywhere; a permutation of the rows changes nothing (with replacement).
 * Units     those of the outcome.
 * Errors    the kinds of `MatchingRefusal`; RangeError where an outcome is not finite. Clusters: no variance of matching with replacement is
 *           known for them, and none is offered.
 * Source    Abadie & Imbens (2006), Econometrica 74; (2008) on the bootstrap, 76; (2011) JBES 29; (2016) Econometrica 84.
 */
export function matchingEstimate(options: MatchingOptions): MatchingEstimate | MatchingRefusal {
  const { outcome, treated, estimand, biasAdjustment, propensity, varianceNeighbours = 2 } = options;
  if (!allFinite(outcome)) throw new RangeError('The outcome holds a number that is not finite.');
  if (options.once && estimand === 'ate') return { kind: 'needs-replacement' };
  const arms = [rowsWhere(treated, 0), rowsWhere(treated, 1)] as const;
  const counts = { control: arms[0].length, treated: arms[1].length };
  if (arms[0].length < 2 || arms[1].length < 2) return { kind: 'nothing-matched', why: 'arm-too-small', ...counts };
  const space = matchSpace(options);
  if ('kind' in space) return space;

  const searches = [space.within(arms[0]), space.within(arms[1])] as const;
  const sides = sidesOf(options, arms, searches, space);
  const targets = concatenated(sides.map(({ sets }) => sets.targets.filter((_, at) => sets.size[at] > 0)));
  if (targets.length === 0) return { kind: 'nothing-matched', why: 'no-match', ...counts };
  const uses = addedUses(
    sides.map(({ sets }) => usesOf(sets, outcome.length)),
    outcome.length,
  );

  const effects: Float64Array[] = [];
  const dropped = new Set<number>();
  for (const side of sides) {
    const slopes = biasAdjustment && side.sets.size.some((size) => size > 0) ? slopesWithin(outcome, biasAdjustment, side.candidates, uses.weight) : undefined;
    if (slopes && 'kind' in slopes) return slopes;
    for (const place of slopes?.dropped ?? []) dropped.add(place);
    effects.push(effectsOf(side, outcome, slopes?.predicted));
  }
  const all = concatenated(effects);
  const value = meanOf(all);
  const isTarget = new Uint8Array(outcome.length);
  for (const row of targets) isTarget[row] = 1;
  const weights = uses.weight.map((weight, row) => weight + isTarget[row]);

  const own = ownVariances(space, searches, outcome, varianceNeighbours, weights);
  let [population, sample] = [0, 0];
  for (const effect of all) population += (effect - value) ** 2;
  for (let row = 0; row < outcome.length; row++) {
    if (weights[row] === 0) continue;
    population += own.variances[row] * (uses.weight[row] ** 2 + 2 * isTarget[row] * uses.weight[row] - uses.squares[row]);
    sample += own.variances[row] * weights[row] ** 2;
  }
  const variance = population / targets.length ** 2;
  const correction =
    propensity &&
    propensityCorrection({
      fitted: propensity,
      space: space.anywhere,
      arms,
      outcome,
      treated,
      estimand,
      value,
      targets: targets.length,
      units: varianceNeighbours + 1,
    });
  if (correction && 'kind' in correction) return correction;
  const corrected = correction ? variance - correction.less + correction.more : variance;
  return {
    ...{ kind: 'estimate', estimand, value, targets, effects: all, weights, uses, borrowed: own.borrowed, dropped: [...dropped] },
    standardError: Math.sqrt(corrected > 0 ? corrected : variance),
    sampleStandardError: Math.sqrt(sample) / targets.length,
    leftOut: { treated: withoutMatch(sides, 1), control: withoutMatch(sides, -1) },
    fewer: sides.reduce((sum, { sets }) => sum + sets.size.reduce((few, size) => few + (size > 0 && size < (options.neighbours ?? 1) ? 1 : 0), 0), 0),
    sets: sides.map(({ sets }) => sets),
    ...(correction && { propensity: { ...correction, refused: !(corrected > 0) } }),
  };
}

function sidesOf(options: MatchingOptions, [controls, treated]: Arms<Int32Array>, searches: Arms<Search>, space: MatchSpace): readonly Side[] {
  const { estimand, neighbours = 1, caliper, once } = options;
  const side = (targets: Int32Array, candidates: Int32Array, sign: 1 | -1): Side => {
    const [own, others] = sign === 1 ? [searches[1], searches[0]] : searches;
    const sets = once
      ? withoutReplacement(space.within(shuffled(candidates, once.seed)), targets, neighbours, once, caliper)
      : others.nearest(own.order, neighbours, caliper);
    return { sets, sign, candidates };
  };
  return [...(estimand === 'atc' ? [] : [side(treated, controls, 1)]), ...(estimand === 'att' ? [] : [side(controls, treated, -1)])];
}

function effectsOf({ sets, sign }: Side, outcome: Float64Array, predicted: Float64Array | undefined): Float64Array {
  const left = predicted ? outcome.map((value, row) => value - predicted[row]) : outcome;
  const means = meansOver(sets, left);
  return means.map((mean, at) => sign * (left[sets.targets[at]] - mean)).filter((_, at) => sets.size[at] > 0);
}

function addedUses(parts: readonly Uses[], rows: number): Uses {
  const sum = (of: (uses: Uses) => Float64Array): Float64Array =>
    Float64Array.from({ length: rows }, (_, row) => parts.reduce((all, part) => all + of(part)[row], 0));
  return { weight: sum((uses) => uses.weight), squares: sum((uses) => uses.squares) };
}

function withoutMatch(sides: readonly Side[], of: 1 | -1): Int32Array {
  const side = sides.find(({ sign }) => sign === of);
  return side ? side.sets.targets.filter((_, at) => side.sets.size[at] === 0).sort() : new Int32Array();
}

function rowsWhere(treated: Uint8Array, arm: 0 | 1): Int32Array {
  return Int32Array.from({ length: treated.length }, (_, row) => row).filter((row) => treated[row] === arm);
}

function concatenated<T extends Int32Array | Float64Array>(parts: readonly T[]): T {
  const [first, ...others] = parts;
  const all = new (first.constructor as new (length: number) => T)(parts.reduce((sum, { length }) => sum + length, 0));
  all.set(first);
  let at = first.length;
  for (const part of others) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
