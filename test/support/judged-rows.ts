import type { MeasurementOptions } from '../../src/across/measurement/options.ts';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import type { Levels } from '../../src/inference/wald.ts';
import { stream } from '../../src/math/random/stream.ts';
import type { SyncRelation } from '../../src/relation/relation.ts';

/** A unit with its label y, which people gave where h is known, and a judge's score f of it. */
export interface JudgedRow {
  readonly z: number;
  readonly y: number;
  readonly f: number;
  readonly h: number | null;
  readonly p: number;
  readonly x: number;
  readonly d: number;
  readonly items: number;
  readonly g: string;
  readonly team: string;
}

/** Teams of eight, every other one treated; audits by known probabilities. */
export function judgedRows(n = 400, share = 0.3): readonly JudgedRow[] {
  const random = stream(20260907);
  return Array.from({ length: n }, (_, i) => {
    const team = Math.floor(i / 8);
    const z = team % 2;
    const x = random.normal();
    const y = 3 + 0.4 * z + x + random.normal();
    const f = y + 0.3 * z + 0.6 * random.normal();
    const p = x > 0 ? Math.min(1, 1.5 * share) : share;
    const h = random.uniform() < p ? y : null;
    return { z, y, f, h, p, x, d: random.bernoulli(0.2 + 0.6 * z), items: 1 + random.integer(4), g: 'ab'[i % 2], team: `t${team}` };
  });
}

export const judgedRelation = (rows: readonly JudgedRow[]): SyncRelation =>
  fromColumns(Object.fromEntries(Object.keys(rows[0]).map((name) => [name, rows.map((row) => row[name as keyof JudgedRow])])));

export const judgedOptions: MeasurementOptions & Levels = {
  outcome: 'quality',
  judges: ['f'],
  human: 'h',
  sampling: 'p',
  assignment: 'z',
  arms: ['0', '1'],
  level: 0.95,
  boundsLevel: 0.95,
};
