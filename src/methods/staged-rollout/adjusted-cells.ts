import type { CellEstimator, UnitPanel } from '../../inference/staged/unit-effects.ts';
import { type PairedRows, pairedChanges } from '../../models/did/adjusted-changes.ts';
import type { ComparedReason } from '../../models/did/refused.ts';

/** Effects of cells given covariates; each cluster's part is what the estimate is less that without it. */
export function adjustedCells({ cluster, clusters, covariates }: UnitPanel, how: PairedRows['how']): CellEstimator {
  const names = covariates.map(({ name }) => name);
  return ({ units, treated, change, covariates: columns }) => {
    const codes = Int32Array.from(units, (unit) => (cluster ? cluster[unit] : unit));
    const found = pairedChanges({ changes: [change], treated, covariates: columns, names, how, leaveOut: { codes, count: clusters } });
    if (found.kind === 'refused') return { refused: reasonText(found.reason) };
    const [{ estimate }] = found.changes;
    const contributions = found.leftOut!.contributions[0];
    const there = new Set(codes).size;
    const scale = Math.sqrt((there - 1) / there);
    return { value: estimate, contributions: contributions.map((own) => own * scale) };
  };
}

/** Why a cell cannot be adjusted, after "cannot be adjusted: ". */
function reasonText(reason: ComparedReason): string {
  switch (reason.kind) {
    case 'too-few-rows':
      return `it has ${reason.rows} ${reason.group}, and ${reason.parameters} are needed for so many covariates`;
    case 'collinear':
      return `among ${reason.group === 'all' ? 'its units' : `its ${reason.group}`} ${reason.columns.join(', ')} ${reason.columns.length === 1 ? 'says' : 'say'} nothing beside the other covariates`;
    case 'separated':
      return `${reason.columns.join(', ')} ${reason.columns.length === 1 ? 'tells' : 'tell'} those reached from the others`;
    case 'perfect-predictor':
      return `where ${reason.column} is ${reason.value} all are ${reason.all === 'treated' ? 'reached' : 'not reached yet'}`;
    case 'no-convergence':
      return `the chance of being reached could not be fitted in ${reason.iterations} steps`;
    case 'no-overlap':
      return `${reason.treated} units were as good as sure to be reached (a chance of ${reason.limit} or more), and nobody is like them`;
    case 'not-finite':
      return `${reason.column} is no number in some rows`;
  }
}
