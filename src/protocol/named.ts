import type { KeyPath } from './keys/problem.ts';

/** What a column is to a study. */
export type Part =
  | 'unit'
  | 'assignment'
  | 'usage'
  | 'covariate'
  | 'mediator'
  | 'outcome'
  | 'segment'
  | 'blocks'
  | 'trigger'
  | 'served'
  | 'probability'
  | 'policy'
  | 'learning'
  | 'judge'
  | 'human label';

/** A column that the study names, for a role and at a place in the file. */
export interface Named {
  /** What errors call it. */
  readonly role: string;
  readonly column: string;
  readonly path: KeyPath;
  /** Types that the role can do with. */
  readonly needs: 'number' | 'covariate' | 'key' | 'any';
  /** Absent where it plays none that excludes another or stands in the causal graph. */
  readonly part?: Part;
  /** Said of it instead of what is said of its part. */
  readonly says?: string;
  /** Of a unit with many rows: the one value that they share, or the highest of them. */
  readonly ofUnit?: 'shared' | 'highest';
}

/** What a column of one part cannot also be, and what to do about it. */
export interface Clash {
  readonly part: Part;
  readonly others: readonly Part[];
  readonly mend: string;
}
