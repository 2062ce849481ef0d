import { EstimandError } from '../errors/estimand-error.ts';
import type { OutcomeSpread, PerArm, PowerDesign } from './design.ts';
import { designEffect } from './design-effect.ts';

/** How an effect will be seen: on the scale of its test, with the standard error and degrees of freedom of that. */
export interface Precision {
  readonly effect: number;
  readonly standardError: number;
  readonly df: number;
  /** Standard error that the test itself uses, over the true one: 1 but for a variance pooled under no effect. */
  readonly nullRatio: number;
}

/** Units and degrees of freedom behind a comparison. */
interface Sizes {
  readonly analysed: PerArm;
  readonly clusterDf: number | undefined;
  /** What the variance of the mean is multiplied by. */
  readonly inflation: number;
}

/**
 * What `units` assigned in all tell of an effect.
 *
 * Model     variance of the difference = inflation (v1 / n1 + v0 / n0), inflation = (1 - R²) x design effect; the effect of assignment is the share of
 *           compliers times that on them; n counts the triggered units. df: n - 2, Welch's for unequal deviations, clusters - 2, or none (normal). Of paired
 *           differences v / n, and df n - 1 or clusters - 1. A margin that is a share r of
 *           the control mean is tested on treatment less (1 +- r) control: v0 counts (1 +- r)^2 times.
 */
export function precisionAt(design: PowerDesign, units: number, effect: number): Precision {
  const sizes = sizesAt(design, units);
  const assigned = effect * (design.compliers ?? 1);
  const weight = controlWeight(design);
  const { treatment, control } = sizes.analysed;
  // A mean that counts w times errs as that of so many fewer units.
  const seen = seenAs(design.outcome, { treatment, control: control / weight ** 2 }, assigned);
  const usesT = (design.reference ?? (design.clusters || design.outcome.kind === 'mean' || isPaired(design) ? 't' : 'normal')) === 't';
  return {
    effect: seen.effect,
    standardError: Math.sqrt(sizes.inflation * seen.variance + sharedVariance(design, sizes, weight)),
    df: usesT ? (sizes.clusterDf ?? seen.df) : Infinity,
    nullRatio: Math.sqrt(seen.nullVariance / seen.variance),
  };
}

/** How often the control mean counts in what is tested: treatment less (1 + share) control, of a margin that is a share of it and an outcome of which less is better. */
function controlWeight({ test, better }: PowerDesign): number {
  if (test === undefined || test.kind === 'difference' || test.controlMean === undefined) return 1;
  const share = test.margin / Math.abs(test.controlMean);
  return better === 'lower' ? 1 + share : 1 - share;
}

/** What covariates explain moves both arms' means alike: it is gone from their difference, and is not where one of them counts more. */
function sharedVariance({ outcome, variationExplained = 0 }: PowerDesign, { analysed, inflation }: Sizes, weight: number): number {
  if (weight === 1 || variationExplained === 0) return 0;
  const { variance } = seenAs(outcome, { treatment: Infinity, control: analysed.treatment + analysed.control }, 0);
  return (1 - weight) ** 2 * (inflation / (1 - variationExplained)) * variationExplained * variance;
}

/** Every unit tells the difference: there are no arms. */
export const isPaired = ({ outcome }: PowerDesign): boolean => outcome.kind === 'paired';

export const sharesOf = (design: PowerDesign): PerArm => design.shares ?? { treatment: 0.5, control: 0.5 };

/** Units assigned below which an arm has fewer than two units, or two clusters, at the first look that must say something. */
export function fewestUnits(design: PowerDesign): number {
  const { treatment, control } = sharesOf(design);
  const each = design.clusters ? 2 * design.clusters.size : 2 / (design.trigger ?? 1);
  const first = design.looks && design.looks.spending !== 'mixture' ? design.looks.fractions[0] : 1;
  return (isPaired(design) ? each : each / Math.min(treatment, control)) / first;
}

