import type { Role, Unit } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import type { DecisionVerdict } from '../../protocol/verdicts.ts';

/** A study whose arms were drawn anew on rows of its own, again and again: plain data. */
export interface Replay {
  readonly schemaVersion: 1;
  readonly study: { readonly id: string; readonly question: string; readonly unit: string; readonly control: string; readonly treatments: readonly string[] };
  readonly data: ReplayedData;
  readonly draws: number;
  readonly seed: number;
  readonly level: number;
  readonly guardrailLevel: number;
  /** What was drawn, such as `whole team within region`. */
  readonly drawn: string;
  readonly outcomes: readonly ReplayedOutcome[];
  /** How often the rule of the study says what, when nothing changes, and when the primary outcome changes by what is worthwhile. */
  readonly nothing: Verdicts;
  readonly planted?: Verdicts & { readonly outcome: string; readonly effect: number };
  readonly findings: readonly Finding[];
}

export interface ReplayedData {
  readonly name: string;
  readonly rows: 'control arm' | 'all rows' | 'before the launch';
  readonly units: number;
  /** Whole clusters that are drawn, and the blocks that they or units are drawn within. */
  readonly clusters?: number;
  readonly blocks?: number;
}

/** A share of the draws, with Wilson's interval at 95 %. */
export interface Rate {
  readonly count: number;
  readonly of: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** What the decision reads, of one treatment. */
export interface ReplayedOutcome {
  readonly outcome: string;
  readonly arm: string;
  readonly role: Role;
  readonly better: 'higher' | 'lower';
  readonly unit: Unit;
  /** Methods that spoke for it, the most frequent first. */
  readonly methods: readonly string[];
  readonly nothing: Found;
  readonly planted?: Found & { readonly effect: number };
}

export interface Found {
  /** Draws without an estimate. */
  readonly refused: number;
  /** The interval leaves zero out. */
  readonly found: Rate;
  /** On the good side. */
  readonly better: Rate;
  /** The interval holds what is true. */
  readonly covered: Rate;
  /** Of the estimates, and the mean of what they say of their own error; absent where they say none. */
  readonly spread?: number;
  readonly standardError?: number;
  /** The spread by the mean standard error: one where errors are told rightly. */
  readonly ratio?: number;
  /** Only of what has a tolerance. */
  readonly guardrail?: { readonly passed: Rate; readonly failed: Rate };
}

export interface Verdicts {
  readonly go: Rate;
  readonly wait: Rate;
  readonly stop: Rate;
  /** What the study calls them. */
  readonly called: { readonly go: DecisionVerdict; readonly wait: DecisionVerdict; readonly stop: DecisionVerdict };
}
