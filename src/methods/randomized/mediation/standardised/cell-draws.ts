import { choleskyFactor } from '../../../../math/cholesky.ts';
import { sandwichProduct } from '../../../../math/matrix.ts';
import { weightedGram } from '../../../../models/logistic/penalised-logit.ts';
import { evenDraws, trusted } from '../even-draws.ts';
import { type ArmFit, type ArmGradient, fittedGradient, type MediatedRows, noGradient, spreadOf } from './arm-fits.ts';
import { type ArmParameters, closeNodes, type Expected, type ModelKinds, wideNodes } from './expected-outcome.ts';
import type { RowRegression } from './row-regressions.ts';
import { addGradient, type CellMeans, expectedAt, type Pair, productsIn } from './standardise.ts';

/** How cells err: draws of what each is beyond its estimate, and of a standard error's worth of who is in the sample. */
export interface CellDraws {
  readonly cells: readonly Float64Array[];
  readonly sampling: Float64Array;
}

/** So many units show how far cells are from linear in the parameters; what is linear is that of all. */
const mostShown = { logistic: 32, linear: 16 };

/**
 * Parameters of both arms drawn about their estimates, on the scale of their models: limits of shares stay within theirs, and are skewed where few units carry them.
 *
 * Model     those of an arm with their joint covariance (what mediator and outcome share by a share df / (df + 20)), each by t with the residual degrees of freedom of
 *           its arm and regression, or those of its clusters.
 * Errors    undefined where the covariance is singular.
 * Source    Imai, Keele & Tingley (2010), Psychological Methods 15, algorithm 1; Richtmyer (1951).
 */
export function cellDraws(
  data: MediatedRows,
  kinds: ModelKinds,
  pair: Pair,
  places: readonly [number, number],
  { gradients }: CellMeans,
): CellDraws | undefined {
  const blocks = pair.map((fit, role) => blockOf(data, fit, places[role]));
  const sizes = blocks.map(({ freedom }) => freedom.length);
  const size = sizes[0] + sizes[1] + 1;
  const covariance = new Float64Array(size * size);
  for (const [role, { matrix }] of blocks.entries()) {
    const [at, own] = [role * sizes[0], sizes[role]];
    for (let a = 0; a < own; a++) for (let b = 0; b < own; b++) covariance[(at + a) * size + at + b] = matrix[a * own + b];
  }
  covariance[size * size - 1] = 1;
  const factor = choleskyFactor(covariance, size);
  if (!factor) return undefined;
  const nodes = kinds.mediator === 'logistic' ? closeNodes : wideNodes;
  const rows = shownRows(data, mostShown[kinds.mediator]);
  const expected: Expected = [0, 0, 0, 0, 0];
  const k = data.covariates.length;
  const eachShown = (fits: readonly Pick<ArmFit, 'parameters'>[], cell: number, each: (row: Float64Array) => void): void => {
    for (const row of rows) {
      expectedAt(expected, kinds, fits, cell, row, nodes);
      each(row);
    }
  };
  const flat = (g: readonly [ArmGradient, ArmGradient]): Float64Array => Float64Array.from(g.flatMap((of, role) => flattened(pair[role], of)));
  const shown = gradients.map((all, cell) => {
    const gradient = [noGradient(k), noGradient(k)] as const;
    let mean = 0;
    eachShown(pair, cell, (row) => {
      mean += expected[0] / rows.length;
      addGradient(gradient, cell, expected, row, 1 / rows.length);
    });
    const own = flat(gradient);
    // What is linear in the parameters is that of all units.
    return { mean, beyond: flat(all).map((g, i) => g - own[i]) };
  });
  const found = shown.map(() => [] as number[]);
  const freedom = [...blocks.flatMap((block) => block.freedom), data.arms.length - 1];
  const sampling = evenDraws(factor, freedom, (errors) => {
    const moved = pair.map((fit, role) => ({ parameters: movedBy(fit, errors.subarray(role * sizes[0], role * sizes[0] + sizes[role])) }));
    for (const [cell, { mean, beyond }] of shown.entries()) {
      let away = -mean;
      eachShown(moved, cell, () => {
        away += expected[0] / rows.length;
      });
      for (let i = 0; i < size - 1; i++) away += beyond[i] * errors[i];
      found[cell].push(away);
    }
    return errors[size - 1];
  });
  return { cells: found.map((of) => Float64Array.from(of)), sampling };
}

