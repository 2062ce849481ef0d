import type { Finding } from '../estimate/finding.ts';
import { sayCount, sayShare } from '../estimate/say.ts';
import { type ArmClusters, type OutcomeClusters, total, variation } from './cluster-sizes.ts';

interface Named {
  readonly cluster: string;
  readonly assignment: string;
}

interface Counts {
  /** Clusters with rows in several arms. */
  readonly mixed: number;
  /** Rows without a cluster. */
  readonly outside: number;
  readonly clusters: number;
}

const fewClusters = 5;
const mostOfAnArm = 0.5;

/** Every warning about the clusters, and a description of them when there is none. */
export function clusterFindings(named: Named, arms: readonly ArmClusters[], outcomes: readonly OutcomeClusters[], counts: Counts): readonly Finding[] {
  const doubts = [...spanning(named, counts), ...outside(named, counts), ...few(named, arms, outcomes), ...heavy(named, arms)];
  if (counts.clusters === 0) return doubts;
  const about = { column: named.cluster };
  const rows = arms.reduce((sum, arm) => sum + total(arm.sizes), 0);
  const perArm = arms.map(({ arm, sizes }) => `${sayCount(sizes.length)} in arm ${arm}`).join(', ');
  const says = `${sayCount(counts.clusters)} clusters of ${named.cluster} (${perArm}) hold ${(rows / counts.clusters).toFixed(1)} rows on average, with a coefficient of variation of ${variation(Float64Array.from(arms.flatMap(({ sizes }) => [...sizes]))).toFixed(2)}${sayFreedom(outcomes)}.`;
  return [...doubts, { check: 'clusters', about, verdict: 'pass', statistic: counts.clusters, says }];
}

function smallest(outcomes: readonly OutcomeClusters[]): number | undefined {
  const known = outcomes.flatMap(({ df }) => (df === undefined ? [] : [df]));
  return known.length > 0 ? Math.min(...known) : undefined;
}

const sayFreedom = (outcomes: readonly OutcomeClusters[]): string => {
  const df = smallest(outcomes);
  return df === undefined ? '' : `; differences in means rest on ${df.toFixed(1)} degrees of freedom`;
};

function spanning({ cluster, assignment }: Named, { mixed, clusters }: Counts): readonly Finding[] {
  if (mixed === 0) return [];
  return [
    {
      check: 'cluster-arms',
      about: { column: cluster },
      verdict: 'fail',
      identification: true,
      statistic: mixed,
      says: `${sayCount(mixed)} of ${sayCount(mixed + clusters)} clusters of ${cluster} have rows in more than one arm of ${assignment}, or in none.`,
      mend: `Check that ${cluster} is what was randomized; if it is, find out why its rows changed arms.`,
    },
  ];
}

function outside({ cluster }: Named, { outside: rows }: Counts): readonly Finding[] {
  if (rows === 0) return [];
  return [
    {
      check: 'cluster-missing',
      about: { column: cluster },
      verdict: 'warn',
      statistic: rows,
      says: `${sayCount(rows)} rows have no ${cluster} and are left out of every clustered estimate.`,
      mend: 'Check the join that brings the column in; rows that are lost more often in one arm bias the comparison.',
    },
  ];
}

function few({ cluster }: Named, arms: readonly ArmClusters[], outcomes: readonly OutcomeClusters[]): readonly Finding[] {
  const df = smallest(outcomes);
  return arms
    .filter(({ sizes }) => sizes.length < fewClusters)
    .map(({ arm, sizes }) => ({
      check: 'few-clusters',
      about: { column: cluster, arm },
      verdict: 'warn',
      statistic: sizes.length,
      threshold: fewClusters,
      says: `Arm ${arm} has ${sizes.length} ${sizes.length === 1 ? 'cluster' : 'clusters'} of ${cluster}${df === undefined ? '' : `, which leaves ${df.toFixed(1)} degrees of freedom`}.`,
      mend: 'Read the interval with care, and test by randomization inference: redraw the assignment of whole clusters; more clusters are the real remedy.',
    }));
}

/** One cluster with most of the rows of its arm: the arm's mean is then nearly that cluster's mean. */
function heavy({ cluster }: Named, arms: readonly ArmClusters[]): readonly Finding[] {
  return arms.flatMap(({ arm, sizes }) => {
    const share = sizes.reduce((a, b) => Math.max(a, b), 0) / total(sizes);
    if (sizes.length < 2 || share <= mostOfAnArm) return [];
    return [
      {
        check: 'cluster-weight',
        about: { column: cluster, arm },
        verdict: 'warn',
        statistic: share,
        threshold: mostOfAnArm,
        says: `One ${cluster} holds ${sayShare(share)} of the rows of arm ${arm}: what happened there decides the arm's mean.`,
        mend: 'Look at that cluster alone, and at the effect without it, or weigh clusters alike by rolling rows up to one a cluster.',
      },
    ];
  });
}
