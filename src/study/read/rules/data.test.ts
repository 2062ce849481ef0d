import { expect, it } from 'vitest';
import { messageOf, smallStudyWith } from '../../../../test/support/small-study.ts';
import { parseStudy } from '../parse-study.ts';

type Case = readonly [mistake: string, from: string, to: string, says: string];

const cases: readonly Case[] = [
  [
    'a path without its key',
    'data: {file: support.parquet}',
    'data: support.parquet',
    'study.yaml:4:7  data is "support.parquet". It must be a source, such as {file: support.parquet}.',
  ],
  [
    'a list of paths',
    'data: {file: support.parquet}',
    'data: [a.csv, b.csv]',
    'study.yaml:4:1  data is a list of 2 values. It must be a source, such as {file: support.parquet}.',
  ],
  [
    'no source',
    'data: {file: support.parquet}',
    'data: {}',
    'study.yaml:4:1  data names no source. Give exactly one of file, files, sql (with from) or table (with connection).',
  ],
  ['a misspelt source', 'data: {file: support.parquet}', 'data: {fil: support.parquet}', 'study.yaml:4:8  "fil" is not a key of data. Did you mean "file"?'],
  [
    'two sources',
    'data: {file: support.parquet}',
    'data: {file: support.parquet, table: tickets}',
    'study.yaml:4:38  data names 2 sources, "file" and "table". Give exactly one of file, files, sql (with from) or table (with connection).',
  ],
  [
    'a query without its files',
    'data: {file: support.parquet}',
    'data: {sql: select 1}',
    'study.yaml:4:1  data has no "from". Add it: a file by name, such as {tickets: tickets.parquet}.',
  ],
  [
    'a query over no files',
    'data: {file: support.parquet}',
    'data: {sql: select 1, from: {}}',
    'study.yaml:4:23  data.from is empty. It must be a file by name, such as {tickets: tickets.parquet}.',
  ],
  [
    'a query over one path',
    'data: {file: support.parquet}',
    'data: {sql: select 1, from: support.parquet}',
    'study.yaml:4:29  data.from is "support.parquet". It must be a file by name, such as {tickets: tickets.parquet}.',
  ],
  [
    'a table without its connection',
    'data: {file: support.parquet}',
    'data: {table: tickets}',
    'study.yaml:4:1  data has no "connection". Add it: the name of the environment variable that holds the connection.',
  ],
  [
    'files by name without a query',
    'data: {file: support.parquet}',
    'data: {file: support.parquet, from: {t: support.parquet}}',
    'study.yaml:4:31  data.from goes with data.sql, which is not there. Add sql, or take from out.',
  ],
  [
    'rows that add up to no unit',
    'unit: ticket_id',
    'rows: many-per-unit',
    'study.yaml:5:7  rows is many-per-unit, but the study has no "unit". Add it: the column that tells units apart.',
  ],
];

it.each(cases)('names the place of %s and what to do', (_, from, to, says) => {
  expect(messageOf(() => parseStudy(smallStudyWith(from, to), 'study.yaml'))).toBe(says);
});
