import type { Verdict } from '../../estimate/finding.ts';
import type { AnswerOptions, Relation } from '../../relation/relation.ts';
import type { StudySource } from '../parse-study.ts';
import type { KeyPath } from '../schema/key-text.ts';
import type { StudyFile } from '../schema/study-file.ts';

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
  check(study: StudyFile): readonly Doubt[];
  /** What the data tell besides, when they are there: never an outcome. */
  look?(data: LintData): Promise<readonly Doubt[]>;
}

/** Rows of the experiment, one a unit. */
export interface LintData {
  readonly source: StudySource;
  readonly relation: Relation;
  readonly treatment: string;
  readonly options: AnswerOptions;
}
