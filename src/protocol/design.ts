import type * as z from 'zod';
import type { EstimandError, Place } from '../errors/estimand-error.ts';
import type { Answer } from '../estimate/answer.ts';
import type { ArmValue } from '../estimate/arm-value.ts';
import type { Estimate } from '../estimate/estimate.ts';
import type { Verdict } from '../estimate/finding.ts';
import type { Asking } from '../relation/asking.ts';
import type { AnswerOptions, Relation } from '../relation/relation.ts';
import type { Column } from '../relation/schema.ts';
import type { Step } from '../relation/steps.ts';
import type { Cells } from './cells.ts';
import type { LaunchCondition } from './keys/decide.ts';
import type { KeyPath, Problem } from './keys/problem.ts';
import type { DesignKeys, StudyFile } from './keys/study-file.ts';
import type { LabelGroups } from './labelled.ts';
import type { Clash, Named, NamedShares } from './named.ts';
import type { Covariate, Drawn, Grain, Outcome, Own, Protocol } from './protocol.ts';
import type { AnyQuestion } from './question.ts';
import type { Taken } from './takes.ts';
import type { ToldByRows } from './told.ts';
import { launching, type Vocabulary } from './verdicts.ts';

/** A study, and what its design means. */
export interface DesignedStudy {
  readonly study: StudyFile;
  readonly design: Design;
}

/** Where a path of keys stands in the study file, if it is read from one. */
export type PlaceOf = (path: KeyPath, character?: number) => Place | undefined;

