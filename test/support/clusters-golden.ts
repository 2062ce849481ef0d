import { readFileSync } from 'node:fs';
import type { SyncRelation } from '../../src/relation/relation.ts';
import { fileInMemory } from './parquet.ts';

const folder = new URL('../../goldens/clusters/', import.meta.url);
const read = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));

type Kinds<T> = Readonly<Record<string, T>>;

/** A regression by R's lm with what clubSandwich says of it. */
interface SandwichCase {
  readonly name: string;
  readonly terms: readonly string[];
  readonly coefficients: readonly number[];
  readonly covariance: Kinds<readonly (readonly number[])[]>;
  readonly df: readonly number[];
  readonly contrasts: readonly (readonly number[])[];
  readonly contrastEstimates: readonly number[];
  readonly contrastErrors: readonly number[];
  readonly contrastDf: readonly number[];
}

interface TermOfReference {
  readonly value: number;
  readonly standardError: number;
  readonly df: number;
  readonly pValue: number;
  readonly interval95: readonly [number, number];
}

/** One coefficient by estimatr under CR0, CR1 and CR2, as far as it was asked. */
interface EstimatrCase {
  readonly kind: 'itt' | 'lin' | 'ancova' | 'complier' | 'as-treated' | 'cuped';
  readonly name: string;
  readonly outcome: string;
  readonly covariates?: readonly string[];
  readonly covariate?: string;
  readonly expected: Kinds<TermOfReference>;
}

export const sandwichGolden: { readonly clusters: number; readonly tolerance: { readonly relative: number }; readonly cases: readonly SandwichCase[] } =
  read('club-sandwich.json');
export const estimatrGolden: { readonly clusters: number; readonly tolerance: { readonly relative: number }; readonly cases: readonly EstimatrCase[] } =
  read('estimatr.json');

/** 471 rows of 48 clusters, 7 of them treated. */
export const clusteredRows = (): Promise<SyncRelation> => fileInMemory(new URL('data.csv', folder));
