import type { Exhibit } from '../estimate/exhibit.ts';
import { sayCount } from '../estimate/say.ts';
import { type ArmClusters, type OutcomeClusters, total, variation } from './cluster-sizes.ts';

/** Sizes by arm, and what clusters make of each outcome. */
export function clusterExhibits(cluster: string, arms: readonly ArmClusters[], outcomes: readonly OutcomeClusters[]): readonly Exhibit[] {
  const largest = [...outcomes].sort((a, b) => (b.designEffect ?? 0) - (a.designEffect ?? 0))[0];
  const clusters = arms.reduce((sum, arm) => sum + arm.sizes.length, 0);
  const sizes = `${sayCount(clusters)} clusters of ${cluster} in ${arms.length} ${arms.length === 1 ? 'arm' : 'arms'}.`;
  const effect =
    largest?.designEffect === undefined
      ? 'No design effect can be told from these clusters.'
      : `Clusters multiply the variance of ${largest.outcome} by ${largest.designEffect.toFixed(2)}.`;
  const sizesTable: Exhibit = {
    id: 'clusters',
    title: 'Clusters by arm',
    kind: 'table',
    says: sizes,
    alt: sizes,
    columns: {
      arm: arms.map((a) => a.arm),
      clusters: arms.map((a) => a.sizes.length),
      rows: arms.map((a) => total(a.sizes)),
      smallest: arms.map((a) => Math.min(...extremes(a.sizes))),
      mean: arms.map((a) => total(a.sizes) / a.sizes.length),
      largest: arms.map((a) => Math.max(...extremes(a.sizes))),
      variation: arms.map((a) => variation(a.sizes)),
    },
  };
  if (outcomes.length === 0) return [sizesTable];
  const outcomesTable: Exhibit = {
    id: 'cluster-outcomes',
    title: 'Likeness within clusters',
    kind: 'table',
    says: effect,
    alt: effect,
    columns: {
      outcome: outcomes.map((o) => o.outcome),
      intraclassCorrelation: outcomes.map((o) => o.icc ?? ''),
      designEffect: outcomes.map((o) => o.designEffect ?? ''),
      degreesOfFreedom: outcomes.map((o) => o.df ?? ''),
    },
  };
  return [sizesTable, outcomesTable];
}

/** Least and greatest, however many there are. */
function extremes(values: Float64Array): readonly [number, number] {
  return [values.reduce((a, b) => Math.min(a, b), values[0]), values.reduce((a, b) => Math.max(a, b), values[0])];
}
