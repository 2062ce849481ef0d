import type { Finding } from '../estimate/finding.ts';

/** What one more row like those that there are tells: for designs that are planned from rows, not from arms. */
export interface ToldByRows {
  readonly rows: number;
  readonly candidates: readonly ToldOfCandidate[];
  /** With fewer effective rows than this a candidate is held, whatever its estimate. */
  readonly leastEffective: number;
  /** What may make more rows of the same kind tell less than is planned. */
  readonly findings: readonly Finding[];
}

export interface ToldOfCandidate {
  readonly id: string;
  /** Effective rows that a row is worth. */
  readonly effective: number;
  /** By outcome; absent where the rows have none of its values. */
  readonly gains: Readonly<Record<string, ToldOfGain | { readonly why: string; readonly mend: string }>>;
}

/** The gain of a candidate on an outcome. */
export interface ToldOfGain {
  /** Rows that it was found on. */
  readonly rows: number;
  /** Mean of the outcome as it is. */
  readonly mean: number;
  readonly isShare: boolean;
  /** Standard deviation of what a row tells of the gain: the standard error times the root of the rows, so that clusters are in it. */
  readonly sd: number;
  readonly clusters?: number;
}
