import type { Dialect } from '../dialect.ts';

export const duckdbDialect: Dialect = {
  name: 'duckdb',
  quote: (identifier) => `"${identifier.replaceAll('"', '""')}"`,
  placeholder: (i) => `$${i}`,
  double: (sql) => `cast(${sql} as double)`,
  text: (sql) => `cast(${sql} as varchar)`,
  code: (sql) => `cast(${sql} as utinyint)`,
  integer: (sql) => `cast(${sql} as bigint)`,
  wideInteger: (sql) => `cast(${sql} as hugeint)`,
  seconds: (time) => `epoch(${time})`,
  // Records are compared part by part, and an unknown part is the greatest.
  last: (of, by) => `struct_extract(max(struct_pack(by_ := ${by}, of_ := ${of})) filter (where ${by} is not null), 'of_')`,
  booleans: {
    literal: (value) => (value ? 'true' : 'false'),
    is: (of, value) => (value ? of : `(not ${of})`),
    falseWhereKnown: (of) => `(case when ${of} is not null then false end)`,
    double: (condition) => `cast(${condition} as double)`,
  },
  functions: {
    abs: (x) => `abs(${x})`,
    exp: (x) => `exp(${x})`,
    floor: (x) => `floor(${x})`,
    log: (x) => `case when ${x} > 0 then ln(${x}) end`,
    // ln(1 + x) loses the digits of a small x; the quotient makes good for it (Kahan).
    log1p: (x) => `case when ${x} > -1 then case when 1 + ${x} = 1 then ${x} when isinf(${x}) then ${x} else ln(1 + ${x}) * (${x} / ((1 + ${x}) - 1)) end end`,
    sigmoid: (x) => `(1 / (1 + exp(-(${x}))))`,
    sqrt: (x) => `case when ${x} >= 0 then sqrt(${x}) end`,
  },
  root: (x) => `sqrt(${x})`,
  quantile: (of, at) => `quantile_cont(${of}, ${at})`,
  distinctIntegers: (of, low, high) => `bit_count(bitstring_agg(cast(${of} as bigint), ${low}, ${high}))`,
  isFinite: (of) => `isfinite(${of})`,
  // `x = 0` can lose all zeros of a Parquet file where a -0 came first: DuckDB 1.5 looks its bloom filter up by the bits of 0.
  isZero: (of) => `(abs(${of}) = 0)`,
  same: (a, b) => `${a} is not distinct from ${b}`,
};
