import type { ColumnData } from '../../../src/engines/memory/from-rows.ts';
import { stream } from '../../../src/math/random/stream.ts';
import type { Taken } from '../../../src/protocol/takes.ts';

/** Values by the path of their key, such as `{'analysis.adjust': 'none'}`; undefined takes the key out. */
export type Sets = Readonly<Record<string, unknown>>;

/** What uses a key: the study as `given` is held against the same with `asks`. */
export interface Change {
  readonly given?: Sets;
  readonly asks: Sets;
}

/** A sound study of a design with its rows, and how a study of it uses what the design takes. */
export interface Fixture {
  readonly kind: string;
  /** Has the outcomes of `outcomesText`. */
  readonly text: string;
  /** Those of `commonColumns`, and the design's own. */
  readonly columns: Readonly<Record<string, ColumnData>>;
  /** Changes that together write every key of the design. */
  readonly written: readonly Sets[];
  /** By key, where the usual change of `usual-changes.ts` does not fit this design. */
  readonly changes?: Readonly<Partial<Record<Taken | 'unit', readonly Change[]>>>;
  /** Why no study of this design could even ask for a key that it does not take. */
  readonly cannot?: Readonly<Partial<Record<Taken, string>>>;
  /** What must be in the study for something to be random; absent where nothing of this design ever is. */
  readonly random?: Sets;
}

export const n = 600;

export const outcomesText = `outcomes:
  y: {role: primary, better: higher}
  harm: {role: guardrail, better: lower, tolerance: 0.5}
  a: {role: secondary, better: higher}
`;

/**
 * Rows of units who got the change (1) or did not (0). `x` and `g` are known before, `m` is on the way, `y`, `harm`, `a` and `b` come after; `judge` scores
 * what `human` has labelled for every other row. Two rows in a row are of one `user`.
 */
export function commonColumns(got: ArrayLike<number>, seed: number) {
  const random = stream(seed);
  const each = (value: (i: number) => number): Float64Array => Float64Array.from({ length: n }, (_, i) => value(i));
  const x = each(() => random.normal());
  const m = each((i) => got[i] + random.normal());
  const y = each((i) => 1 + x[i] + got[i] + m[i] / 2 + random.normal());
  const judge = each((i) => y[i] + random.normal() / 3);
  return {
    id: each((i) => i),
    user: each((i) => i >> 1),
    x,
    g: Array.from({ length: n }, (_, i) => 'pq'[(i >> 1) % 2]),
    m,
    y,
    harm: each(() => random.normal()),
    a: each((i) => Math.exp(random.normal() / 2 + got[i] / 3)),
    b: each(() => 1 + random.integer(3)),
    judge,
    human: Array.from({ length: n }, (_, i) => (i % 2 === 0 ? y[i] + random.normal() / 5 : null)),
    served: each(() => random.bernoulli(0.7)),
  };
}
