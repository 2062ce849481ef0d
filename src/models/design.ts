import { INTERCEPT, indicatorLevels, indicatorName, productName } from '../moments/terms.ts';

export interface NumericTerm {
  readonly kind: 'numeric';
  readonly name: string;
  readonly values: Float64Array;
}

/** One indicator for each level that occurs but the reference: the first in text order, unless told. */
export interface FactorTerm {
  readonly kind: 'factor';
  readonly name: string;
  /** For each row the index of its level. */
  readonly codes: ArrayLike<number>;
  readonly levels: readonly string[];
  readonly reference?: string;
}

/** The products of the columns of its parts, such as `language=de:tenure`. */
export interface InteractionTerm {
  readonly kind: 'interaction';
  readonly of: readonly (NumericTerm | FactorTerm)[];
}

export type DesignTerm = NumericTerm | FactorTerm | InteractionTerm;

/** Named columns of equal length. */
export interface DesignMatrix {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
}

/**
 * The columns of a regression: `(intercept)` first unless told otherwise, then those of the terms in their order.
 *
 * Shapes    every term has `rows` rows.
 * Errors    RangeError when a reference is not a level that occurs.
 */
export function designOf(rows: number, terms: readonly DesignTerm[], options: { readonly intercept?: boolean } = {}): DesignMatrix {
  const { intercept = true } = options;
  const constant = (): DesignMatrix => ({ names: [INTERCEPT], columns: [new Float64Array(rows).fill(1)] });
  const parts = [...(intercept ? [constant()] : []), ...terms.map((term) => columnsOf(term))];
  return { names: parts.flatMap((part) => part.names), columns: parts.flatMap((part) => part.columns) };
}

function columnsOf(term: DesignTerm): DesignMatrix {
  if (term.kind === 'numeric') return { names: [term.name], columns: [term.values] };
  if (term.kind === 'factor') return indicatorsOf(term);
  return term.of.map(columnsOf).reduce(products);
}

function indicatorsOf({ name, codes, levels, reference }: FactorTerm): DesignMatrix {
  const occurs = new Set(Array.from(codes));
  const shown = indicatorLevels(
    name,
    levels.filter((_, code) => occurs.has(code)),
    reference,
  );
  const columns = shown.map((level) => {
    const code = levels.indexOf(level);
    return Float64Array.from(codes, (value) => (value === code ? 1 : 0));
  });
  return { names: shown.map((level) => indicatorName(name, level)), columns };
}

function products(a: DesignMatrix, b: DesignMatrix): DesignMatrix {
  const pairs = a.columns.flatMap((left, i) => b.columns.map((right, j) => ({ name: productName(a.names[i], b.names[j]), left, right })));
  return { names: pairs.map(({ name }) => name), columns: pairs.map(({ left, right }) => left.map((value, row) => value * right[row])) };
}
