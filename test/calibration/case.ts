import type { Answer } from '../../src/estimate/answer.ts';
import type { Bounds, Estimate, Piece } from '../../src/estimate/estimate.ts';
import type { Asking } from '../../src/relation/asking.ts';
import type { Draws } from './draws.ts';

/** What the share of hits is held against. */
export type Expected =
  /** Two-sided binomial band. */
  | { readonly kind: 'nominal'; readonly rate: number }
  /** Degrees of freedom of small samples, which match a distribution by two moments: a rate of this to that. */
  | { readonly kind: 'between'; readonly rate: number; readonly to: number }
  /** Conservative by construction, or approximate from that side: no fewer. */
  | { readonly kind: 'at-least'; readonly rate: number }
  /** A method that must fail here: surely fewer. */
  | { readonly kind: 'below'; readonly rate: number }
  /** Printed, for what is not promised. */
  | { readonly kind: 'shown' };

/** An interval, a bound or a test of an answer, and how often it must be right. */
export interface Check {
  readonly name: string;
  /** The population value that is to be covered, by its name in the draws; absent for tests. */
  readonly truth?: string;
  readonly hit: (answer: Answer, truth: number) => boolean;
  readonly expected: Expected;
}

/** One question, asked in every replication. */
export interface Asked {
  readonly ask: () => Asking<Answer>;
  readonly checks: readonly Check[];
}

export interface Scenario {
  readonly name: string;
  readonly draws: Draws;
  /** Takes long: a tenth of the replications. */
  readonly heavy?: true;
  /** A way that must fail here and is not far off needs so many replications to be told from its limit; where it takes long it is held in recorded runs alone. */
  readonly least?: number;
  readonly asked: readonly Asked[];
}

const includes = ({ low = -Infinity, high = Infinity }: Piece, value: number): boolean => low <= value && value <= high;

/** Does the interval of the only estimate cover the truth? */
export const covers = ({ estimates: [e] }: Answer, truth: number): boolean => e.interval.pieces.some((piece) => includes(piece, truth));

/** Does the piece that is picked from the estimate? */
export const coversIn =
  (pick: (e: Estimate) => Piece) =>
  ({ estimates: [e] }: Answer, truth: number): boolean =>
    includes(pick(e), truth);

/** Does one of the one-sided bounds hold? */
const boundHolds = (side: 'low' | 'high', of: (e: Estimate) => Bounds | undefined = (e) => e.bounds): Check['hit'] =>
  coversIn((e) => ({ [side]: of(e)![side] }));

/** Is the p-value of the only finding at least this: no alarm? */
export const silent =
  (from: number): Check['hit'] =>
  ({ findings: [{ pValue }] }) =>
    pValue! >= from;

export const nominal = (rate = 0.95): Expected => ({ kind: 'nominal', rate });
/** What the contract asks of degrees of freedom in small samples. */
export const smallSample: Expected = { kind: 'between', rate: 0.93, to: 0.985 };
export const atLeast = (rate = 0.95): Expected => ({ kind: 'at-least', rate });
export const below = (rate: number): Expected => ({ kind: 'below', rate });
export const shown: Expected = { kind: 'shown' };

// Checks that many cases share.

export const interval = (name: string, truth: string, expected: Expected = nominal()): Check => ({ name, truth, hit: covers, expected });
export const lower = (name: string, truth: string, expected: Expected = nominal()): Check => ({
  name: `${name}, lower bound`,
  truth,
  hit: boundHolds('low'),
  expected,
});
export const upper = (name: string, truth: string, expected: Expected = nominal()): Check => ({
  name: `${name}, upper bound`,
  truth,
  hit: boundHolds('high'),
  expected,
});
export const relative = (name: string, truth: string, expected: Expected = nominal()): Check => ({
  name: `${name}, relative effect`,
  truth,
  hit: coversIn((e) => e.relative!.interval!.pieces[0]),
  expected,
});
export const relativeUpper = (name: string, truth: string, expected: Expected = nominal()): Check => ({
  name: `${name}, relative effect, upper bound`,
  truth,
  hit: boundHolds('high', (e) => e.relative!.bounds),
  expected,
});
