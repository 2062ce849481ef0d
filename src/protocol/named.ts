import type { SharesTable } from '../relation/shares.ts';
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
  | 'alongside'
  | 'rerandomized'
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
  /** Types that the role accepts. */
  readonly needs: 'number' | 'covariate' | 'key' | 'time' | 'period' | 'any';
  /** Its part in the study. Absent where the part excludes no other part and has no place in the causal graph. */
  readonly part?: Part;
  /** What to say about a clash of this column, instead of the usual words for its part. */
  readonly says?: string;
  /** Of a unit with many rows: the one value that they share, or the highest of them. */
  readonly ofUnit?: 'shared' | 'highest';
}

/** Two parts that one column cannot play at once, and what to do about it. */
export interface Clash {
  readonly part: Part;
  readonly others: readonly Part[];
  readonly mend: string;
}

/** A table of shares in a file that the study names, and where. */
export interface NamedShares extends SharesTable {
  readonly file: string;
  readonly path: KeyPath;
}
