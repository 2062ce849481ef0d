import { EstimandError } from '../../errors/estimand-error.ts';
import { column, indicator, is, text } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { meanOf } from '../../moments/moments.ts';
import type { Covariate } from '../../protocol/protocol.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import type { Relation } from '../../relation/relation.ts';
import { levels, moments } from '../../relation/requests.ts';
import type { StudySource } from '../parse-study.ts';
import { isRandomized, type RandomizedSource, type RandomizedStudy } from '../randomized-study.ts';
import { triggerColumns, triggerOf } from '../trigger-of.ts';
import { unitRows } from '../unit-rows.ts';
import type { BaselineQuestion } from './ask-baseline.ts';

/** The study's data when they are there and can be opened: before a rollout they need not be. */
export async function plannedData(source: StudySource, allowPaths: readonly string[]): Promise<Relation | undefined> {
  if ('table' in source.study.data) return undefined;
  try {
    return await source.open?.(allowPaths);
  } catch (error) {
    if (error instanceof EstimandError && error.code === 'file-missing') return undefined;
    throw error;
  }
}

/** Why there are no rows, after the name of the data. */
export const unopened = ({ study, open }: StudySource): string =>
  'table' in study.data ? 'is a table of a warehouse' : open ? 'is not there' : 'was not opened';

/** One row a unit, on the columns that are there: data from before a rollout have no arms, and may lack outcomes. */
export function plannedRows(relation: Relation, source: StudySource): Relation {
  if (!isRandomized(source)) return relation;
  const { study } = source;
  const has = hasIn(relation);
  if (study.rows === 'one-per-unit' || study.unit === undefined) return relation;
  if (!has(study.unit))
    throw new EstimandError(
      'named-column-unknown',
      { role: 'unit', column: study.unit, source: relation.name, known: relation.schema.map((c) => c.name) },
      source.placeOf(['unit']),
    );
  const { usage: _, trigger, ...assigned } = study.design;
  const design = { ...assigned, ...(trigger !== undefined && triggerColumns(study).every(has) && { trigger }) };
  const { assignment, randomizedBy } = design;
  const measured = Object.entries(study.outcomes).flatMap(([name, { ratio, quantile }]) => ratio ?? [quantile?.[0] ?? name]);
  const outcome = { role: 'secondary', better: 'higher' } as const;
  const shared = [...study.covariates, ...(randomizedBy === undefined || randomizedBy === study.unit ? [] : [randomizedBy])];
  return unitRows(has(assignment) ? relation : relation.derive({ [assignment]: text('') }), {
    ...study,
    design,
    outcomes: Object.fromEntries(measured.filter(has).map((name) => [name, outcome])),
    covariates: [...new Set(shared.filter(has))],
  });
}

/** The trigger on planned rows, where the data have what it reads. */
export function triggerIn(relation: Relation, source: RandomizedSource): Expression | undefined {
  return triggerColumns(source.study).every(hasIn(relation)) ? triggerOf(source, relation.schema) : undefined;
}

/** The share of rows that meet a condition; undefined without rows. */
export function* askShare(condition: Expression, where: Expression | undefined): Asking<number | undefined> {
  const { groups } = yield* ask(moments({ columns: { met: indicator(condition) }, ...(where && { where }) }));
  return groups[0] && groups[0].moments.n > 0 ? meanOf(groups[0].moments, 'met') : undefined;
}

/** The rows of the control arm, where the data have arms; undefined for all rows. */
export function* controlRows({ design }: RandomizedStudy, relation: Relation): Asking<Expression | undefined> {
  if (!hasIn(relation)(design.assignment)) return undefined;
  const { groups } = yield* ask(levels({ of: design.assignment }));
  return groups.some((g) => g.key[0] === design.control) ? is(column(design.assignment), design.control) : undefined;
}

const hasIn =
  (relation: Relation) =>
  (name: string): boolean =>
    relation.schema.some((c) => c.name === name);

/** What to ask of the data for an outcome, or why they cannot tell. */
export function questionOf(
  study: RandomizedStudy,
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
  const { unit, design } = study;
  const cluster = design.randomizedBy === unit ? undefined : design.randomizedBy;
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
function covariatesOf({ covariates, analysis }: RandomizedStudy): readonly string[] {
  return analysis.adjust === 'none' ? [] : analysis.adjust === 'cuped' ? covariates.slice(0, 1) : covariates;
}