interface Block {
  readonly matrix: Float64Array;
  readonly freedom: readonly number[];
}

/** Covariance of the parameters of an arm: mediator, its log spread, outcome. */
function blockOf(data: MediatedRows, fit: ArmFit, arm: number): Block {
  const spread = spreadOf(fit.mediator);
  const full = (own: (i: number) => number): Float64Array => {
    const all = new Float64Array(data.arms.length);
    for (const [i, at] of fit.rows.entries()) all[at] = own(i);
    return all;
  };
  const of = ({ columns, inverse, residuals }: RowRegression): readonly Float64Array[] =>
    columns.map((_, j) => full((i) => residuals[i] * columns.reduce((sum, x, l) => sum + inverse[j * columns.length + l] * x[i], 0)));
  const short = [...of(fit.mediator), ...(spread ? [full((i) => spread.spreadShares[i])] : [])];
  const long = of(fit.outcome);
  const size = short.length + long.length;
  const matrix = productsIn(data, [...short, ...long], arm);
  for (const [at, regression] of [
    [0, fit.mediator],
    [short.length, fit.outcome],
  ] as const) {
    const k = regression.columns.length;
    if (!regression.added) continue;
    const added = sandwichProduct(regression.inverse, weightedGram(regression.columns, regression.added), k);
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) matrix[(at + a) * size + at + b] += added[a * k + b];
  }
  const clusters = data.clusters && new Set(fit.rows.map((i) => data.clusters![i])).size;
  const freedom = (regression: RowRegression): number => {
    if (clusters !== undefined) return Math.max(1, clusters - 1);
    return Math.max(1, fit.rows.length - regression.columns.length);
  };
  const [ofShort, ofLong] = [freedom(fit.mediator), freedom(fit.outcome)];
  const apart = trusted(clusters ?? fit.rows.length - fit.outcome.columns.length);
  for (let a = 0; a < size; a++) for (let b = 0; b < size; b++) if (a < short.length !== b < short.length) matrix[a * size + b] *= apart;
  return { matrix, freedom: [...short.map(() => ofShort), ...long.map(() => ofLong)] };
}

/** In the order of the parameters of a block. */
const flattened = (fit: ArmFit, of: ArmGradient): readonly number[] => [
  ...of.mediator,
  ...(spreadOf(fit.mediator) ? [of.logSpread] : []),
  ...fittedGradient(fit, of),
];

function movedBy({ mediator, tellsSlope, parameters }: ArmFit, errors: Float64Array): ArmParameters {
  const short = parameters.mediator.length;
  const spread = spreadOf(mediator) ? 1 : 0;
  const outcome = Float64Array.from(parameters.outcome);
  let at = short + spread;
  for (let j = 0; j < outcome.length; j++) if (j !== 1 || tellsSlope) outcome[j] += errors[at++];
  return {
    mediator: parameters.mediator.map((b, j) => b + errors[j]),
    logSpread: parameters.logSpread + (spread ? errors[short] : 0),
    outcome,
  };
}

/** Covariates of units at even places of all, sorted: the same whatever the order of the rows. */
function shownRows({ covariates, arms }: MediatedRows, most: number): readonly Float64Array[] {
  const n = arms.length;
  if (covariates.length === 0) return [new Float64Array(0)];
  const sorted = Int32Array.from(arms.keys()).sort((a, b) => {
    const j = covariates.findIndex((x) => x[a] !== x[b]);
    return j < 0 ? 0 : covariates[j][a] - covariates[j][b];
  });
  const shown = Math.min(n, most);
  return Array.from({ length: shown }, (_, s) => {
    const i = sorted[Math.floor(((s + 0.5) * n) / shown)];
    return Float64Array.from(covariates, (x) => x[i]);
  });
}
