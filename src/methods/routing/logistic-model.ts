import type { Finding } from '../../estimate/finding.ts';
import { type BinaryRefusal, type BinaryRegression, logisticRegression } from '../../models/logistic/logistic-regression.ts';
import { logisticShare } from '../../models/logistic/logit-shares.ts';
import { clusterFoldsOf } from './cluster-folds.ts';
import { foldsOf } from './folds.ts';
import type { LoggedRows } from './logged-rows.ts';
import type { Settled } from './options.ts';
import type { Prepared } from './prepare.ts';

/** Logistic reward models: shares predicted for every row by every action that has a model. */
export interface LogisticModel {
  readonly fits: ReadonlyMap<number, BinaryRegression>;
  /** By the models of all rows. */
  readonly plain: ReadonlyMap<number, Float64Array>;
  /** By models that leave the row's fold out; the plain ones where that was not asked for. */
  readonly outOfFold: ReadonlyMap<number, Float64Array>;
}

const foldsOfRows = 5;

const cut = (rows: LoggedRows, seed: number): { readonly fold: Int32Array; readonly folds: number } =>
  rows.clusters ? clusterFoldsOf(rows.clusters, seed) : { fold: foldsOf(rows, foldsOfRows, seed), folds: foldsOfRows };

/** One regression an action, and with cross-fitting one an action and fold. A finding where one of them has no maximum. */
export function logisticModel(s: Settled, p: Prepared, rows: LoggedRows): LogisticModel | Finding {
  const modelled = p.fits.map((fit) => s.actions.indexOf(fit.action));
  const fits = new Map<number, BinaryRegression>();
  const [plain, outOfFold] = [new Map<number, Float64Array>(), new Map<number, Float64Array>()];
  // Rows of one cluster are alike: a model that has seen some has seen the others.
  const { fold, folds } = s.crossFit === 'out-of-fold' ? cut(rows, s.seed) : { fold: undefined, folds: 0 };
  for (const action of modelled) {
    const fit = fitOn(rows, p, (i) => rows.action[i] === action);
    if ('kind' in fit) return refusal(fit, s.actions[action], p, '');
    fits.set(action, fit);
    const all = predictedBy(fit, rows, () => true);
    plain.set(action, all);
    if (!fold) {
      outOfFold.set(action, all);
      continue;
    }
    const own = new Float64Array(rows.n);
    for (let k = 0; k < folds; k++) {
      const without = fitOn(rows, p, (i) => rows.action[i] === action && fold[i] !== k);
      if ('kind' in without) return refusal(without, s.actions[action], p, ` without one of ${folds} folds`);
      const predicted = predictedBy(without, rows, (i) => fold[i] === k);
      for (let i = 0; i < rows.n; i++) if (fold[i] === k) own[i] = predicted[i];
    }
    outOfFold.set(action, own);
  }
  return { fits, plain, outOfFold };
}

function fitOn(rows: LoggedRows, p: Prepared, chosen: (i: number) => boolean): BinaryRegression | BinaryRefusal {
  const at: number[] = [];
  for (let i = 0; i < rows.n; i++) if (chosen(i)) at.push(i);
  const gathered = (values: Float64Array): Float64Array => Float64Array.from(at, (i) => values[i]);
  return logisticRegression({
    outcome: gathered(rows.outcome),
    terms: p.columns.map(({ name }, j) => ({ kind: 'numeric', name, values: gathered(rows.context[j]) })),
  });
}

function predictedBy({ coefficients }: BinaryRegression, { n, context }: LoggedRows, chosen: (i: number) => boolean): Float64Array {
  const shares = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (!chosen(i)) continue;
    let predictor = coefficients[0];
    for (let j = 0; j < context.length; j++) predictor += coefficients[j + 1] * context[j][i];
    shares[i] = logisticShare(predictor);
  }
  return shares;
}

function refusal(found: BinaryRefusal, action: string, { outcome }: Prepared, part: string): Finding {
  const notBinary = found.kind === 'not-binary';
  return {
    check: 'reward-model',
    about: { column: outcome.name },
    verdict: 'refuse',
    says: notBinary
      ? `${outcome.name} holds other values than 0 and 1, so it has no logistic reward model.`
      : `The logistic reward model of ${action}${part} has no maximum (${found.kind}${'columns' in found ? `: ${found.columns.join(', ')}` : 'column' in found ? `: ${found.column}` : ''}).`,
    mend: notBinary ? 'Take linear reward models for this outcome.' : 'Take linear reward models, merge rare levels, or take a covariate out.',
  };
}
