import { EstimandError } from '../../errors/estimand-error.ts';
import { studentTTwoSided } from '../../math/distributions/student-t.ts';
import type { Random } from '../../math/random/stream.ts';
import { clusterShares } from '../clusters/cluster-shares.ts';
import { freedomOf } from '../freedom.ts';
import { holm } from '../multiplicity/step-wise.ts';
import { type Draws, drawnPValue } from '../permutation/drawn-p-value.ts';
import type { LossTest } from './loss-by-arm.ts';

/** Units of each cluster of one arm, and how many of them were lost. */
export interface ClusterLosses {
  readonly arm: string;
  readonly units: Float64Array;
  readonly lost: Float64Array;
}

export interface ClusteredLossTest extends LossTest {
  /** CR2, and Bell and McCaffrey's degrees of freedom of the difference. */
  readonly standardError: number;
  readonly df: number;
  readonly clusters: number;
  readonly reference: 'permutation' | 't';
}

/** Draws of the permutation test; it stops before when so many were no smaller than what was seen. */
const draws: Draws = { most: 9_999, enough: 100 };

/** Up to so many clusters are permuted; with more that have losses the t distribution serves, and permuting takes seconds. */
const mostPermuted = 5_000;

/**
 * Test of a different loss in each treatment arm against control, where clusters were randomized.
 *
 * Model   difference of the shares of units lost; its error by CR2. The p-value is that of the permutation of clusters between the two arms, which holds its
 *         level whatever the sizes and however rare the losses (Monte Carlo, with the early stop of Besag and Clifford, which keeps it valid and its relative
 *         error at a tenth). With more than 5,000 clusters in the smaller arm, the permutation of the losses' total in it, for which only clusters with losses
 *         are drawn; with losses in more than 5,000 clusters, t with Bell and McCaffrey's degrees of freedom. With few clusters no loss can be significant: 4 against 4
 *         give no p-value below 0.029. Several arms: Holm.
 * Shapes  one result for each treatment arm, in the order given; each takes its draws from the stream in turn.
 * Errors  cluster-too-few below two clusters in an arm.
 * Source  Bell & McCaffrey (2002), Survey Methodology 28; Besag & Clifford (1991), Biometrika 78.
 */
export function lossByCluster(
  control: ClusterLosses,
  treatments: readonly ClusterLosses[],
  o: { readonly column: string; readonly random: Random },
): readonly ClusteredLossTest[] {
  for (const { arm, units } of [control, ...treatments])
    if (units.length < 2) throw new EstimandError('cluster-too-few', { column: o.column, arm, clusters: units.length });
  const zero = meanOf(control);
  const tests = treatments.map((treatment) => {
    const one = meanOf(treatment);
    const difference = one.share - zero.share;
    const standardError = Math.sqrt(one.variance + zero.variance);
    const df = freedomOf([one.freedom, zero.freedom]);
    const permuted = permutationPValue(treatment, control, o.random);
    return {
      arm: treatment.arm,
      share: one.share,
      controlShare: zero.share,
      difference,
      standardError,
      df,
      clusters: treatment.units.length + control.units.length,
      reference: permuted === undefined ? ('t' as const) : ('permutation' as const),
      pValue: permuted ?? (standardError > 0 ? studentTTwoSided(difference / standardError, df) : 1),
    };
  });
  const adjusted = holm(tests.map(({ pValue }) => pValue));
  return tests.map((test, i) => ({ ...test, adjusted: adjusted[i] }));
}

/** The share lost, its variance by CR2, and what its degrees of freedom come from. */
function meanOf({ units, lost }: ClusterLosses) {
  const n = sum(units);
  const share = n > 0 ? sum(lost) / n : 0;
  const scores = units.map((size, g) => (lost[g] - share * size) / Math.sqrt(n));
  const sums = { clusters: units.length, rank: 1, grams: units.map((size) => size / n), scores: [scores] };
  const { shares, freedom } = clusterShares(sums, [Float64Array.of(1 / Math.sqrt(n))], 'CR2');
  return { share, variance: shares[0][0].reduce((total, x) => total + x * x, 0), freedom: freedom![0] };
}

/** Undefined where there are too many clusters, and losses in too many of them. */
function permutationPValue(treatment: ClusterLosses, control: ClusterLosses, random: Random): number | undefined {
  const [few, many] = treatment.units.length <= control.units.length ? [treatment, control] : [control, treatment];
  const units = Float64Array.of(...few.units, ...many.units);
  const lost = Float64Array.of(...few.lost, ...many.lost);
  const [allUnits, allLost] = [sum(units), sum(lost)];
  if (allLost === 0 || allLost === allUnits) return 1;
  if (few.units.length > mostPermuted) return totalsPValue(sum(few.lost), few.units.length, lost, random);
  const apart = (n: number, l: number): number => Math.abs(l / n - (allLost - l) / (allUnits - n));
  const order = Int32Array.from(units, (_, g) => g);
  return drawnPValue(
    apart(sum(few.units), sum(few.lost)),
    () => {
      let [n, l] = [0, 0];
      for (let i = 0; i < few.units.length; i++) {
        const at = i + random.integer(order.length - i);
        const g = order[at];
        order[at] = order[i];
        order[i] = g;
        n += units[g];
        l += lost[g];
      }
      return apart(n, l);
    },
    draws,
  );
}

/** Of many clusters only those with losses are drawn, and their losses in the smaller arm added up: its units hardly vary then. */
function totalsPValue(seen: number, size: number, lost: Float64Array, random: Random): number | undefined {
  const losing = lost.filter((l) => l > 0);
  if (losing.length > mostPermuted) return undefined;
  const expected = (sum(losing) * size) / lost.length;
  return drawnPValue(
    Math.abs(seen - expected),
    () => {
      let [total, places, clusters] = [0, size, lost.length];
      for (let g = 0; g < losing.length; g++) {
        if (random.uniform() * clusters < places) {
          total += losing[g];
          places--;
        }
        clusters--;
      }
      return Math.abs(total - expected);
    },
    draws,
  );
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let g = 0; g < values.length; g++) total += values[g];
  return total;
}
