import type { Role, Unit } from '../../estimate/estimate.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import type { PlannedLooks } from '../../power/design.ts';
import type { Baseline } from './baseline.ts';

/** How large a study must be, and what one of the planned size can tell: plain data. */
export interface PowerPlan {
  readonly schemaVersion: 1;
  readonly study: { readonly id: string; readonly question: string; readonly unit: string; readonly control: string; readonly treatments: readonly string[] };
  readonly data: {
    readonly name: string;
    readonly found: boolean /** Which rows the baselines come from. */;
    readonly rows: 'control arm' | 'all rows' | 'none';
  };
  readonly assumptions: PowerAssumptions;
  readonly rows: readonly PowerRow[];
  readonly findings: readonly Finding[];
  readonly exhibits: readonly Exhibit[];
  readonly simulated?: SimulatedRow;
  /** At the planned units, of one treatment or of each candidate: what the rule will say of each candidate if it brings what is asked and moves no guardrail. */
  readonly chances?: readonly DecisionChance[];
}

/** The chance of a launch lies between two limits, since conditions that rest on the same rows go together in a way that is not planned from. */
export interface DecisionChance {
  readonly candidate: string;
  readonly units: number;
  readonly effective: number;
  readonly launch: { readonly low: number; readonly high: number };
  /** Conditions of the launch that are not planned: they may be met or not. */
  readonly unplanned?: readonly string[];
  /** The most that the chance of the opposite verdict can be; else it is held. */
  readonly stop: number;
}

export interface PowerAssumptions {
  readonly power: number;
  /** Of the two-sided test of an effect, and of the one-sided test of a guardrail. */
  readonly level: number;
  readonly guardrailLevel: number;
  readonly shares: Readonly<Record<string, number>>;
  /** In standard errors, by outcome, where several arms are compared as a family. */
  readonly criticalValues?: Readonly<Record<string, number>>;
  readonly plannedUnits?: number;
  readonly unitsPerDay?: number;
  /** Of a study that is looked at while it runs. */
  readonly looks?: PlannedLooks;
  readonly compliers?: number;
  readonly trigger?: number;
  /** Candidates that are held together, by Sidak's inequality and Bonferroni's. */
  readonly together?: number;
}

/** What an outcome needs. */
export interface PowerRow {
  readonly outcome: string;
  /** Where the design is planned from rows: whose gain it is, and how many effective rows a row is worth for it. */
  readonly candidate?: { readonly id: string; readonly effective: number };
  readonly role: Role;
  readonly better: 'higher' | 'lower';
  readonly unit: Unit;
  readonly baseline?: Omit<Baseline, 'spread'>;
  /** An effect to find, or a margin to show that a guardrail holds when the change does nothing. */
  readonly asks?: {
    readonly kind: 'difference' | 'non-inferiority';
    readonly size: number;
    readonly needed: Needed;
    /** Of a study with looks that has the units needed: how many are in when it stops, on average, if the effect is what is asked and if there is none. */
    readonly expected?: { readonly asked: number; readonly none: number };
    readonly powerAtPlanned?: number;
  };
  /** The smallest effect (of a guardrail: margin) that the planned units can tell. */
  readonly atPlanned?: { readonly units: number; readonly smallest: number /** On those who use it. */; readonly onCompliers?: number };
  readonly refused?: { readonly says: string; readonly mend: string };
}

export interface Needed {
  readonly units: number;
  readonly perArm: Readonly<Record<string, number>>;
  readonly clusters?: number;
  readonly days?: number;
}

/** Power found by simulation on the study's own rows. */
export interface SimulatedRow {
  readonly outcome: string;
  readonly method: string;
  readonly effect: number;
  readonly units: number;
  readonly clusters?: number;
  readonly replications: number;
  readonly refused: number;
  readonly seed: number;
  readonly power: number;
  readonly low: number;
  readonly high: number;
  /** The closed form at the same units. */
  readonly closedForm?: number;
}
