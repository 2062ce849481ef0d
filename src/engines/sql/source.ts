import type { Column } from '../../relation/schema.ts';
import { type Step, schemaAfter, type Total } from '../../relation/steps.ts';
import { type Bindings, compile, numberSql, rawSql, type Scope } from './compile.ts';
import type { Dialect } from './dialect.ts';

/** Rows to select from: a FROM item, its columns, and the values bound in it. */
export interface Source {
  readonly sql: string;
  readonly schema: readonly Column[];
}

/** The base table and some steps as nested SELECTs. */
export function sourceOf(base: Source, steps: readonly Step[], dialect: Dialect, bindings: Bindings): Source {
  return steps.reduce((source, step) => {
    const scope: Scope = { dialect, schema: source.schema, bindings };
    return { sql: `(${stepSql(step, source, scope)}) as t`, schema: schemaAfter(source.schema, [step], 'the data') };
  }, base);
}

function stepSql(step: Step, source: Source, scope: Scope): string {
  const { quote } = scope.dialect;
  if (step.kind === 'where') return `select * from ${source.sql} where ${compile(step.condition, scope)}`;
  if (step.kind === 'derive') {
    const kept = source.schema.filter((c) => !(c.name in step.columns)).map((c) => quote(c.name));
    const made = Object.entries(step.columns).map(([name, e]) => `${rawSql(e, scope)} as ${quote(name)}`);
    return `select ${[...kept, ...made].join(', ')} from ${source.sql}`;
  }
  const keys = step.key.map(quote);
  const totals = Object.entries(step.totals).map(([name, total]) => `${totalSql(total, scope)} as ${quote(name)}`);
  const known = keys.map((key) => `${key} is not null`).join(' and ');
  return `select ${[...keys, ...totals].join(', ')} from ${source.sql} where ${known} group by ${keys.join(', ')}`;
}

function totalSql(total: Total, scope: Scope): string {
  if (total.kind === 'count') return 'count(*)';
  if (total.kind === 'only') {
    const raw = rawSql(total.of, scope);
    return `case when min(${raw}) = max(${raw}) then min(${raw}) end`;
  }
  const aggregate = total.kind === 'mean' ? 'avg' : total.kind;
  return `${aggregate}(${numberSql(total.of, scope)})`;
}
