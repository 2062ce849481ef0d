import { type Column, columnNamed } from '../../relation/schema.ts';
import { type Step, schemaAfter, type Total } from '../../relation/steps.ts';
import { compile, numberSql, rawSql } from './compile.ts';
import type { Dialect } from './dialect.ts';
import { identifiersOf } from './identifiers.ts';
import { type Bindings, columnSql, type Scope, scopeOf } from './scope.ts';

/** Rows to select from: a FROM item and its columns. */
export interface Source {
  readonly sql: string;
  readonly schema: readonly Column[];
}

/** The base table and some steps as nested SELECTs. */
export function sourceOf(base: Source, steps: readonly Step[], dialect: Dialect, bindings: Bindings): Source {
  return steps.reduce((source, step) => {
    const schema = schemaAfter(source.schema, [step], 'the data');
    return { sql: `(${stepSql(step, source.sql, schema, scopeOf(dialect, source.schema, bindings))}) as t`, schema };
  }, base);
}

function stepSql(step: Step, from: string, after: readonly Column[], scope: Scope): string {
  if (step.kind === 'where') return `select * from ${from} where ${compile(step.condition, scope)}`;
  const identifiers = identifiersOf(after);
  const select = (cell: (name: string) => string): string =>
    `select ${after.map(({ name }) => `${cell(name)} as ${scope.dialect.quote(identifiers.get(name)!)}`).join(', ')} from ${from}`;
  if (step.kind === 'derive') {
    return select((name) => (Object.hasOwn(step.columns, name) ? rawSql(step.columns[name], scope) : columnSql(name, scope)));
  }
  const keys = step.key.map((name) => columnSql(name, scope));
  const mayMiss = step.key.filter((name) => columnNamed(scope.schema, name, 'the data').nullable).map((name) => `${columnSql(name, scope)} is not null`);
  const keyed = mayMiss.length > 0 ? ` where ${mayMiss.join(' and ')}` : '';
  if (step.kind === 'broadcast') {
    const over = ` over (${keys.length > 0 ? `partition by ${keys.join(', ')}` : ''})`;
    return `${select((name) => (Object.hasOwn(step.totals, name) ? totalSql(step.totals[name], scope, over) : columnSql(name, scope)))}${keyed}`;
  }
  const rows = select((name) => (Object.hasOwn(step.totals, name) ? totalSql(step.totals[name], scope) : columnSql(name, scope)));
  if (keys.length === 0) return `${rows} having count(*) > 0`;
  return `${rows}${keyed} group by ${keys.join(', ')}`;
}

/** `over` is the window of an aggregate that every row is told. */
function totalSql(total: Total, scope: Scope, over = ''): string {
  if (total.kind === 'count') return `count(*)${over}`;
  if (total.kind === 'only') {
    const raw = rawSql(total.of, scope);
    return `case when min(${raw})${over} = max(${raw})${over} then min(${raw})${over} end`;
  }
  if (total.kind === 'last') {
    const [of, by] = [numberSql(total.of, scope), numberSql(total.by, scope)];
    return total.ofTies === 'highest' ? scope.dialect.last(of, by) : `(- ${scope.dialect.last(`(- ${of})`, by)})`;
  }
  const aggregate = total.kind === 'mean' ? 'avg' : total.kind;
  return `${aggregate}(${numberSql(total.of, scope)})${over}`;
}
