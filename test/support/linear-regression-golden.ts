import { readFileSync } from 'node:fs';
import { type DesignMatrix, designOf, type FactorTerm, type NumericTerm } from '../../src/models/design.ts';
import { type LinearRegression, linearRegression } from '../../src/models/linear-regression.ts';
import type { RowWeights } from '../../src/moments/moments-of.ts';

type Numbers = 'outcome' | 'tenure' | 'complexity' | 'frequency' | 'precision' | 'sampling';
type Rows = Readonly<Record<Numbers, readonly number[]> & Record<'language' | 'tier', readonly string[]>>;

interface Expected {
  readonly coefficients: readonly number[];
  readonly residualSumOfSquares: number;
  readonly dfResidual: number;
  readonly leverage: readonly number[] | null;
  readonly covariance: Readonly<Record<string, readonly number[]>>;
}

/** `goldens/linear-regression/linear-regression.json` */
export const golden = JSON.parse(readFileSync(new URL('../../goldens/linear-regression/linear-regression.json', import.meta.url), 'utf8')) as {
  readonly tolerance: number;
  readonly rows: Rows;
  readonly names: readonly string[];
  readonly expected: Readonly<Record<GoldenCase, Expected>>;
};

export type GoldenCase = 'unweighted' | 'frequency' | 'precision' | 'sampling';
export const goldenCases: readonly GoldenCase[] = ['unweighted', 'frequency', 'precision', 'sampling'];

const { rows } = golden;
const numeric = (name: Numbers): NumericTerm => ({ kind: 'numeric', name, values: Float64Array.from(rows[name]) });
const factor = (name: 'language' | 'tier'): FactorTerm => {
  const levels = [...new Set(rows[name])];
  return { kind: 'factor', name, codes: rows[name].map((level) => levels.indexOf(level)), levels };
};

/** The outcome and design of the golden's rows. */
export function goldenData(): { readonly outcome: Float64Array; readonly design: DesignMatrix } {
  const [tenure, language, tier] = [numeric('tenure'), factor('language'), factor('tier')];
  const terms = [tenure, numeric('complexity'), language, tier, { kind: 'interaction' as const, of: [language, tenure] }];
  const design = designOf(rows.outcome.length, [...terms, { kind: 'interaction', of: [tier, language] }]);
  return { outcome: Float64Array.from(rows.outcome), design };
}

export function goldenWeight(name: GoldenCase): RowWeights | undefined {
  return name === 'unweighted' ? undefined : { values: Float64Array.from(rows[name]), kind: name };
}

/** The regression of a case of the golden. */
export function goldenFit(name: GoldenCase): LinearRegression {
  const weights = goldenWeight(name);
  const fit = linearRegression({ ...goldenData(), ...(weights && { weights }) });
  if ('kind' in fit) throw new Error(`refused: ${JSON.stringify(fit)}`);
  return fit;
}

/** The largest difference, relative to the expected numbers one by one. */
export function worstRelativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    const error = actual[i] === expected[i] ? 0 : Math.abs(actual[i] - expected[i]) / Math.abs(expected[i]);
    worst = Math.max(worst, Number.isNaN(error) ? Infinity : error);
  }
  return worst;
}
