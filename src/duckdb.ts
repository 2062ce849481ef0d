// CSV, Parquet, JSON and JSONL through DuckDB. Needs Node.
export { type OpenOptions, openFiles, openSql } from './engines/duckdb/open-files.ts';
