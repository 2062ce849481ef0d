import type { ArmValue } from '../estimate/arm-value.ts';
import type { Estimate, Role } from '../estimate/estimate.ts';
import type { Exhibit } from '../estimate/exhibit.ts';
import type { Finding } from '../estimate/finding.ts';
import type { Sharing } from '../protocol/look.ts';
import type { Measured } from '../protocol/measured.ts';
import type { PerUnit } from '../protocol/per-unit.ts';
import type { Protection } from '../protocol/protects.ts';
import type { Value } from '../protocol/protocol.ts';
import type { Transform } from '../protocol/scale.ts';
import type { DecisionVerdict } from '../protocol/verdicts.ts';

/** One line of the argument: a condition, or something that overrides all of them. */
export interface Reason {
  readonly condition: string;
  readonly status: 'met' | 'not-met' | 'violated';
  /** The estimate that it rests on. */
  readonly estimate?: string;
  readonly says: string;
  /** What to do about it, where it is a failing finding. */
  readonly mend?: string;
  /** While it stands no number of the study may be read as an effect. */
  readonly unreadable?: true;
}

export interface GuardrailVerdict {
  readonly outcome: string;
  /** With several treatment arms, the one that is judged here. */
  readonly arm?: string;
  readonly estimate?: string;
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  /** In the outcome's units, or a share of the control mean. Positive: how much worse is still tolerable. */
  readonly tolerance: number;
  readonly relative: boolean;
  readonly better: 'higher' | 'lower';
  /** Of an inconclusive verdict: the probability that a study this precise passes when nothing changed. */
  readonly power?: number;
  readonly says: string;
}

/** The rule on one treatment arm. */
export interface Argument {
  readonly verdict: DecisionVerdict;
  /** One sentence why. */
  readonly says: string;
  readonly reasons: readonly Reason[];
  readonly guardrails: readonly GuardrailVerdict[];
  /** The estimate of the net value per unit; absent when no outcome has a value. */
  readonly netValue?: string;
}

export interface ArmDecision extends Argument {
  readonly arm: string;
}

/** With several treatment arms: the argument for the arm to launch, or for the one that comes nearest, and in `arms` the argument for each. */
export interface Decision extends Argument {
  readonly arm?: string;
  readonly arms?: readonly ArmDecision[];
}

/** What the reader of a memo must know about one outcome, beside its estimates. */
export interface OutcomeWords {
  readonly name: string;
  /** What readers see in place of the name, as declared. */
  readonly label?: string;
  /** With several treatment arms, the one that is compared with control here. */
  readonly arm?: string;
  readonly role: Role;
  readonly better: 'higher' | 'lower';
  /** What a guardrail is there for, where the study says it. */
  readonly protects?: Protection;
  /** Who scores the outcome and who checks the scores, where that is no column of the log. */
  readonly measured?: Pick<Measured, 'judges' | 'human' | 'by' | 'sampling' | 'version' | 'rubric' | 'population'>;
  /** How long it takes to show, as declared: younger units are left out of it. */
  readonly maturity?: string;
  /** The estimate that speaks for this outcome in the banner, the table and the decision; absent when refused. */
  readonly headline?: string;
  readonly worthwhile?: number;
  /** Columns of numerator and denominator, of an outcome that is a ratio of totals. */
  readonly ratio?: readonly [string, string];
  /** Column and share, of an outcome that is a quantile. */
  readonly quantile?: readonly [string, number];
  /** With many rows per unit: what a unit gets of them. */
  readonly per?: PerUnit;
  readonly transform?: Transform;
  /** What the outcome is capped at; with `quantiles`, limits estimated from all arms together. */
  readonly limits?: { readonly low: number; readonly high: number; readonly quantiles?: readonly [number, number] };
  /** Value of one unit of the outcome in `currency`, for the net value. */
  readonly value?: Value;
}

/** The study as it was read: nothing here is computed from data. */
export interface StudyWords {
  readonly id: string;
  readonly question: string;
  readonly data: string;
  readonly unit: string;
  /** Where units are followed over periods: what an amount is for besides, such as a week. */
  readonly per?: string;
  /** What would tell more, where that is no matter of more units. */
  readonly more?: string;
  readonly design: {
    readonly kind: string;
    readonly says: string;
    /** The column that the design turns on, and what it is called: assignment, action. */
    readonly column: { readonly role: string; readonly name: string };
    readonly control: string;
    /** What is compared with control, one and several: treatment, treatments. */
    readonly noun: readonly [string, string];
    readonly treatments: readonly string[];
    /** What readers see in place of an arm, of those arms that have a label. */
    readonly labels?: Readonly<Record<string, string>>;
  };
  /** The versions under study: arm -> field -> version. */
  readonly treatments: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly covariates: readonly string[];
  readonly mediators: readonly string[];
  /** Columns by which effects are shown apart, and harm is looked for; absent where none is declared. */
  readonly segments?: readonly string[];
  readonly outcomes: readonly OutcomeWords[];
  /** Units of real use that chance assigned, an offline set, or what was seen without anybody drawing lots. */
  readonly evidence: 'experiment' | 'benchmark' | 'observation';
  readonly level: number;
  readonly guardrailLevel: number;
  readonly looks: string;
  readonly plannedUnits?: number;
  readonly launchWhen: readonly string[];
  /** Whom the launch leaves out, such as `language is ar`: everything else is about the others. */
  readonly butFor?: string;
  readonly monitoring: Readonly<Record<string, string | number>>;
}

/** What is needed to reproduce the numbers. */
export interface Provenance {
  readonly estimand: string;
  /** The version of Node, where the caller told it. */
  readonly node?: string;
  readonly engine: string;
  readonly planHash: string;
  readonly seed: number;
  readonly rounds: number;
  /** Units that were analysed, all arms together. */
  readonly units: number;
  /** The SQL that ran, in order; empty for rows in memory. */
  readonly statements: readonly string[];
  readonly command: string;
}

/** A look that was taken. */
export interface TakenLook {
  readonly units: number;
  /** Units over planned units. */
  readonly fraction: number;
  /** Its place among the looks that were planned; absent of one that was not. */
  readonly planned?: number;
  /** The primary outcome crossed its bound: there the study could stop. */
  readonly crossed?: true;
  /** All of the error is spent. */
  readonly last?: true;
}

/** How a study is looked at while it runs, and the looks that were taken until now, this one last: what the next look goes on from. */
export interface LookRecord {
  readonly looks: string | readonly (string | number)[];
  readonly spending: Sharing;
  readonly plannedUnits: number;
  readonly level: number;
  readonly guardrailLevel: number;
  readonly taken: readonly TakenLook[];
}

export interface StudyResult {
  readonly schemaVersion: 1;
  readonly study: StudyWords;
  /** Of a study whose looks share the error. */
  readonly look?: LookRecord;
  readonly decision: Decision;
  /** What was seen of each outcome in each arm; empty where no arm is assigned. */
  readonly arms: readonly ArmValue[];
  readonly estimates: readonly Estimate[];
  readonly findings: readonly Finding[];
  readonly exhibits: readonly Exhibit[];
  readonly provenance: Provenance;
}
