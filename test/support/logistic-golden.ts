import { readFileSync } from 'node:fs';
import { type ColumnData, fromColumns } from '../../src/engines/memory/from-rows.ts';
import type { BinaryTerm } from '../../src/models/logistic/binary-terms.ts';
import type { BinaryData, BinaryRefusal, BinaryRegression } from '../../src/models/logistic/logistic-regression.ts';
import type { SyncRelation } from '../../src/relation/relation.ts';

export type ErrorKind = 'nonrobust' | 'HC0' | 'HC1' | 'CR0' | 'CR1';

export interface LinkGolden extends Readonly<Record<ErrorKind, readonly number[]>> {
  readonly coefficients: readonly number[];
  readonly logLikelihood: number;
  readonly margeff: Readonly<Record<'overall' | 'mean', { readonly value: readonly number[]; readonly standardError: readonly number[] }>>;
  readonly factorEffects: Readonly<Record<string, readonly [value: number, standardError: number]>>;
}

export interface LogisticCase {
  readonly name: string;
  readonly logit: LinkGolden;
  readonly probit: LinkGolden;
  readonly effect: Readonly<Record<Exclude<ErrorKind, 'nonrobust'> | 'CR2' | 'value' | 'clusters' | 'df' | 'dfCR2', number>> & {
    readonly shares: readonly number[];
  };
}

export const logisticGolden: { readonly tolerance: number; readonly names: readonly string[]; readonly cases: readonly LogisticCase[] } = JSON.parse(
  readFileSync('goldens/logistic/logistic.json', 'utf8'),
);
export const glmGolden: { readonly tolerance: number; readonly logit: LinkGolden } = JSON.parse(readFileSync('goldens/logistic/r.json', 'utf8'));

/** A table of the goldens, as columns. */
export interface GoldenTable {
  readonly data: BinaryData;
  readonly clusters: Float64Array;
  readonly relation: SyncRelation;
}

export function goldenTable(name: string): GoldenTable {
  const [header, ...lines] = readFileSync(`goldens/logistic/${name}.csv`, 'utf8').trim().split('\n');
  const cells = lines.map((line) => line.split(','));
  const texts = Object.fromEntries(header.split(',').map((column, j) => [column, cells.map((row) => row[j])]));
  const numbers = (column: string): Float64Array => Float64Array.from(texts[column], Number);
  const levels = ['a', 'b', 'c'];
  const terms: BinaryTerm[] = [
    ...['arm', 'x', 'w', 'd'].map((column): BinaryTerm => ({ kind: 'numeric', name: column, values: numbers(column) })),
    { kind: 'factor', name: 'g', codes: texts.g.map((level) => levels.indexOf(level)), levels },
  ];
  const columns: Record<string, ColumnData> = Object.fromEntries(['y', 'arm', 'x', 'w', 'd', 'cluster'].map((column) => [column, numbers(column)]));
  return { data: { outcome: numbers('y'), terms }, clusters: numbers('cluster'), relation: fromColumns({ ...columns, g: texts.g }) };
}

/** The regression; the test fails with the reason where it was refused. */
export function fitted(fit: BinaryRegression | BinaryRefusal): BinaryRegression {
  if ('kind' in fit) throw new Error(`refused: ${JSON.stringify(fit)}`);
  return fit;
}
