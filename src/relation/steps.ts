import type { Expression } from '../expressions/expression.ts';
import { mayBeUnknown } from '../expressions/walk.ts';
import { isCode } from './integer-in.ts';
import { type Column, columnNamed, expectCondition, expectMeasure, typeIn } from './schema.ts';

/**
 * How a group of rows becomes one number. `sum`, `mean`, `min` and `max` pass over unknown values and are unknown when there is nothing else;
 * `only` is the value that all known rows share, unknown when they differ. `last` is the value of the row with the highest known `by`: of several such rows the
 * highest or the lowest, unknown when one of them lacks it.
 */
export type Total =
  | { readonly kind: 'count' }
  | { readonly kind: 'sum' | 'mean' | 'min' | 'max'; readonly of: Expression }
  | { readonly kind: 'only'; readonly of: Expression }
  | { readonly kind: 'last'; readonly of: Expression; readonly by: Expression; readonly ofTies: 'highest' | 'lowest' };

/** What can be told to every row of a group. */
export type SharedTotal = Exclude<Total, { readonly kind: 'last' }>;

export type Step =
  | { readonly kind: 'where'; readonly condition: Expression }
  | { readonly kind: 'derive'; readonly columns: Readonly<Record<string, Expression>> }
  /** Columns that all rows of one key share, such as when the first of them came in; rows with an unknown key are left out. In no order. */
  | { readonly kind: 'broadcast'; readonly key: readonly string[]; readonly totals: Readonly<Record<string, SharedTotal>> }
  /** One row for each distinct known key, in no order; rows with an unknown key are left out. */
  | { readonly kind: 'rollup'; readonly key: readonly string[]; readonly totals: Readonly<Record<string, Total>> };

export const where = (condition: Expression): Step => ({ kind: 'where', condition });
export const derive = (columns: Readonly<Record<string, Expression>>): Step => ({ kind: 'derive', columns });
export const broadcast = (key: readonly string[], totals: Readonly<Record<string, SharedTotal>>): Step => ({ kind: 'broadcast', key, totals });
export const rollup = (key: readonly string[], totals: Readonly<Record<string, Total>>): Step => ({ kind: 'rollup', key, totals });

/** The columns after some steps; type errors and unknown columns are found here, before anything runs. */
export function schemaAfter(schema: readonly Column[], steps: readonly Step[], source: string): readonly Column[] {
  return steps.reduce((before, step) => schemaAfterStep(before, step, source), schema);
}

function schemaAfterStep(schema: readonly Column[], step: Step, source: string): readonly Column[] {
  if (step.kind === 'where') {
    expectCondition(schema, source, step.condition);
    return schema;
  }
  if (step.kind === 'derive') {
    const made = Object.entries(step.columns).map(([name, e]) => derived(schema, name, e, source));
    return [...schema.filter((c) => !Object.hasOwn(step.columns, c.name)), ...made];
  }
  const keys = step.key.map((name) => ({ ...columnNamed(schema, name, source), nullable: false }));
  const totals = Object.entries(step.totals).map(([name, total]) => totalled(schema, name, total, source));
  if (step.kind === 'rollup') return [...keys, ...totals];
  const kept = schema.filter((c) => !Object.hasOwn(step.totals, c.name));
  return [...kept.map((c) => keys.find((key) => key.name === c.name) ?? c), ...totals];
}

function derived(schema: readonly Column[], name: string, e: Expression, source: string): Column {
  const type = typeIn(schema, source, e);
  if (e.op === 'column') return { ...columnNamed(schema, e.name, source), name };
  return { name, type, integer: isCode(e), nullable: unknownIn(schema, e), declared: type };
}

function totalled(schema: readonly Column[], name: string, total: Total, source: string): Column {
  if (total.kind === 'count') return { name, type: 'number', integer: true, nullable: false, declared: 'count' };
  if (total.kind === 'only') return { ...derived(schema, name, total.of, source), nullable: true };
  expectMeasure(schema, source, total.of, name);
  if (total.kind === 'last') {
    expectMeasure(schema, source, total.by, name);
    return { name, type: 'number', integer: false, nullable: true, declared: total.kind };
  }
  return { name, type: 'number', integer: false, nullable: unknownIn(schema, total.of), declared: total.kind };
}

/** Can this expression be unknown on these columns? */
export function unknownIn(schema: readonly Column[], e: Expression): boolean {
  const nullable = new Map(schema.map((c) => [c.name, c.nullable]));
  return mayBeUnknown(e, (name) => nullable.get(name) ?? true);
}