/** The design in words, for whoever reads the result without the study. */
export interface DesignWords {
  /** One sentence without its point, such as `ticket_id assigned at random by ai`. */
  readonly says: string;
  /** The column that the design turns on, and what it is called: Assignment, Action. */
  readonly column: { readonly role: string; readonly name: string };
  /** What the others are compared with. */
  readonly control: string;
  readonly treatments: readonly string[];
  /** What is compared with control, one and several: treatment, treatments. */
  readonly noun: readonly [one: string, several: string];
  /** What is counted, such as a unit that has many rows; default: the unit, and rows where it has one in each period. */
  readonly counts?: string;
  /** What an amount is for besides the unit, such as a week. */
  readonly per?: string;
  /** What would tell more, where that is no matter of more units. */
  readonly more?: string;
  /** What each treatment is, by part, beside what the study says under `treatments`. */
  readonly versions?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Arms as a study declares them. */
export interface DeclaredArms {
  /** Column of the arm. */
  readonly assignment: string;
  readonly control: string;
  /** The arms other than control, in the order of the study. */
  readonly treatments: readonly string[];
  readonly shares?: Readonly<Record<string, number>>;
  /** Column of what was drawn, when it is coarser than the unit. */
  readonly cluster?: string;
  /** Column by which errors are added up although it is not what is drawn. */
  readonly errorsBy?: string;
  readonly blocks?: string;
  readonly trigger?: string;
}

/** What was seen of the data before the plan: what the design wanted to know, and how many units there are by arm. */
export interface Looked<Seen> {
  readonly seen: Seen;
  readonly units: Readonly<Record<string, number>>;
}

type Compared = 'alongside' | 'assignment' | 'cluster' | 'errorsBy' | 'labelsWithin' | 'trigger' | 'usage' | 'complete' | 'changes';
type Blocked = 'blocks' | 'blocksAs' | 'blocksWithin' | 'blocksAbsorbed' | 'rerandomized';

/** What a design brings to the protocol. */
export interface DesignPart<Mine extends Own> extends Partial<Pick<Protocol, Compared | Blocked>> {
  readonly own: Mine;
  /** Joins the covariates of a regression, which then compares within it. */
  readonly factors?: readonly Extract<Covariate, object>[];
}

/** What is compared with what. */
export interface Contrasts {
  readonly candidates: readonly Candidate[];
  /** How several comparisons hold together: by the joint law of the arms, or by Sidak's level, as the family that they are called. */
  readonly together: { readonly by: 'joint-arms' } | { readonly by: 'sidak'; readonly called: string };
  /** Candidates share no rows that one of them could spoil: what is doubted about one is no doubt about another. */
  readonly apart?: true;
}

/** What may be launched, and what it is held against. */
export interface Candidate {
  readonly id: string;
  readonly against: string;
}

/** A condition of a launch that a design adds to the common ones. */
export interface DesignCondition extends LaunchCondition {
  /** No study of the design, or none of which this holds, launches without it, whether or not the study names it. */
  readonly always?: true | ((study: StudyFile) => boolean);
  /** `headline` speaks for the primary outcome of the contrast that is judged; without one the condition is not met. */
  judge(
    headline: Estimate | undefined,
    answer: Pick<Answer, 'estimates' | 'findings'>,
    outcome: Outcome,
  ): { readonly status: 'met' | 'not-met' | 'violated'; readonly says: string; readonly estimate?: string };
}

/** When a study is one of this design, and what breaks it: what `advise` and the pages are built from. */
export interface Advice {
  /** Who or what decided who got it, such as `a coin, for each unit`. */
  readonly decidedBy: string;
  /** What the data must hold, such as `the arm that each unit was assigned to`. */
  readonly logged: string;
  readonly breaks: readonly string[];
}

/** What a rule has found, at a path of the study. */
export interface Doubt {
  readonly path: KeyPath;
  readonly verdict: Extract<Verdict, 'warn' | 'fail'>;
  /** One sentence with the reason, in the names of the study. */
  readonly says: string;
  readonly mend: string;
}

/** One of the ways in which evaluations of AI systems go wrong. */
export interface LintRule {
  readonly id: string;
  readonly title: string;
  /** Keys of the study that it reads, and columns where it looks at data. */
  readonly reads: readonly string[];
  /** What the study alone tells. */
  check(study: DesignedStudy): readonly Doubt[];
  /** What the data tell besides, when they are there: never an outcome. */
  look?(data: LintData): Promise<readonly Doubt[]>;
}

/** Rows of the study, one a unit. */
export interface LintData extends DesignedStudy {
  readonly relation: Relation;
  readonly options: AnswerOptions;
}

/**
 * A way of rolling out, as a value: everything that the study, the linter, the planning, the decision and the reports ask of a design. Nobody asks its name.
 * One folder under `methods` makes one, and one line in `study/designs.ts` enters it. `Mine` is the part of the protocol that only its own methods read,
 * `Seen` what it wants to know of the data before the plan stands.
 */
export interface Design<Keys extends DesignKeys = DesignKeys, Mine extends Own = Own, Seen = unknown, S extends z.ZodObject = z.ZodObject> {
  // What a study file says.
  /** Its keys under `design`; `kind` is a literal. */
  readonly keys: S;
  /** What it is called in a sentence: `a routing log`. */
  readonly called: string;
  /** Study keys and scales of outcomes that it can do with; any other is refused, with the reason under `instead` or the usual one. */
  readonly takes: readonly Taken[];
  readonly instead?: Readonly<Partial<Record<Taken, string>>>;
  /** Every column that its keys name. */
  columns(keys: Keys): readonly Named[];
  /** What a column of its own cannot also be. */
  readonly apart: readonly Clash[];
  /** The condition that says which units could notice their arm. */
  trigger?(keys: Keys): string | undefined;
  /** The arms that the study declares; absent where it declares none. */
  arms?(study: StudyFile<Keys>): DeclaredArms;
  /** Names that the study calls by name, of each column that holds them. */
  names?(study: StudyFile<Keys>): Readonly<Record<string, readonly string[]>>;
  /** Conditions among its keys: the texts that they compare a column with are names too. */
  compares?(study: StudyFile<Keys>): readonly string[];
  /** What its keys and the rest of the study must say together. `written` is the study before defaults. */
  agree?(study: StudyFile<Keys>, written: unknown): readonly Problem[];
  words(study: StudyFile<Keys>): DesignWords;
  /** Where the study names what an error is about, where that is no column. */
  placeOf?(error: EstimandError, keys: Keys): KeyPath | undefined;
  /** What the linter asks of this design alone; a rule of the same id as a common one adds to it. */
  readonly doubts?: readonly LintRule[];
  readonly advice: Advice;

