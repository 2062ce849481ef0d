import { biasAwareEffect, type LocalDesign } from '../../inference/threshold/bias-aware/bias-aware-effect.ts';
import { biasAwareSet, type JumpPair } from '../../inference/threshold/bias-aware/bias-aware-set.ts';
import { curvatureByRule } from '../../inference/threshold/bias-aware/curvature.ts';
import { optimalWidth } from '../../inference/threshold/bias-aware/optimal-width.ts';
import { kernelWeight } from '../../inference/threshold/kernels.ts';
import { curveAt, type ScoreCurve, summedCurves } from '../../inference/threshold/local-polynomial.ts';
import { type ScoredRows, scoredRows } from '../../inference/threshold/scored-rows.ts';
import { sharedFactor } from '../../inference/threshold/several-cutoffs.ts';
import { bothSides, type SideName, type Sides, type ThresholdData } from '../../inference/threshold/sides.ts';
import { thresholdEffect, usualErrors } from '../../inference/threshold/threshold-effect.ts';
import { type Analysed, isRounding } from './analysed.ts';
import { setOf, sharpOf, tailsOf } from './bias-aware-limits.ts';
import type { FoundAtCutoff, NotFound } from './found.ts';
import type { AtThreshold } from './options.ts';
import type { Threshold } from './own.ts';
import { polynomialsOf } from './robust.ts';

/** A bound on curvature, and who says it. */
export interface CurvatureBound {
  readonly bound: number;
  readonly from: 'study' | 'rule-of-thumb';
}

/** What bias-aware inference stands on. */
export interface BiasAwareDetails {
  readonly curvature: CurvatureBound;
  /** Of the logged decision. */
  readonly decisionCurvature?: CurvatureBound;
  readonly largestBias: number;
  /** The same of the jump of the logged decision. */
  readonly decisionBias?: number;
  /** The share of one row in the squared weights, at most. */
  readonly leverage: number;
}

/** The jumps of a cutoff, with what bounds their bias. */
interface CutoffJumps {
  readonly pair: JumpPair;
  readonly rows: { readonly below: number; readonly above: number };
  /** Within the bandwidth. */
  readonly clusters?: number;
  readonly width: number;
  readonly leverage: number;
  readonly lines: Sides<ScoreCurve>;
}

const noTreatment = { value: 0, largestBias: 0, variance: 0 };

/**
 * By local lines under a bound on curvature: the interval holds whatever the bias may be, also where scores are few or rounded. With a logged decision the set of all effects for which the
 * outcome less the effect of the decision may be without a jump.
 *
 * Source  Armstrong & Kolesar (2020), Quantitative Economics 11; Noack & Rothe (2024), Econometrica 92.
 */
