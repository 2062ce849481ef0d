import type { Exhibit } from '../estimate/exhibit.ts';
import type { Finding } from '../estimate/finding.ts';
import { sayNumber, sayP } from '../estimate/say.ts';
import { pValueLimits } from '../estimate/thresholds.ts';
import type { ArmValues } from '../inference/clusters/intraclass.ts';
import { waldInference } from '../inference/wald.ts';
import { type ArmMean, welch } from '../inference/welch.ts';
import { type ArmClusters, nonEmpty, total } from './cluster-sizes.ts';

/** An effect averaged over rows, in which large clusters weigh more, and over clusters, which weigh alike. */
export interface AveragedEffect {
  readonly outcome: string;
  readonly arm: string;
  readonly overRows: number;
  readonly overClusters: number;
  /** Of the effect over clusters. */
  readonly low: number;
  readonly high: number;
  /** That the two are the same; undefined where they cannot differ, or clusters are too few to say. */
  readonly pValue?: number;
}

interface Averages {
  readonly overRows: number;
  readonly overClusters: ArmMean;
  /** Their difference. */
  readonly apart: ArmMean;
}

const level = 0.95;
/** Clusters in each arm from which the two averages are tested against each other. */
const fewest = 5;

/**
 * Both averages of the effect of each treatment arm on each outcome.
 *
 * Model   over clusters: Welch on the means of clusters. Both against each other: a cluster moves their difference by its size over the mean size times (its mean - that
 *         over rows), less (its mean - that over clusters), over the number of clusters; Welch on these.
 * Shapes  arms with control first; none for an arm with fewer than two clusters.
 * Source  Donner & Klar (2000), Design and Analysis of Cluster Randomization Trials, 6.2; Kahan et al. (2023), International Journal of Epidemiology 52.
 */
export function averagedEffects(outcomes: readonly string[], arms: readonly ArmClusters[]): readonly AveragedEffect[] {
  return outcomes.flatMap((outcome, i) => {
    const [control, ...treatments] = arms.map(({ arm, outcomes: values }) => ({ arm, ...averagesOf(nonEmpty(values[i])) }));
    if (!control || control.overClusters.n < 2) return [];
    return treatments.flatMap(({ arm, ...own }): readonly AveragedEffect[] => {
      if (own.overClusters.n < 2) return [];
      const { value, standardError, df } = welch(own.overClusters, control.overClusters);
      const { interval } = waldInference(value, standardError, { kind: 't', df }, { level, boundsLevel: level });
      const apart = welch(own.apart, control.apart);
      const { test } = waldInference(apart.value, apart.standardError, { kind: 't', df: apart.df }, { level, boundsLevel: level });
      const [{ low = value, high = value }] = interval.pieces;
      const overRows = own.overRows - control.overRows;
      return [
        { outcome, arm, overRows, overClusters: value, low, high, ...(test && Math.min(own.apart.n, control.apart.n) >= fewest && { pValue: test.pValue }) },
      ];
    });
  });
}

function averagesOf({ sizes, means }: ArmValues): Averages {
  const [n, rows] = [sizes.length, total(sizes)];
  const overRows = sizes.reduce((sum, size, g) => sum + size * means[g], 0) / rows;
  const overClusters = total(means) / n;
  const spread = (of: (g: number) => number): number => means.reduce((sum, _, g) => sum + of(g) ** 2, 0) / (n - 1) / n;
  return {
    overRows,
    overClusters: { n, mean: overClusters, variance: spread((g) => means[g] - overClusters) },
    apart: {
      n,
      mean: overRows - overClusters,
      variance: spread((g) => ((sizes[g] * n) / rows) * (means[g] - overRows) - (means[g] - overClusters)),
    },
  };
}

/** Warns where an effect goes with the size of clusters, and says both averages. */
export function sizeFindings(cluster: string, effects: readonly AveragedEffect[]): readonly Finding[] {
  const { warnBelow } = pValueLimits.clusterSize;
  return effects.flatMap(({ outcome, arm, overRows, overClusters, low, high, pValue }): readonly Finding[] => {
    if (pValue === undefined || pValue >= warnBelow) return [];
    return [
      {
        check: 'cluster-size',
        about: { column: outcome, arm },
        verdict: 'warn',
        pValue,
        threshold: warnBelow,
        says: `The effect on ${outcome} goes with the size of a ${cluster} (${sayP(pValue)}): averaged over rows, as it is estimated, it is ${sayNumber(overRows)} in arm ${arm}, and averaged over ${cluster} ${sayNumber(overClusters)} (${sayNumber(low)} to ${sayNumber(high)}).`,
        mend: `Say which is meant: what an average row gains, in which a large ${cluster} counts more, or what an average ${cluster} gains; for that roll rows up to one a ${cluster}.`,
      },
    ];
  });
}

export function averagesExhibit(cluster: string, effects: readonly AveragedEffect[]): readonly Exhibit[] {
  if (effects.length === 0) return [];
  const says = `Effects averaged over rows, in which a large ${cluster} counts more, and over ${cluster}, which count alike.`;
  return [
    {
      id: 'cluster-averages',
      title: 'Effects over rows and over clusters',
      kind: 'table',
      says,
      alt: says,
      columns: {
        outcome: effects.map((e) => e.outcome),
        arm: effects.map((e) => e.arm),
        'over rows': effects.map((e) => e.overRows),
        'over clusters': effects.map((e) => e.overClusters),
        low: effects.map((e) => e.low),
        high: effects.map((e) => e.high),
        'p, the same': effects.map((e) => e.pValue ?? ''),
      },
    },
  ];
}
