import type { Role, Unit } from '../estimate/estimate.ts';
import type { Expression } from '../expressions/expression.ts';
import type { SampledMeans } from './cells.ts';
import type { Covariate } from './covariate.ts';
import type { Heterogeneity } from './heterogeneity.ts';
import type { LabelledRows } from './labelled.ts';
import type { Look } from './look.ts';
import type { Measured } from './measured.ts';
import type { PerUnit } from './per-unit.ts';
import type { Scale } from './scale.ts';
import type { UnitChanges } from './unit-changes.ts';

export { type Covariate, columnOfCovariate } from './covariate.ts';

/** Who was assigned to what, in any design that assigns. Arms are canonical texts. */
export interface Assignment {
  readonly column: string;
  readonly control: string;
  /** The arms other than control, in the order of the study. */
  readonly treatments: readonly string[];
  /** What readers see in place of an arm, of those arms that have a label. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Planned share of each arm. */
  readonly shares?: Readonly<Record<string, number>>;
  /** Every treatment arm runs the same versions: the arms are ways to one treatment. */
  readonly alike?: true;
  /** The most share of units seen in several arms that is only told. */
  readonly contamination?: number;
}

/** What one unit of an outcome is worth: the same in every arm, or a value for each. */
export type Value = number | Readonly<Record<string, number>>;

/** What counts as better, and by how much. Names are the user's. */
export interface Outcome {
  readonly name: string;
  /** What readers see in place of the name. */
  readonly label?: string;
  /** Usually the column of that name; the net value is a sum of columns. */
  readonly measure: Expression;
  readonly role: Role;
  readonly better: 'higher' | 'lower';
  readonly unit: Unit;
  readonly worthwhile?: number;
  readonly tolerance?: { readonly value: number; readonly relative: boolean };
  /** Margins, in units of the outcome: within which it counts as unchanged, by which it must improve. */
  readonly equivalence?: number;
  readonly superiority?: number;
  /** Money per unit of the outcome, or per unit in each arm. */
  readonly value?: Value;
  /** With many rows per unit: what a unit gets of them, also in words such as `mean score per user`. A ratio is one of totals. */
  readonly perUnit?: {
    readonly per: PerUnit;
    readonly says: string /** It comes of whole numbers by type, which a total or a mean of them does not tell. */;
    readonly whole: boolean;
  };
  /** How the measure is made of the column; absent for the column as it is. */
  readonly scale?: Scale;
  /** Of an outcome that takes time to show: which units are old enough, after how many seconds, and what the others are called, such as `less than 7 days old`. */
  readonly mature?: { readonly met: Expression; readonly after: number; readonly called: string };
  /** Those that are not, by arm. Absent before they are counted. */
  readonly young?: Loss;
  /** The least and the most that the measure can be, as declared. */
  readonly bounds?: readonly [number, number];
  /** The outcome is a sum over a sum, each added up over units; `measure` is then the ratio within a unit and of no use alone. */
  readonly ratio?: { readonly numerator: Expression; readonly denominator: Expression };
  /** The outcome is the quantile of its measure at this share; what methods say of means does not concern it. */
  readonly quantile?: number;
  /** The outcome is scored by a judge and audited by people; its measure is what is made of both. */
  readonly measured?: Measured;
  /** Degrees of freedom of the audits that its measure rests on. */
  readonly auditFreedom?: number;
  /** Beside its measure: that of the audited units alone with its degrees of freedom, and the judge's scores as calibrated, taken for data. */
  readonly audit?: { readonly measure: Expression; readonly freedom: number; readonly plugIn: Expression } | AuditInCells | AuditByRows;
  /** Where cohorts by period are compared: what their means owe to the audit. */
  readonly sampled?: SampledMeans;
  /** Where rows are weighed one by one: what labels add to them. */
  readonly labelled?: LabelledRows;
}

/** Of cohorts by period, beside the measure: that of the audit alone, and how far the judge is off, each with what its means owe to the audit. */
export interface AuditInCells {
  readonly measure: Expression;
  readonly sampled: SampledMeans;
  readonly error: { readonly measure: Expression; readonly sampled: SampledMeans };
}

/** Of rows that are weighed one by one, beside the measure: that of the audit alone, and how far the judge is off, each with what labels add to it. */
export interface AuditByRows {
  readonly measure: Expression;
  readonly labelled: LabelledRows;
  readonly error: { readonly measure: Expression; readonly labelled: LabelledRows };
}

export interface Analysis {
  readonly level: number;
  /** Level of each one-sided guardrail bound. */
  readonly guardrailLevel: number;
  readonly adjust: 'lin' | 'ancova' | 'cuped' | 'logistic' | 'none';
  readonly seed: number;
  readonly plannedUnits?: number;
  /** With several treatment arms: each against control, or all pairs. */
  readonly comparisons: 'control' | 'all-pairs';
  /** Outcomes whose contrasts between arms hold together as one family. */
  readonly family: readonly string[];
  /** How often arms are drawn anew to test an effect; absent where it is not asked. */
  readonly randomization?: number;
}

/** A design's private part of the protocol: only its own methods know more of it. */
export interface Own {
  readonly kind: string;
}

