import { blockRows } from '../../math/simd/workspace.ts';
import { indicatorLevels } from '../../moments/terms.ts';
import type { FactorTerm, NumericTerm } from '../design.ts';
import { blocksOf, predictorsInto } from './binary-rows.ts';
import type { BinaryTerm, TermShape } from './binary-terms.ts';
import { type BinaryRegression, linkOf } from './logistic-regression.ts';

/** The rows have a level that the regression knows nothing of. */
export interface UnknownLevel {
  readonly kind: 'unknown-level';
  readonly column: string;
  readonly level: string;
  readonly known: readonly string[];
}

/** A term of the regression is not among those given, or of another kind. */
export interface MissingTerm {
  readonly kind: 'missing-term';
  readonly column: string;
}

/**
 * The chance of a one on other rows.
 *
 * Shapes    the terms of the regression by name, in any order, of equal length; others are passed over.
 * Errors    unknown-level where a factor has a level that was not there when fitted; missing-term.
 */
export function predictedShares(fit: BinaryRegression, terms: readonly BinaryTerm[]): Float64Array | UnknownLevel | MissingTerm {
  const columns: Float64Array[] = [];
  for (const shape of fit.shapes) {
    const term = terms.find(({ name, kind }) => name === shape.name && kind === shape.kind);
    if (!term) return { kind: 'missing-term', column: shape.name };
    const made = columnsOf(shape, term);
    if ('kind' in made) return made;
    columns.push(...made);
  }
  const n = lengthOf(terms[0]);
  const { share } = linkOf(fit);
  const rows = { outcome: new Float64Array(n), names: fit.names.slice(1), columns, intercept: true };
  const predictor = new Float64Array(blockRows);
  const shares = new Float64Array(n);
  for (const { from, size } of blocksOf(n)) {
    predictorsInto(predictor, rows, fit.coefficients, from, size);
    for (let r = 0; r < size; r++) shares[from + r] = share(predictor[r]);
  }
  return shares;
}

const lengthOf = (term: BinaryTerm | undefined): number => (term === undefined ? 0 : term.kind === 'numeric' ? term.values.length : term.codes.length);

function columnsOf(shape: TermShape, term: NumericTerm | FactorTerm): readonly Float64Array[] | UnknownLevel {
  if (shape.kind === 'numeric' || term.kind === 'numeric') return [(term as NumericTerm).values];
  const unknown = [...new Set(Array.from(term.codes))].find((code) => !shape.levels.includes(term.levels[code]));
  if (unknown !== undefined) return { kind: 'unknown-level', column: shape.name, level: term.levels[unknown], known: shape.levels };
  return indicatorLevels(shape.name, shape.levels, shape.reference).map((level) => {
    const code = term.levels.indexOf(level);
    return Float64Array.from(term.codes, (value) => (value === code ? 1 : 0));
  });
}
