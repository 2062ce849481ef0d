import { EstimandError } from '../../errors/estimand-error.ts';
import type { DesignedStudy } from '../../protocol/design.ts';
import { labelSteps } from '../../protocol/measured-of.ts';
import { type Relation, through } from '../../relation/relation.ts';
import { holdsNumbers } from '../../relation/schema.ts';
import { dataName } from './data-name.ts';
import type { OpenRequest, StudySource } from './parse-study.ts';
import { spelledColumns } from './spelled-columns.ts';

/** Where the rows of a study come from. */
export interface DataOptions extends OpenRequest {
  /** Rows instead of those that the study names, such as `fromRows(rows)`; needed when the study opens no files. */
  readonly data?: Relation;
}

/** Errors  data-unopened when there are neither rows nor files; those of opening files. */
export async function opened(source: StudySource, { data, ...request }: DataOptions): Promise<Relation> {
  const relation = data ?? (await source.open?.(request));
  if (relation) return withLabels(spelledColumns(relation, source), source);
  throw new EstimandError('data-unopened', { data: dataName(source.study) }, source.placeOf(['data']));
}

/** Rows with what several people say together as a column, in the place where one person's label stands. */
export const withLabels = (relation: Relation, { study }: DesignedStudy): Relation =>
  through(
    relation,
    labelSteps(study.outcomes, (name) => holdsNumbers(relation.schema, name)),
  );