/** Units analysed in the smaller arm; of paired differences all. */
export function fewestPerArm(design: PowerDesign, units: number): number {
  const { treatment, control } = sizesAt(design, units).analysed;
  return isPaired(design) ? treatment + control : Math.min(treatment, control);
}

function sizesAt(design: PowerDesign, units: number): Sizes {
  const { treatment, control } = sharesOf(design);
  const trigger = design.trigger ?? 1;
  const explained = 1 - (design.variationExplained ?? 0);
  const analysed = { treatment: units * treatment * trigger, control: units * control * trigger };
  if (!design.clusters) return { analysed, clusterDf: undefined, inflation: explained };
  const { clusters } = design;
  // Of each cluster the triggered units are analysed: smaller clusters, as many as before.
  const inflation = explained * designEffect({ ...clusters, size: Math.max(1, clusters.size * trigger) });
  return { analysed, clusterDf: (units * (treatment + control)) / clusters.size - (isPaired(design) ? 1 : 2), inflation };
}

interface Seen {
  readonly effect: number;
  readonly variance: number;
  readonly nullVariance: number;
  readonly df: number;
}

function seenAs(outcome: OutcomeSpread, n: PerArm, effect: number): Seen {
  if (outcome.kind === 'mean') return meanSeen(outcome.sd, n, effect);
  if (outcome.kind === 'proportion') return proportionSeen(outcome.control, outcome.method ?? 'unpooled', n, effect);
  if (outcome.kind === 'paired') return pairedSeen(outcome.sd, n, effect);
  const { numerator, denominator, covariance } = outcome;
  const ratio = numerator.mean / denominator.mean;
  const each = (numerator.variance - 2 * ratio * covariance + ratio ** 2 * denominator.variance) / denominator.mean ** 2;
  if (!(each > 0)) throw new EstimandError('option-invalid', { option: 'outcome', found: 'a ratio that does not vary', asked: 'one that does' });
  const variance = each / n.treatment + each / n.control;
  return { effect, variance, nullVariance: variance, df: n.treatment + n.control - 2 };
}

function pairedSeen(sd: number, { treatment, control }: PerArm, effect: number): Seen {
  const units = treatment + control;
  const variance = sd ** 2 / units;
  return { effect, variance, nullVariance: variance, df: units - 1 };
}

function meanSeen(sd: number | PerArm, n: PerArm, effect: number): Seen {
  const { treatment, control } = typeof sd === 'number' ? { treatment: sd, control: sd } : sd;
  const [v1, v0] = [treatment ** 2 / n.treatment, control ** 2 / n.control];
  const welch = (v1 + v0) ** 2 / (v1 ** 2 / (n.treatment - 1) + v0 ** 2 / (n.control - 1));
  return { effect, variance: v1 + v0, nullVariance: v1 + v0, df: treatment === control ? n.treatment + n.control - 2 : welch };
}

function proportionSeen(control: number, method: 'unpooled' | 'pooled' | 'arcsine', n: PerArm, effect: number): Seen {
  const treatment = control + effect;
  if (!(treatment >= 0 && treatment <= 1))
    throw new EstimandError('option-invalid', { option: 'effect', found: String(effect), asked: `one that leaves the share ${control} between 0 and 1` });
  const df = n.treatment + n.control - 2;
  const size = 1 / n.treatment + 1 / n.control;
  if (method === 'arcsine') {
    const h = 2 * (Math.asin(Math.sqrt(treatment)) - Math.asin(Math.sqrt(control)));
    return { effect: h, variance: size, nullVariance: size, df };
  }
  const variance = (treatment * (1 - treatment)) / n.treatment + (control * (1 - control)) / n.control;
  const pooled = (n.treatment * treatment + n.control * control) / (n.treatment + n.control);
  return { effect, variance, nullVariance: method === 'pooled' ? pooled * (1 - pooled) * size : variance, df };
}