  // What a row is, and what must be seen before the plan: never an outcome.
  grain(study: StudyFile<Keys>): Grain;
  /** What the column under `time` must hold; default: times. */
  readonly timeNeeds?: 'period';
  /** What every row gets before anything is asked of it, such as its period as a number. */
  steps?(study: StudyFile<Keys>, schema: readonly Column[]): readonly Step[];
  /** Files that its keys name beside the rows, of which these get columns (`sharesIn`). */
  shares?(keys: Keys): readonly NamedShares[];
  /** Columns that make a row together with the unit, where a unit has one in each of their values. */
  readonly within?: readonly string[];
  /** Who or what decided who got it. */
  drawn(study: StudyFile<Keys>): Drawn;
  look(protocol: Protocol, place: PlaceOf): Asking<Looked<Seen>>;
  /** `seen` is absent before the look. */
  part(study: StudyFile<Keys>, place: PlaceOf, schema: readonly Column[], seen?: Seen): DesignPart<Mine>;

  /** Cohorts by period, where these are compared instead of arms; known after the look. */
  cells?(protocol: Protocol): Cells;
  /** Groups of rows whose judged outcomes are corrected by labels of their own, where rows are weighed one by one; known after the look. */
  labelGroups?(protocol: Protocol): LabelGroups;

  // What is asked and decided.
  /** Methods and checks. */
  readonly questions: readonly AnyQuestion[];
  contrasts(protocol: Protocol): Contrasts;
  readonly verdicts: Vocabulary;
  /** What kind of evidence it gives; absent where the study says whether its units are of real use. */
  readonly evidence?: 'observation';
  /** Why no study of this design can launch anything, and what to do instead: a failing finding of every result. */
  readonly ceiling?: { readonly says: string; readonly instead: string };
  readonly conditions: readonly DesignCondition[];
  /** Ids of the questions whose estimates may speak for an outcome. */
  speakers(protocol: Protocol): readonly string[];
  /** What an outcome was in each arm, of the estimate that speaks for it: where no arm is assigned, and means of rows would say something else. */
  armsOf?(headline: Estimate): readonly ArmValue[];
  /** The estimate that speaks for an outcome, among those of one outcome and one contrast. */
  headline(own: readonly Estimate[], protocol: Protocol): Estimate | undefined;
  /** Checks that say why a candidate has no estimate where that is no fault of the study: it is held, and stops nothing else. */
  readonly unanswerable?: readonly string[];
  /** What only the whole answer tells of single estimates, and what it leaves out. */
  remarks?(protocol: Protocol, answer: Answer): Answer;
  /** What is planned by `estimand power`; absent where it cannot plan. */
  power?(study: StudyFile<Keys>): DeclaredArms;
  /** What rows tell of each candidate, for designs that are planned from rows like those that there are, in place of `power`. Of outcomes the protocol has those that the rows have. */
  told?(protocol: Protocol): Asking<ToldByRows>;
  /** Why it cannot. */
  readonly unplanned?: string;
}

type DesignBy<S extends z.ZodObject, Mine extends Own, Seen> = Design<z.output<S> & DesignKeys, Mine, Seen, S>;

type Usual = 'apart' | 'verdicts' | 'conditions' | 'grain';

/** A design with what most of them leave alone filled in: rows are units, verdicts are about a launch, nothing is added to clashes and conditions. */
export function defineDesign<S extends z.ZodObject, Mine extends Own, Seen>(
  design: Omit<DesignBy<S, Mine, Seen>, Usual> & Partial<Pick<DesignBy<S, Mine, Seen>, Usual>>,
): DesignBy<S, Mine, Seen> {
  return { apart: [], verdicts: launching, conditions: [], grain: () => 'unit', ...design };
}
