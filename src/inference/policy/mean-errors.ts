import { EstimandError } from '../../errors/estimand-error.ts';

/** How the units that a mean is taken over count, and which belong together: one a unit of the sample. */
export interface Counting {
  /** How many units of the population each stands for; default: 1. */
  readonly weights?: Float64Array;
  readonly clusters?: Int32Array;
  /** The units that are looked at, by their places; default: all. */
  readonly rows?: Int32Array;
}

/** A mean with its error. */
export interface MeanEstimate {
  readonly value: number;
  readonly standardError: number;
  /** Of Student's t. */
  readonly df: number;
  readonly units: number;
  readonly clusters?: number;
}

interface Groups {
  readonly count: number;
  /** The group of each row. */
  readonly of: Int32Array;
}

/**
 * A weighted mean, with an error that is robust to unequal variances and to units that belong together.
 *
 * Model    the sum over units, or clusters, of the squares of what they add, each over one less its share of all weights (HC2; CR2 where weights are the working model), with the
 *          degrees of freedom of Bell and McCaffrey where variances are equal. Of units alike: the usual standard error and n - 1.
 * Shapes   `values` and `adds` one a row of `rows`; `adds` is what a row moves the mean by, where that is more than the value less the mean.
 * Units    of the values.
 * Errors   targeting-few without units; targeting-scores when a value is not a finite number. Of one cluster alone there are no degrees of freedom: 0.
 * Source   Bell & McCaffrey (2002), Survey Methodology 28; MacKinnon & White (1985), Journal of Econometrics 29.
 */
export function meanEstimate(values: Float64Array, rows: Int32Array, counting: Counting, adds?: Float64Array): MeanEstimate {
  const weights = Float64Array.from(rows, (unit) => counting.weights?.[unit] ?? 1);
  const groups = groupsOf(rows, counting.clusters);
  let [total, sum] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    total += weights[i];
    sum += weights[i] * values[i];
  }
  if (!(total > 0)) throw new EstimandError('targeting-few', { units: 0, least: 2 });
  if (!Number.isFinite(sum)) throw new EstimandError('targeting-scores', { units: values.reduce((count, one) => count + (Number.isFinite(one) ? 0 : 1), 0) });
  const value = sum / total;
  const [share, alone, added] = [new Float64Array(groups.count), new Float64Array(groups.count), new Float64Array(groups.count)];
  for (let i = 0; i < values.length; i++) {
    const weight = weights[i] / total;
    const g = groups.of[i];
    share[g] += weight;
    alone[g] += weight * weight;
    added[g] += weight * (adds ? adds[i] : values[i] - value);
  }
  let variance = 0;
  for (let g = 0; g < groups.count; g++) if (share[g] < 1) variance += added[g] ** 2 / (1 - share[g]);
  const size = { units: rows.length, ...(counting.clusters && { clusters: groups.count }) };
  return { value, standardError: Math.sqrt(variance), df: freedomOfMean(share, alone), ...size };
}

function groupsOf(rows: Int32Array, clusters: Int32Array | undefined): Groups {
  if (!clusters) return { count: rows.length, of: Int32Array.from(rows, (_, i) => i) };
  const places = new Map<number, number>();
  const of = Int32Array.from(rows, (unit) => {
    const known = places.get(clusters[unit]) ?? places.size;
    places.set(clusters[unit], known);
    return known;
  });
  return { count: places.size, of };
}

/**
 * The covariance of what groups add, where units are independent and alike, is that of each by itself less a matrix of rank two: its trace and that of its square take one look at
 * each group. Zero where one group has all the weight.
 */
function freedomOfMean(share: Float64Array, alone: Float64Array): number {
  let [all, aa, qq, aq, trace, diagonal] = [0, 0, 0, 0, 0, 0];
  for (const q of alone) all += q;
  for (let g = 0; g < share.length; g++) {
    const [a, q] = [share[g], alone[g]];
    if (!(a < 1)) return 0;
    const d = 1 / (1 - a);
    const moved = a * a * all - 2 * a * q;
    trace += d * (q + moved);
    diagonal += d * d * q * (q + 2 * moved);
    aa += d * a * a;
    qq += d * q * q;
    aq += d * a * q;
  }
  const squares = diagonal + 2 * aa * qq + all * all * aa * aa + 2 * aq * aq - 4 * all * aa * aq;
  return squares > 0 ? trace ** 2 / squares : 0;
}
