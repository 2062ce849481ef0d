import { indicatorName } from '../../moments/terms.ts';
import type { FactorTerm, NumericTerm } from '../design.ts';
import type { BinaryRows } from './binary-rows.ts';

/** Each enters by itself: what depends on products could not be told as the effect of one term. */
export type BinaryTerm = NumericTerm | FactorTerm;

/** A term without its rows: what prediction needs to know of it. */
export type TermShape =
  | { readonly kind: 'numeric'; readonly name: string }
  | { readonly kind: 'factor'; readonly name: string; readonly reference: string; readonly levels: readonly string[] };

export function shapeOf(term: BinaryTerm): TermShape {
  if (term.kind === 'numeric') return { kind: 'numeric', name: term.name };
  const levels = occurring(term);
  return { kind: 'factor', name: term.name, levels, reference: term.reference ?? levels[0] };
}

/** The levels that occur, in text order. */
function occurring({ codes, levels }: FactorTerm): readonly string[] {
  const used = new Set(Array.from(codes));
  return levels.filter((_, code) => used.has(code)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** The rows at each factor's reference, as a column, under the name that it would have. */
export function referenceColumns(
  { names, columns, outcome }: BinaryRows,
  terms: readonly BinaryTerm[],
): readonly { readonly name: string; readonly values: Float64Array }[] {
  return terms.flatMap((term) => {
    if (term.kind === 'numeric') return [];
    const shape = shapeOf(term);
    if (shape.kind === 'numeric' || shape.levels.length < 2) return [];
    const own = shape.levels.map((level) => names.indexOf(indicatorName(term.name, level))).filter((j) => j >= 0);
    const values = Float64Array.from(outcome, (_, i) => (own.some((j) => columns[j][i] === 1) ? 0 : 1));
    return [{ name: indicatorName(term.name, shape.reference), values }];
  });
}