/** Who or what decided which unit got the treatment: chance alone, the users, a rule on what was known, or the day. */
export type Drawn = 'by-chance' | 'by-choice' | 'by-rule' | 'by-date';

/** What a row of the data is, once rows are added up by the study's unit. */
export type Grain = 'unit' | 'unit-period' | 'request' | 'item';

/** Which units could notice their arm. */
export interface Trigger {
  /** Known in the same way in all arms. */
  readonly met: Expression;
  /** As the study writes it. */
  readonly says: string;
}

/** Units of one arm, whatever they were lost for. */
export interface LossCount {
  readonly arm: string;
  readonly lost: number;
  readonly kept: number;
}

/** Units that are in no estimate because the value of a column is missing. */
export interface Loss {
  readonly column: string;
  /** What is missing, in words; default: the column. */
  readonly called?: string;
  /** By arm; one entry where no arm is assigned. */
  readonly arms: readonly LossCount[];
}

/** Units that a launch leaves out: the decision is about the rest. */
export interface Except {
  /** Holds for the rest: those without a value are of it. */
  readonly rest: Expression;
  readonly levels: Readonly<Record<string, readonly string[]>>;
  /** Who is left out, such as `language is ar or he`. */
  readonly says: string;
}

/** A fixed-size study that is not looked at when its planned units are in. */
export interface UnplannedLook {
  readonly units: number;
  readonly planned: number;
}

/** Which requests were served, when outcomes are known of these only and the result is to hold for all. */
export interface Population {
  /** Column that says so: 0 and 1, or boolean. */
  readonly served: string;
  /** Column of the period, such as a week. */
  readonly period?: string;
  /** Column of the chance with which the request was served, logged when it was decided. */
  readonly probability?: string;
}

/** When units came in. */
export interface UnitTime {
  /** The column that says so, for readers. */
  readonly column: string;
  /** Seconds since 1970; of a unit with many rows the first of them. */
  readonly seconds: Expression;
}

/** The study as plain data, with every default filled in: what methods and checks are planned from. */
export interface Protocol {
  readonly own: Own;
  readonly drawn: Drawn;
  readonly grain: Grain;
  readonly unit: string | undefined;
  readonly rows: 'one-per-unit' | 'many-per-unit';
  readonly assignment: Assignment | undefined;
  /** For studies in which only some units were served: the population that the result is about. */
  readonly population?: Population;
  /** Where chance drew arms for units that came in one after the other, and the study says when. */
  readonly time?: UnitTime;
  /** Column of what was randomized, when it is coarser than the unit. */
  readonly cluster: string | undefined;
  /** Column by which errors are added up although it is not what was randomized: its values may hold several arms. */
  readonly errorsBy?: string;
  /** Where no arms are assigned: the column within whose values rows are labelled, what these are called, and what rows lie together in. */
  readonly labelsWithin?: { readonly column: string; readonly called: string; readonly cluster?: string };
  /** Column of the blocks within which arms were drawn. */
  readonly blocks: string | undefined;
  /** What the blocks stand for: their own units, or more blocks of their kind. Absent where the study does not say it. */
  readonly blocksAs?: 'units' | 'blocks';
  /** Column of clusters that hold whole blocks, and both arms: what is alike within them is no chance. */
  readonly blocksWithin?: string;
  /** Covariates sharpen the comparison within blocks whose effects are taken out one by one, whatever their number, rather than by a regression that blocks join. */
  readonly blocksAbsorbed?: true;
  /** Arms were drawn again until these columns were alike in them: the share of draws that was kept. */
  readonly rerandomized?: { readonly on: readonly string[]; readonly acceptance: number };
  readonly trigger: Trigger | undefined;
  readonly segments: readonly string[];
  /** Columns that hold the arm of another experiment on the same units at the same time. */
  readonly alongside?: readonly string[];
  readonly except?: Except;
  /** Column that says who used the feature, after assignment. */
  readonly usage: string | undefined;
  readonly covariates: readonly Covariate[];
  /** Columns without which a unit is in no estimate, where nobody drew lots: covariates are then no refinement, and none is imputed. */
  readonly complete?: readonly string[];
  /** Columns on the way from treatment to outcome, in the order of the study. */
  readonly mediators: readonly string[];
  readonly outcomes: readonly Outcome[];
  /** Where units are compared with themselves before: how their rows become changes. */
  readonly changes?: UnitChanges;
  /** Who benefits, where the study asks. */
  readonly heterogeneity?: Heterogeneity;
  readonly analysis: Analysis;
  /** Assigned units that are not among the rows that are asked, or that errors cannot count: one entry a cause. Absent before they are counted. */
  readonly losses?: readonly Loss[];
  /** Absent when all planned units are in, and before the units are counted. */
  readonly early?: UnplannedLook;
  /** Present when many more units are in than were planned: the study has been read on. */
  readonly late?: UnplannedLook;
  /** Which look this is, of a study whose intervals hold at several; absent at the planned size of one that is read once, and before units are counted. */
  readonly look?: Look;
  /** The levels are those of its look: for checks that hold at every look by themselves. */
  readonly lookedAt?: true;
}
