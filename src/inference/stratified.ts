import { compensatedSum } from '../math/compensated-sum.ts';
import type { TwoMeans } from './relative.ts';
import type { ArmMean } from './welch.ts';

/** One block: the mean of either arm in it. */
export interface Stratum {
  readonly treatment: ArmMean;
  readonly control: ArmMean;
  /** Units of the block in all arms that are compared, so that several contrasts weigh blocks alike; default: those of these two. */
  readonly units?: number;
}

/**
 * What the units represent: more units of the same blocks (`population`), in block sizes that vary by chance; units of more blocks, of which
 * these were drawn (`blocks`); or themselves (`sample`).
 */
export type Target = 'population' | 'blocks' | 'sample';

export interface StratifiedDifference {
  readonly value: number;
  readonly standardError: number;
  readonly df: number;
  readonly means: TwoMeans;
}

/**
 * Difference of two arms block by block, each block by its share of the units.
 *
 * Model   effect = sum w_b t_b with w_b = n_b / n (units of all arms that are compared) and t_b the difference of means in block b; variance sum w_b^2 (s_1b^2/n_1b + s_0b^2/n_0b),
 *         for the population plus the spread of the t_b over blocks by shares w_b, less what chance within blocks adds to it, over n: another
 *         sample has other shares. t with as many degrees of freedom as both arms have units, less 2B.
 * Shapes  at least two units of each arm in every block.
 * Source  Imbens & Rubin (2015), ch. 9; Miratrix, Sekhon & Yu (2013), JRSS B 75. Parity: estimatr difference_in_means(blocks =) with `sample`.
 */
export function stratifiedDifference(strata: readonly Stratum[], target: Exclude<Target, 'blocks'>): StratifiedDifference {
  const n = sumOver(strata, unitsIn);
  const shares = strata.map((s) => unitsIn(s) / n);
  const weighted = (of: (s: Stratum) => number): number => sumOver(strata, (s, b) => shares[b] * of(s));
  const [treatment, control] = [weighted((s) => s.treatment.mean), weighted((s) => s.control.mean)];
  const within = (of: (s: Stratum) => number): number => sumOver(strata, (s, b) => shares[b] ** 2 * of(s));
  /** Spread of a block's number over blocks, of which `noise` is chance: what is left is at least zero. */
  const between = (of: (s: Stratum) => number, about: number, noise: (s: Stratum) => number): number =>
    target === 'sample' ? 0 : Math.max(0, weighted((s) => (of(s) - about) ** 2) - weighted(noise) + within(noise)) / n;
  const [noise1, noise0] = [(s: Stratum) => s.treatment.variance, (s: Stratum) => s.control.variance];
  const noise = (s: Stratum): number => noise1(s) + noise0(s);
  const variance = within(noise) + between(effectIn, treatment - control, noise);
  const treatmentVariance = within(noise1) + between((s) => s.treatment.mean, treatment, noise1);
  const controlVariance = within(noise0) + between((s) => s.control.mean, control, noise0);
  const together = target === 'sample' ? 0 : weighted((s) => (s.treatment.mean - treatment) * (s.control.mean - control)) / n;
  const most = Math.sqrt(treatmentVariance * controlVariance);
  return {
    value: weighted(effectIn),
    standardError: Math.sqrt(variance),
    df: sumOver(strata, (s) => s.treatment.n + s.control.n) - 2 * strata.length,
    means: { treatment, control, treatmentVariance, controlVariance, covariance: Math.max(-most, Math.min(most, together)) },
  };
}

/**
 * Difference of two arms over blocks that were drawn themselves, such as matched pairs: each block is one observation.
 *
 * Model   effect = sum w_b t_b as above; variance B / (B - 1) sum w_b^2 (t_b - t)^2, of pairs sum (t_b - t)^2 / (B (B - 1)); t with B - 1 degrees of
 *         freedom. For these blocks only it is conservative.
 * Shapes  at least one unit of each arm in every block, and two blocks.
 * Source  Imai (2008), Statistics in Medicine 27; Pashley & Miratrix (2021), JEBS 46. Parity: estimatr difference_in_means(blocks =) on pairs.
 */
export function differenceOverBlocks(strata: readonly Stratum[]): StratifiedDifference {
  const n = sumOver(strata, unitsIn);
  const shares = strata.map((s) => unitsIn(s) / n);
  const mean = (of: (s: Stratum) => number): number => sumOver(strata, (s, b) => shares[b] * of(s));
  const [treatment, control, value] = [mean((s) => s.treatment.mean), mean((s) => s.control.mean), mean(effectIn)];
  const few = strata.length / (strata.length - 1);
  const ofMean = (f: (s: Stratum) => number): number => few * sumOver(strata, (s, b) => shares[b] ** 2 * f(s));
  return {
    value,
    standardError: Math.sqrt(ofMean((s) => (effectIn(s) - value) ** 2)),
    df: strata.length - 1,
    means: {
      treatment,
      control,
      treatmentVariance: ofMean((s) => (s.treatment.mean - treatment) ** 2),
      controlVariance: ofMean((s) => (s.control.mean - control) ** 2),
      covariance: ofMean((s) => (s.treatment.mean - treatment) * (s.control.mean - control)),
    },
  };
}

export const unitsIn = ({ treatment, control, units = treatment.n + control.n }: Stratum): number => units;
const effectIn = ({ treatment, control }: Stratum): number => treatment.mean - control.mean;

function sumOver(strata: readonly Stratum[], of: (s: Stratum, b: number) => number): number {
  return compensatedSum(strata.map(of));
}