export function biasAware(analysed: Analysed, c: AtThreshold): FoundAtCutoff | NotFound {
  const { threshold } = c;
  const found: CutoffJumps[] = [];
  const bounds: { readonly outcome: CurvatureBound; readonly decision?: CurvatureBound }[] = [];
  for (const { data } of analysed.cutoffs) {
    const rows = rowsOf(data, threshold);
    if ('refused' in rows) return rows;
    const outcome = boundOf(rows, 0, c.outcome, threshold);
    if ('refused' in outcome) return outcome;
    const decision = data.treatment ? boundOf(rows, 1, threshold.decision!, threshold) : undefined;
    if (decision && 'refused' in decision) return decision;
    const jumps = jumpsAt(rows, outcome.bound, decision?.bound, c);
    if ('refused' in jumps) return jumps;
    found.push(jumps);
    bounds.push({ outcome, ...(decision && { decision }) });
  }
  if (found.length === 0) return { refused: 'few-rows', rows: 0, least: 20 };
  const total = found.reduce((sum, { rows }) => sum + rows.below + rows.above, 0);
  const weights = found.map(({ rows }) => (rows.below + rows.above) / total);
  const mean = (of: (jumps: CutoffJumps) => number): number => found.reduce((sum, one, i) => sum + weights[i] * of(one), 0);
  const factor = sharedFactor(analysed.cutoffs.map(({ data }) => data));
  const variance = (of: (pair: JumpPair) => number): number => factor * found.reduce((sum, { pair }, i) => sum + weights[i] ** 2 * of(pair), 0);
  const pair: JumpPair = {
    outcome: {
      value: mean((one) => one.pair.outcome.value),
      largestBias: mean((one) => one.pair.outcome.largestBias),
      variance: variance((one) => one.outcome.variance),
    },
    treatment: {
      value: mean((one) => one.pair.treatment.value),
      largestBias: mean((one) => one.pair.treatment.largestBias),
      variance: variance((one) => one.treatment.variance),
    },
    covariance: variance((one) => one.covariance),
  };
  if (isRounding(Math.sqrt(pair.outcome.variance), analysed)) return { refused: 'no-variance' };
  const fuzzy = threshold.decision !== undefined;
  const own = found.map(({ clusters }) => clusters ?? 0);
  // Of clusters that lie at several cutoffs no more are told than the cutoff with most of them has.
  const clusters = found[0].clusters === undefined ? undefined : factor === 1 ? own.reduce((sum, count) => sum + count, 0) : Math.max(...own);
  const tails = tailsOf(clusters);
  const limits = fuzzy ? setOf(pair, tails) : sharpOf(pair, tails);
  if ('refused' in limits) return limits;
  const lineOf = (side: SideName): ScoreCurve =>
    summedCurves(
      found.map((one) => one.lines[side]),
      weights,
    );
  const lines = { below: lineOf('below'), above: lineOf('above') };
  const details: BiasAwareDetails = {
    curvature: worst(bounds.map(({ outcome }) => outcome)),
    ...(fuzzy && { decisionCurvature: worst(bounds.map(({ decision }) => decision!)) }),
    largestBias: pair.outcome.largestBias,
    leverage: Math.max(...found.map(({ leverage }) => leverage)),
    ...(fuzzy && { decisionBias: pair.treatment.largestBias }),
  };
  return {
    kind: 'bias-aware',
    ...limits,
    reference: tails.reference,
    ...(clusters !== undefined && { clusters }),
    near: { below: found.reduce((sum, { rows }) => sum + rows.below, 0), above: found.reduce((sum, { rows }) => sum + rows.above, 0) },
    reach: { below: mean(({ width }) => width), above: mean(({ width }) => width) },
    levels: bothSides(lines, (line) => curveAt(line, 0)),
    fit: bothSides(lines, (curve) => ({ curve, reach: Math.min(...found.map(({ width }) => width)) })),
    ...(fuzzy && { firstStage: { value: pair.treatment.value, standardError: Math.sqrt(pair.treatment.variance) } }),
    details,
  };
}

const worst = (bounds: readonly CurvatureBound[]): CurvatureBound => bounds.reduce((a, b) => (b.bound > a.bound ? b : a));

/** Outcome, and the logged decision after it; less what covariates tell of them, whose slopes both sides have in common. */
function rowsOf(data: ThresholdData, threshold: Threshold): ScoredRows | NotFound {
  const columns = [data.outcome, ...(data.treatment ? [data.treatment] : [])];
  if (!data.covariates) return scoredRows(data.score, 0, columns, data.cluster);
  const fitted = covariateSlopes(data, threshold);
  if ('refused' in fitted) return fitted;
  const adjusted = columns.map((column, which) => {
    const left = column.slice();
    for (const { name, outcome, treatment = 0 } of fitted.slopes) {
      const { values } = data.covariates!.find((x) => x.name === name)!;
      const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
      const slope = which === 0 ? outcome : treatment;
      for (let i = 0; i < left.length; i++) left[i] -= slope * (values[i] - mean);
    }
    return left;
  });
  return scoredRows(data.score, 0, adjusted, data.cluster);
}

