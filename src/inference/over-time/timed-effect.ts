import { fTail } from '../../math/distributions/f.ts';
import { studentTTwoSided } from '../../math/distributions/student-t.ts';
import { comomentOf, meanOf } from '../../moments/moments.ts';
import type { Group } from '../../relation/requests.ts';
import { type ArmMean, satterthwaite, welch } from '../welch.ts';

/** An effect at one time, or a weighted sum of several. */
export interface TimedEffect {
  readonly value: number;
  readonly standardError: number;
  readonly df: number;
}

/** What the columns of an outcome at one time are called; without a denominator it is a mean. */
export interface TimedNames {
  readonly numerator: string;
  readonly denominator?: string;
}

/** What one arm has at one time: a mean, or the ratio of two totals by the delta method. Undefined where nothing can be said. */
function armAt({ moments: m }: Group, { numerator, denominator }: TimedNames): ArmMean | undefined {
  if (m.n < 2) return undefined;
  const own = comomentOf(m, numerator, numerator);
  if (denominator === undefined) return { n: m.n, mean: meanOf(m, numerator), variance: own / (m.n - 1) / m.n };
  const size = meanOf(m, denominator);
  if (!(size > 0)) return undefined;
  const ratio = meanOf(m, numerator) / size;
  const left = own - 2 * ratio * comomentOf(m, numerator, denominator) + ratio ** 2 * comomentOf(m, denominator, denominator);
  return { n: m.n, mean: ratio, variance: Math.max(0, left) / (m.n - 1) / m.n / size ** 2 };
}

export function effectAt(treatment: Group, control: Group, names: TimedNames): TimedEffect | undefined {
  const [one, zero] = [armAt(treatment, names), armAt(control, names)];
  return one && zero && welch(one, zero);
}

/**
 * A weighted sum of effects on different units.
 *
 * Model   variance sum w^2 SE^2; degrees of freedom by Satterthwaite.
 * Errors  undefined where nothing varies.
 */
export function weightedSum(effects: readonly TimedEffect[], weights: readonly number[]): TimedEffect | undefined {
  const parts = effects.map(({ standardError, df }, i) => ({ variance: (weights[i] * standardError) ** 2, df }));
  const df = satterthwaite(parts);
  if (df === undefined) return undefined;
  const variance = parts.reduce((sum, part) => sum + part.variance, 0);
  return { value: effects.reduce((sum, { value }, i) => sum + weights[i] * value, 0), standardError: Math.sqrt(variance), df };
}

export const pValueOf = ({ value, standardError, df }: TimedEffect): number => studentTTwoSided(value / standardError, df);

export interface EqualEffects {
  readonly statistic: number;
  readonly df: readonly [number, number];
  readonly pValue: number;
}

/**
 * Are these effects on different units equal?
 *
 * Model   Welch's heteroscedastic F: weights 1 / SE^2 about their weighted mean, denominator degrees of freedom from each effect's own.
 * Errors  undefined with fewer than two effects that have a standard error.
 * Source  Welch (1951), Biometrika 38.
 */
export function equalEffects(effects: readonly TimedEffect[]): EqualEffects | undefined {
  const usable = effects.filter(({ standardError }) => standardError > 0);
  const k = usable.length;
  if (k < 2) return undefined;
  const weights = usable.map(({ standardError }) => 1 / standardError ** 2);
  const total = weights.reduce((a, b) => a + b, 0);
  const mean = usable.reduce((sum, { value }, i) => sum + weights[i] * value, 0) / total;
  const between = usable.reduce((sum, { value }, i) => sum + weights[i] * (value - mean) ** 2, 0) / (k - 1);
  const lambda = usable.reduce((sum, { df }, i) => sum + (1 - weights[i] / total) ** 2 / df, 0);
  const statistic = between / (1 + (2 * (k - 2) * lambda) / (k * k - 1));
  const df = [k - 1, lambda > 0 ? (k * k - 1) / (3 * lambda) : Infinity] as const;
  return { statistic, df, pValue: fTail(statistic, df[0], df[1]) };
}
