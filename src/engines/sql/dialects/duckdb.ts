import type { Dialect } from '../dialect.ts';

export const duckdbDialect: Dialect = {
  name: 'duckdb',
  quote: (identifier) => `"${identifier.replaceAll('"', '""')}"`,
  placeholder: (i) => `$${i}`,
  double: (sql) => `cast(${sql} as double)`,
  text: (sql) => `cast(${sql} as varchar)`,
  wideInteger: (sql) => `cast(${sql} as hugeint)`,
  functions: {
    abs: (x) => `abs(${x})`,
    exp: (x) => `exp(${x})`,
    log: (x) => `case when ${x} > 0 then ln(${x}) end`,
    log1p: (x) => `case when ${x} > -1 then ln(1 + ${x}) end`,
    sigmoid: (x) => `(1 / (1 + exp(-(${x}))))`,
    sqrt: (x) => `case when ${x} >= 0 then sqrt(${x}) end`,
  },
  quantile: (of, at) => `quantile_cont(${of}, ${at})`,
  isFinite: (of) => `isfinite(${of})`,
};
