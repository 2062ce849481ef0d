import { proper } from './proper.ts';

/** A number with its interval. A limit is absent where the interval has none on that side. */
export interface WithLimits {
  readonly value: number;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
}

/** How strong a hidden cause must be, as risk ratios. */
export interface EValue {
  /** To move the estimate to the truth that was asked about. */
  readonly value: number;
  /** To move the near limit of its interval there: 1 where the interval holds it already. Absent where that limit is. */
  readonly limit?: number;
}

/**
 * The E-value: how strongly a hidden cause must go with the treatment and with the outcome, as risk ratios beyond the covariates, to explain a risk ratio away.
 *
 * Model     RR + sqrt(RR (RR - 1)) of RR or its inverse, whichever is above one. With a truth other than one, of the ratio of RR to it: two ratios as strong as
 *           this can move RR to the truth, no weaker pair of equal ratios can.
 * Units     ratios; 1 is no hidden cause at all. Free of the direction: RR and 1 / RR have one E-value.
 * Errors    option-invalid for a ratio, limit or truth that is not positive and finite, and for a value outside its limits.
 * Source    VanderWeele & Ding (2017), Annals of Internal Medicine 167, 268-274; Ding & VanderWeele (2016), Epidemiology 27, for the bound behind it.
 */
export function eValue({ value, low, high }: WithLimits, truth = 1): EValue {
  positive('ratio', value);
  positive('truth', truth);
  if (low !== undefined) proper('low', low, low >= 0 && low <= value, 'from zero to the ratio');
  if (high !== undefined) proper('high', high, high >= value, 'the ratio or more');
  const near = value >= truth ? low : high;
  if (near === undefined) return { value: needed(value / truth) };
  const reaches = value >= truth ? near <= truth : near >= truth;
  return { value: needed(value / truth), limit: reaches ? 1 : needed(near / truth) };
}

const needed = (ratio: number): number => {
  const above = Math.max(ratio, 1 / ratio);
  return above + Math.sqrt(above * (above - 1));
};

/**
 * The risk ratio that an odds ratio stands for: itself where the outcome is rare in both arms (below 15 %), its square root where it is common.
 *
 * Source    VanderWeele (2017), Biometrics 73, on square roots; VanderWeele & Ding (2017), table 2.
 * Errors    option-invalid for an odds ratio that is not positive and finite.
 */
export function riskRatioOfOdds(odds: WithLimits, outcome: 'rare' | 'common'): WithLimits {
  positive('odds ratio', odds.value);
  return outcome === 'rare' ? odds : moved(odds, Math.sqrt);
}

/**
 * The risk ratio that a difference of means stands for: exp(0.91 d), d the difference in standard deviations of the outcome, about what the outcome cut at a middling
 * value would show.
 *
 * Units     the difference and the deviation in units of the outcome. The deviation within arms given the covariates is meant; that of all values gives less.
 * Errors    option-invalid for a deviation that is not positive.
 * Source    VanderWeele & Ding (2017), table 2; Chinn (2000), Statistics in Medicine 19. Its limits take the interval's own quantile, which the table rounds to 1.78 / 0.91.
 */
export function riskRatioOfDifference(difference: WithLimits, deviation: number): WithLimits {
  positive('deviation', deviation);
  return moved(difference, (d) => Math.exp((0.91 * d) / deviation));
}

const moved = ({ value, low, high }: WithLimits, by: (x: number) => number): WithLimits => ({
  value: by(value),
  ...(low !== undefined && { low: by(low) }),
  ...(high !== undefined && { high: by(high) }),
});

const positive = (option: string, x: number): void => proper(option, x, x > 0 && Number.isFinite(x), 'a positive number');
