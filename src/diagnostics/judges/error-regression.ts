import { clusterCovariance } from '../../inference/clusters/cluster-covariance.ts';
import { coefficientCovariance } from '../../inference/sandwich.ts';
import { usualLevels, type WaldInference, waldInference } from '../../inference/wald.ts';
import { type DesignTerm, designOf } from '../../models/design.ts';
import { type LinearRegression, linearRegression } from '../../models/linear-regression.ts';
import type { ColumnsReply } from '../../relation/requests.ts';
import type { Together } from './audited-rows.ts';

export interface NamedEffect {
  readonly name: string;
  readonly value: number;
  readonly inference: WaldInference;
}

/** What moves the judge's error, or why that cannot be told. */
export type ErrorEffects =
  | { readonly level: number; readonly arms: readonly NamedEffect[]; readonly biases: readonly NamedEffect[] }
  | { readonly refused: string };

interface Asked {
  readonly assignment: string;
  readonly control: string;
  readonly level: number;
  readonly biases?: readonly string[];
  /** What errors are added up by. */
  readonly together?: Together | undefined;
}

/** Judge less human label on the arms, and on what may bias it: HC2, t with n - k; where rows lie together CR2, with the degrees of freedom of Bell and McCaffrey. */
export function errorRegression({ n, columns, keys }: ColumnsReply, { assignment, control, level, biases = [], together }: Asked): ErrorEffects {
  const { codes, levels } = keys[assignment];
  const there = levels.filter((_, code) => codes.includes(code));
  if (!there.includes(control) || there.length < 2) return { refused: `people scored rows of ${there.length === 1 ? `arm ${there[0]} only` : 'no arm'}` };
  const error = columns.judge.map((score, i) => score - columns.human[i]);
  const terms: readonly DesignTerm[] = [
    { kind: 'factor', name: assignment, codes, levels, reference: control },
    ...biases.map((name): DesignTerm => ({ kind: 'numeric', name, values: columns[`bias:${name}`] })),
  ];
  const design = designOf(n, terms);
  const sampled = columns.weight.some((w) => w !== columns.weight[0]);
  const weights = sampled && ({ kind: together ? 'frequency' : 'sampling', values: together ? scaled(columns.weight) : columns.weight } as const);
  const fit = linearRegression({ outcome: error, design, ...(weights && { weights }) });
  if ('kind' in fit)
    return {
      refused:
        fit.kind === 'collinear' ? `${fit.columns.join(', ')} cannot be told from the rest` : `${n} audited rows are too few for ${design.names.length} terms`,
    };
  const covariance = together ? byClusters(fit, together) : byRows(fit);
  if ('refused' in covariance) return covariance;
  const k = fit.names.length;
  const effects = fit.names.map((name, j): NamedEffect => {
    const value = fit.coefficients[j];
    const standardError = Math.sqrt(Math.max(0, covariance.matrix[j * k + j]));
    return { name, value, inference: waldInference(value, standardError, { kind: 't', df: covariance.df(j) }, { ...usualLevels, level }) };
  });
  const arms = there.filter((arm) => arm !== control);
  return { level, arms: effects.slice(1, k - biases.length).map((e, i) => ({ ...e, name: arms[i] })), biases: effects.slice(k - biases.length) };
}

type Errors = { readonly matrix: ArrayLike<number>; readonly df: (coefficient: number) => number } | { readonly refused: string };

function byRows(fit: LinearRegression): Errors {
  const matrix = coefficientCovariance(fit, 'HC2');
  return 'kind' in matrix ? { refused: 'an audited row stands alone in its group' } : { matrix, df: () => fit.dfResidual };
}

function byClusters(fit: LinearRegression, { column, codes }: Together): Errors {
  const found = clusterCovariance(fit, { clusters: codes });
  if ('kind' in found) return { refused: `audited rows are of one ${column}` };
  return { matrix: found.matrix, df: (j) => Math.max(1, found.df[j]) };
}

/** Adding up to the rows there are: what they stand for does not make them more. */
function scaled(weights: Float64Array): Float64Array {
  const total = weights.reduce((sum, w) => sum + w, 0);
  return weights.map((w) => (w * weights.length) / total);
}
