/** Functions of one number. Outside the domain of the function the value is unknown. */
export type FunctionName = 'abs' | 'exp' | 'floor' | 'log' | 'log1p' | 'sigmoid' | 'sqrt';
export type Arithmetic = 'add' | 'subtract' | 'times' | 'divide';
export type ComparisonOp = 'equals' | 'differs' | 'less' | 'atMost' | 'greater' | 'atLeast';

/**
 * A small typed expression over the columns of a row, as plain data, with two meanings: SQL text for an engine and a loop over typed arrays.
 * Unknown values spread as in SQL (three-valued logic); a division by zero is unknown. NaN equals itself and is greater than every number.
 */
export type Expression =
  | { readonly op: 'column'; readonly name: string }
  | { readonly op: 'number'; readonly value: number }
  | { readonly op: 'text'; readonly value: string }
  | { readonly op: 'boolean'; readonly value: boolean }
  | { readonly op: Arithmetic | ComparisonOp | 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly op: 'not' | 'isKnown' | 'indicator'; readonly of: Expression }
  /** A date or a time as seconds since 1970 began in UTC; a time without a zone is taken for UTC. */
  | { readonly op: 'seconds'; readonly of: Expression }
  | { readonly op: 'call'; readonly name: FunctionName; readonly of: Expression }
  /** Is the value's canonical text equal to this level? How arms and factor levels are compared. */
  | { readonly op: 'is'; readonly of: Expression; readonly level: string }
  /** The value where the condition holds; `otherwise` where it does not, or is unknown. */
  | { readonly op: 'when'; readonly condition: Expression; readonly value: Expression; readonly otherwise: Expression };

/**
 * What an expression yields. Booleans count as 0 and 1 where a number is asked for. An `identifier` is an integer column that goes beyond 2^53:
 * exact as a key, and nothing to compute with.
 */
export type ValueType = 'number' | 'boolean' | 'text' | 'time' | 'identifier' | 'other';
