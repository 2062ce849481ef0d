import { EstimandError } from '../../errors/estimand-error.ts';
import { column, indicator, is, text } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { meanOf } from '../../moments/moments.ts';
import type { PlaceOf } from '../../protocol/design.ts';
import type { StudyFile } from '../../protocol/keys/study-file.ts';
import type { Covariate } from '../../protocol/protocol.ts';
import { triggerColumns, triggerOf } from '../../protocol/trigger-of.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { type AnswerOptions, type Relation, through } from '../../relation/relation.ts';
import { levels, moments } from '../../relation/requests.ts';
import { run } from '../../relation/run.ts';
import { namesIn } from '../../relation/schema.ts';
import { clockOf, maturitySteps } from '../look/maturity.ts';
import { withLabels } from '../read/opened.ts';
import type { OpenRequest, StudySource } from '../read/parse-study.ts';
import { rowsPerUnit, unitColumns } from '../read/rows-per-unit.ts';
import type { BaselineQuestion } from './ask-baseline.ts';
import type { PlannedStudy } from './planned-study.ts';

/** The study's data when they are there and can be opened: before a rollout they need not be. */
export async function plannedData(source: StudySource, request: OpenRequest): Promise<Relation | undefined> {
  if ('table' in source.study.data) return undefined;
  try {
    return await source.open?.(request);
  } catch (error) {
    if (error instanceof EstimandError && error.code === 'file-missing') return undefined;
    throw error;
  }
}

/** Why there are no rows, after the name of the data. */
export const unopened = ({ study, open }: StudySource): string =>
  'table' in study.data ? 'is a table of a warehouse' : open ? 'is not there' : 'was not opened';

/** One row a unit with the outcomes of those that are old enough for them. Errors  time-unknown, maturity-too-long. */
export async function plannedUnits(relation: Relation, source: StudySource, options: AnswerOptions): Promise<Relation> {
  const { time } = source.study;
  const isTimed = relation.schema.some(({ name, type }) => name === time && type === 'time');
  const clock = isTimed ? await run(relation, clockOf(source), options) : undefined;
  const rows = plannedRows(relation, source);
  return through(rows, maturitySteps(source, rows.schema, clock, unitColumns(source) !== undefined));
}

/** One row a unit, on the columns that are there: data from before a rollout have no arms, and may lack outcomes. */
export function plannedRows(given: Relation, source: StudySource): Relation {
  const relation = withLabels(given, source);
  const { study, design, placeOf } = source;
  const columns = unitColumns(source);
  const arms = design.arms?.(study);
  if (!columns || !arms) return relation;
  const has = hasIn(relation);
  const { unit, brought, shared, trigger, time, order } = columns;
  const timed = (name: string | undefined): boolean => relation.schema.some((c) => c.name === name && c.type === 'time');
  if (!has(unit))
    throw new EstimandError('named-column-unknown', { role: 'unit', column: unit, source: relation.name, known: namesIn(relation.schema) }, placeOf(['unit']));
  const rows = has(arms.assignment) ? relation : relation.derive({ [arms.assignment]: text('') });
  return through(
    rows,
    rowsPerUnit(rows.schema, {
      unit,
      within: [],
      brought: Object.fromEntries(Object.entries(brought).filter(([name, per]) => has(name) && (per !== 'last' || timed(order)))),
      labels: [],
      shared: [...new Set([...shared, ...(arms.cluster === undefined ? [] : [arms.cluster])])],
      highest: [],
      ...(trigger !== undefined && triggerColumns(trigger).every(has) && { trigger }),
      ...(time !== undefined && timed(time) && { time }),
      ...(order !== undefined && timed(order) && { order }),
    }),
  );
}

/** The trigger on planned rows, where the data have what it reads. */
export function triggerIn(relation: Relation, { study, arms: { trigger } }: PlannedStudy, place: PlaceOf): Expression | undefined {
  if (trigger === undefined || !triggerColumns(trigger).every(hasIn(relation))) return undefined;
  return triggerOf(trigger, study.rows, relation.schema, place).met;
}

/** The share of rows that meet a condition; undefined without rows. */
export function* askShare(condition: Expression, where: Expression | undefined): Asking<number | undefined> {
  const { groups } = yield* ask(moments({ columns: { met: indicator(condition) }, ...(where && { where }) }));
  return groups[0] && groups[0].moments.n > 0 ? meanOf(groups[0].moments, 'met') : undefined;
}

/** The rows of the control arm, where the data have arms; undefined for all rows. */
export function* controlRows({ arms: { assignment, control } }: PlannedStudy, relation: Relation): Asking<Expression | undefined> {
  if (!hasIn(relation)(assignment)) return undefined;
  const { groups } = yield* ask(levels({ of: assignment }));
  return groups.some((g) => g.key[0] === control) ? is(column(assignment), control) : undefined;
}

const hasIn =
  (relation: Relation) =>
  (name: string): boolean =>
    relation.schema.some((c) => c.name === name);

/** What to ask of the data for an outcome, or why they cannot tell. */
export function questionOf(
  { study, arms: { cluster } }: PlannedStudy,
  outcome: string,
  relation: Relation,
  where: Expression | undefined,
): BaselineQuestion | { readonly why: string } {
  const { ratio, quantile } = study.outcomes[outcome];
  if (quantile) return { why: 'how precise a quantile is depends on the density there' };
  const columns = ratio ?? [outcome];
  const type = (name: string) => relation.schema.find((c) => c.name === name)?.type;
  const absent = columns.find((name) => type(name) === undefined);
  if (absent !== undefined) return { why: `${relation.name} has no column "${absent}"` };
  const odd = columns.find((name) => type(name) !== 'number' && type(name) !== 'boolean');
  if (odd !== undefined) return { why: `"${odd}" of ${relation.name} holds no numbers` };
  return {
    outcome,
    ratio,
    where,
    cluster: cluster !== undefined && type(cluster) !== undefined ? cluster : undefined,
    covariates: covariatesOf(study).flatMap((name): readonly Covariate[] => {
      if (type(name) === 'text') return study.analysis.adjust === 'cuped' ? [] : [{ factor: name }];
      return type(name) === 'number' || type(name) === 'boolean' ? [name] : [];
    }),
  };
}

/** Those that the analysis will use: CUPED takes one. */
function covariatesOf({ covariates, analysis }: StudyFile): readonly string[] {
  return analysis.adjust === 'none' ? [] : analysis.adjust === 'cuped' ? covariates.slice(0, 1) : covariates;
}
