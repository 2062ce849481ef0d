import { coefficientCovariance } from '../../inference/sandwich.ts';
import { usualLevels, type WaldInference, waldInference } from '../../inference/wald.ts';
import { type DesignTerm, designOf } from '../../models/design.ts';
import { linearRegression } from '../../models/linear-regression.ts';
import type { ColumnsReply } from '../../relation/requests.ts';

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
}

/** Judge less human label on the arms, and on what may bias it: HC2, t with n - k. */
export function errorRegression({ n, columns, keys }: ColumnsReply, { assignment, control, level, biases = [] }: Asked): ErrorEffects {
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
  const fit = linearRegression({ outcome: error, design, ...(sampled && { weights: { kind: 'sampling', values: columns.weight } }) });
  if ('kind' in fit)
    return {
      refused:
        fit.kind === 'collinear' ? `${fit.columns.join(', ')} cannot be told from the rest` : `${n} audited rows are too few for ${design.names.length} terms`,
    };
  const covariance = coefficientCovariance(fit, 'HC2');
  if ('kind' in covariance) return { refused: 'an audited row stands alone in its group' };
  const k = fit.names.length;
  const effects = fit.names.map((name, j): NamedEffect => {
    const value = fit.coefficients[j];
    const standardError = Math.sqrt(Math.max(0, covariance[j * k + j]));
    return { name, value, inference: waldInference(value, standardError, { kind: 't', df: fit.dfResidual }, { ...usualLevels, level }) };
  });
  const arms = there.filter((arm) => arm !== control);
  return { level, arms: effects.slice(1, k - biases.length).map((e, i) => ({ ...e, name: arms[i] })), biases: effects.slice(k - biases.length) };
}
