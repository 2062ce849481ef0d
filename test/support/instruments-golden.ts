import { readFileSync } from 'node:fs';
import type { Covariate } from '../../src/protocol/protocol.ts';
import type { SyncRelation } from '../../src/relation/relation.ts';
import { fileInMemory } from './parquet.ts';

const folder = new URL('../../goldens/instruments/', import.meta.url);

/** A case of `goldens/instruments/*.json`: what its maker computed is under `expected`. */
export interface InstrumentsCase {
  readonly name: string;
  readonly kind: 'two-stage' | 'compliers';
  readonly outcome: string;
  readonly treatment: readonly string[];
  readonly instruments: readonly Covariate[];
  readonly covariates: readonly Covariate[];
  // biome-ignore lint/suspicious/noExplicitAny: JSON of a shape per maker
  readonly expected: any;
}

export interface InstrumentsGolden {
  readonly tolerance: { readonly relative: number; readonly df?: number };
  readonly cases: readonly InstrumentsCase[];
}

export const instrumentsGolden = (from: 'linearmodels' | 'estimatr'): InstrumentsGolden => JSON.parse(readFileSync(new URL(`${from}.json`, folder), 'utf8'));

export const instrumentsData = (): Promise<SyncRelation> => fileInMemory(new URL('data.csv', folder));
