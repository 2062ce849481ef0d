import { createRequire } from 'node:module';

// Required, not imported: to learn the names that it exports, Node would read its hundred files before running them.
const driver: typeof import('@duckdb/node-api') = createRequire(import.meta.url)('@duckdb/node-api');

export const { DOUBLE, DuckDBDoubleVector, DuckDBInstance, StatementType, VARCHAR } = driver;