/** What covariates tell near the cutoff; where scores are too few for polynomials, what they tell beside a level on each side: any slope leaves the jump as it is. */
function covariateSlopes(data: ThresholdData, threshold: Threshold): ReturnType<typeof thresholdEffect> {
  const errors = usualErrors(data);
  const fitted = thresholdEffect(data, { ...polynomialsOf(threshold), errors });
  if (!('refused' in fitted) || fitted.refused !== 'few-values') return fitted;
  const farthest = 2 * data.score.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const everywhere = { below: farthest, above: farthest };
  return thresholdEffect(data, { ...polynomialsOf(threshold), order: 0, biasOrder: 1, bandwidths: { h: everywhere, b: everywhere }, errors });
}

/** As the study says it, or by a rule of thumb, which no decision may stand on. */
function boundOf(rows: ScoredRows, which: 0 | 1, name: string, { curvature }: Threshold): CurvatureBound | NotFound {
  const said = typeof curvature === 'number' ? (which === 0 ? curvature : undefined) : curvature === 'rule-of-thumb' ? undefined : curvature[name];
  if (said !== undefined) return { bound: said, from: 'study' };
  const bound = curvatureByRule(rows, rows.columns[which]);
  if (typeof bound !== 'number') return bound.refused === 'few-values' ? { ...bound, bandwidth: Infinity } : bound;
  return { bound, from: 'rule-of-thumb' };
}

function jumpsAt(rows: ScoredRows, outcomeBound: number, decisionBound: number | undefined, { threshold, level }: AtThreshold): CutoffJumps | NotFound {
  const { bandwidth, kernel } = threshold;
  const [outcome, treatment] = rows.columns;
  const optimal = typeof bandwidth === 'string' ? optimalWidth(rows, outcome, outcomeBound, kernel, { kind: 'interval', level }) : undefined;
  if (optimal && 'refused' in optimal) return { ...optimal, bandwidth: Infinity };
  // One reach for both sides: the narrower of those declared.
  const width = optimal ? optimal.width : Math.min((bandwidth as { below: number }).below, (bandwidth as { above: number }).above);
  const design: LocalDesign = { width, kernel, errors: 'nearest' };
  const one = biasAwareEffect(rows, outcome, outcomeBound, design, level);
  if ('refused' in one) return one.refused === 'few-values' ? { ...one, bandwidth: width } : one;
  const set =
    treatment && decisionBound !== undefined
      ? biasAwareSet(rows, { outcome, treatment }, { outcome: outcomeBound, treatment: decisionBound }, design, level)
      : undefined;
  if (set && 'refused' in set)
    return set.refused === 'no-first-stage' ? { ...set, jump: 0 } : set.refused === 'few-values' ? { ...set, bandwidth: width } : set;
  const pair = set?.jumps ?? {
    outcome: { value: one.value, largestBias: one.largestBias, variance: one.standardError ** 2 },
    treatment: noTreatment,
    covariance: 0,
  };
  const within = rows.clusters?.subarray(rows.below - one.rows.below, rows.below + one.rows.above);
  return {
    pair,
    rows: one.rows,
    ...(within && { clusters: new Set(within).size }),
    width,
    leverage: one.leverage,
    lines: linesAt(rows, outcome, width, kernelWeight[kernel]),
  };
}

/** The lines of both sides. */
function linesAt(rows: ScoredRows, column: Float64Array, width: number, weigh: (distance: number) => number): Sides<ScoreCurve> {
  const side = (from: number, to: number): ScoreCurve => {
    let [n, x, y, xx, xy] = [0, 0, 0, 0, 0];
    for (let i = from; i < to; i++) {
      const u = rows.score[i] / width;
      const weight = weigh(Math.abs(u));
      if (!(weight > 0)) continue;
      n += weight;
      x += weight * u;
      y += weight * column[i];
      xx += weight * u ** 2;
      xy += weight * u * column[i];
    }
    const determinant = n * xx - x * x;
    const [level, slope] = determinant > 0 ? [(xx * y - x * xy) / determinant, (n * xy - x * y) / determinant] : [y / n, 0];
    return { unit: width, coefficients: Float64Array.of(level, slope) };
  };
  return { below: side(0, rows.below), above: side(rows.below, rows.score.length) };
}
