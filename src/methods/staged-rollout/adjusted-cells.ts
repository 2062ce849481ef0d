import type { CellEffect, NoCellEffect } from '../../inference/staged/cell-effects.ts';
import type { CrossSection, RowEstimator } from '../../inference/staged/row-effects.ts';
import type { UnitEstimator, UnitPanel } from '../../inference/staged/unit-effects.ts';
import { type AdjustedChanges, type PairedRows, pairedChanges, pooledChanges } from '../../models/did/adjusted-changes.ts';
import type { Clusters, Singles } from '../../models/did/leave-out.ts';
import type { ComparedReason, ComparedRefusal } from '../../models/did/refused.ts';

/** Effects of cells given covariates; each cluster's part is what the estimate is less that without it. */
export function adjustedUnits({ cluster, clusters, covariates }: UnitPanel, how: PairedRows['how']): UnitEstimator {
  const names = covariates.map(({ name }) => name);
  return ({ units, cases, changes, covariates: columns }) => {
    const treated = new Uint8Array(units.length).fill(1, units.length - cases);
    const by = clustersOf(units, cluster, clusters);
    return cellsOf(pairedChanges({ changes, treated, covariates: columns, names, how, leaveOut: by }), by);
  };
}

/** The same of rows of a cross-section. */
export function adjustedRows({ cluster, clusters, covariates }: CrossSection, how: PairedRows['how']): RowEstimator {
  const names = covariates.map(({ name }) => name);
  return ({ rows, treated, after, outcome, covariates: columns }) => {
    const by = clustersOf(rows, cluster, clusters);
    const found = cellsOf(pooledChanges({ outcomes: [outcome], after, treated, covariates: columns, names, how, leaveOut: by }), by);
    return 'refused' in found ? found : found[0];
  };
}

function cellsOf(found: AdjustedChanges | ComparedRefusal, by: Singles | Clusters): readonly CellEffect[] | NoCellEffect {
  if (found.kind === 'refused') return { refused: reasonText(found.reason), ...(unlike.has(found.reason.kind) && { unlike: true }) };
  // Without one of them nothing is left to compare: what it adds to the error is then not known.
  if (found.leftOut!.needed.length > 0) return { refused: 'one cluster carries it, and nothing is left without that' };
  const there = 'places' in by ? by.places.length : countDistinct(by);
  const scale = Math.sqrt((there - 1) / there);
  const weighted = found.overlap && { controls: found.counts.controls, effective: found.overlap.effectiveControls };
  return found.leftOut!.contributions.map((own, i) => ({
    value: found.estimates[i],
    contributions: own,
    scale,
    ...(weighted && { weighted }),
  }));
}

function clustersOf(rows: Int32Array, cluster: Int32Array | undefined, count: number): Singles | Clusters {
  if (cluster === undefined) return { places: rows, count };
  const codes = new Int32Array(rows.length);
  for (let r = 0; r < rows.length; r++) codes[r] = cluster[rows[r]];
  return { codes, count };
}

function countDistinct({ codes, count: most }: Clusters): number {
  const isThere = new Uint8Array(most);
  let count = 0;
  for (let r = 0; r < codes.length; r++) {
    count += 1 - isThere[codes[r]];
    isThere[codes[r]] = 1;
  }
  return count;
}

/** Reasons by which nobody compared with is like those reached. */
const unlike: ReadonlySet<ComparedReason['kind']> = new Set(['separated', 'all-treated', 'no-overlap']);

/** Why a cell cannot be adjusted, after "cannot be adjusted: ". */
function reasonText(reason: ComparedReason): string {
  switch (reason.kind) {
    case 'too-few-rows':
      return `it has ${reason.rows} ${reason.group}, and ${reason.parameters} are needed for so many covariates`;
    case 'collinear':
      return `among ${reason.group === 'all' ? 'its units' : `its ${reason.group}`} ${reason.columns.join(', ')} ${reason.columns.length === 1 ? 'says' : 'say'} nothing beside the other covariates`;
    case 'separated':
      return `${reason.columns.join(', ')} ${reason.columns.length === 1 ? 'tells' : 'tell'} those reached from the others`;
    case 'all-treated':
      return `where ${reason.column} is ${reason.value} all are reached`;
    case 'no-convergence':
      return `the chance of being reached could not be fitted in ${reason.iterations} steps`;
    case 'no-overlap':
      return `${reason.treated} units were as good as sure to be reached (a chance of ${reason.limit} or more), and nobody is like them`;
    case 'not-finite':
      return `${reason.column} is no number in some rows`;
  }
}
