import type { FunctionName } from '../../expressions/expression.ts';

/** Conditions and columns of booleans. */
export interface Booleans {
  /** A condition that always holds, or never. */
  literal(value: boolean): string;
  /** The condition that a column of booleans has this value. */
  is(of: string, value: boolean): string;
  /** The condition that never holds, unknown where the value is. */
  falseWhereKnown(of: string): string;
  /** A condition as a double: 1 where it holds, 0 where it does not. */
  double(condition: string): string;
}

/** What differs between databases, as data. The renderer asks this, never the name. */
export interface Dialect {
  readonly name: 'duckdb';
  /** An identifier, quoted. */
  quote(identifier: string): string;
  /** The place of the i-th bound value (from 1). */
  placeholder(i: number): string;
  /** A number as a double. */
  double(sql: string): string;
  text(sql: string): string;
  /** A whole number from 0 to 255, in as little as the database has for it. */
  code(sql: string): string;
  /** An integer of 64 bits, from text. */
  integer(sql: string): string;
  /** An integer of more than 64 bits, from text. */
  wideInteger(sql: string): string;
  /** Seconds since 1970 of a date or a time, as a double. */
  seconds(time: string): string;
  /** The highest value of the rows with the highest known `by`, an aggregate; unknown when one of them lacks it. */
  last(of: string, by: string): string;
  readonly booleans: Booleans;
  readonly functions: Readonly<Record<FunctionName, (x: string) => string>>;
  /** The square root of what is above zero. */
  root(x: string): string;
  /** Quantile of type 7 over the group. */
  quantile(of: string, at: string): string;
  /** How many different whole numbers there are, all of them between two. */
  distinctIntegers(of: string, low: number, high: number): string;
  isFinite(of: string): string;
  /** Is a double 0 or -0? */
  isZero(of: string): string;
  /** Equality that takes two nulls for equal. */
  same(a: string, b: string): string;
}
