import { readFileSync } from 'node:fs';
import type { SyncRelation } from '../../src/relation/relation.ts';
import { fileInMemory } from './parquet.ts';

const folder = new URL('../../goldens/randomized/', import.meta.url);
const packages = ['scipy', 'statsmodels', 'tea-tasting', 'estimatr'] as const;

/** A case of `goldens/randomized/*.json`: what its maker computed is under `expected`, in a shape that its kind fixes. */
export interface RandomizedCase {
  readonly name: string;
  readonly kind: string;
  readonly from: (typeof packages)[number];
  readonly tolerance: number;
  readonly outcome: string;
  readonly covariates: readonly string[];
  readonly covariate: string;
  readonly numerator: string;
  readonly denominator: string;
  readonly shares: Readonly<Record<string, number>>;
  readonly rows: number;
  readonly instrument: string;
  // biome-ignore lint/suspicious/noExplicitAny: JSON of a shape per kind
  readonly expected: any;
}

/** Every case of all packages. */
export const randomizedCases: readonly RandomizedCase[] = packages.flatMap((from) => {
  const golden = JSON.parse(readFileSync(new URL(`${from}.json`, folder), 'utf8'));
  return golden.cases.map((one: RandomizedCase) => ({ ...one, from, tolerance: golden.tolerance.relative }));
});

/** The 2,000 tickets, or the first of them. */
export const supportTickets = (rows?: number): Promise<SyncRelation> => fileInMemory(new URL('support-2000.csv', folder), rows);
