import { numberOfCanonicalText } from '../../expressions/canonical-text.ts';
import type { Arithmetic, Comparison, Expression } from '../../expressions/expression.ts';
import { type Column, columnNamed, typeIn } from '../../relation/schema.ts';
import type { Dialect } from './dialect.ts';

/** Values to bind, in the order of their placeholders. Equal values share one. */
export interface Bindings {
  readonly values: (string | number)[];
}

/** Where an expression is compiled: the dialect, the columns in scope and the values bound so far. */
export interface Scope {
  readonly dialect: Dialect;
  readonly schema: readonly Column[];
  readonly bindings: Bindings;
}

const arithmetic: { readonly [K in Arithmetic]: string } = { add: '+', subtract: '-', times: '*', divide: '/' };
const comparison: { readonly [K in Comparison]: string } = { equals: '=', differs: '<>', less: '<', atMost: '<=', greater: '>', atLeast: '>=' };

export function bind({ dialect, bindings }: Scope, value: string | number): string {
  const known = bindings.values.findIndex((v) => Object.is(v, value));
  const index = known >= 0 ? known + 1 : bindings.values.push(value);
  const placeholder = dialect.placeholder(index);
  return typeof value === 'number' ? dialect.double(placeholder) : dialect.text(placeholder);
}

/** An expression as SQL. Numbers come out as doubles, cast before anything is computed; identifiers are quoted and values bound. */
export function compile(e: Expression, scope: Scope): string {
  const { dialect } = scope;
  switch (e.op) {
    case 'column': {
      const { type } = columnNamed(scope.schema, e.name, 'the data');
      return type === 'number' ? dialect.double(dialect.quote(e.name)) : dialect.quote(e.name);
    }
    case 'number':
    case 'text':
      return bind(scope, e.value);
    case 'boolean':
      return e.value ? 'true' : 'false';
    case 'add':
    case 'subtract':
    case 'times':
      return `(${numberSql(e.left, scope)} ${arithmetic[e.op]} ${numberSql(e.right, scope)})`;
    case 'divide':
      return `(${numberSql(e.left, scope)} / nullif(${numberSql(e.right, scope)}, 0))`;
    case 'equals':
    case 'differs':
    case 'less':
    case 'atMost':
    case 'greater':
    case 'atLeast': {
      const side = typeIn(scope.schema, 'the data', e.left) === 'text' ? compile : numberSql;
      return `(${side(e.left, scope)} ${comparison[e.op]} ${side(e.right, scope)})`;
    }
    case 'and':
    case 'or':
      return `(${compile(e.left, scope)} ${e.op} ${compile(e.right, scope)})`;
    case 'not':
      return `(not ${compile(e.of, scope)})`;
    case 'isKnown':
      return `(${rawSql(e.of, scope)} is not null)`;
    case 'indicator':
      return dialect.double(compile(e.of, scope));
    case 'is':
      return levelSql(e.of, e.level, scope);
    case 'call':
      return dialect.functions[e.name](numberSql(e.of, scope));
    case 'when': {
      const branch = typeIn(scope.schema, 'the data', e) === 'number' ? numberSql : compile;
      return `case when ${compile(e.condition, scope)} then ${branch(e.then, scope)} else ${branch(e.otherwise, scope)} end`;
    }
  }
}

/** As a double, whether the expression yields a number or a condition. */
export function numberSql(e: Expression, scope: Scope): string {
  const sql = compile(e, scope);
  return typeIn(scope.schema, 'the data', e) === 'boolean' ? scope.dialect.double(sql) : sql;
}

/** As it stands in the data: for keys and null tests, where a cast would only cost time or digits. */
export function rawSql(e: Expression, scope: Scope): string {
  return e.op === 'column' ? scope.dialect.quote(columnNamed(scope.schema, e.name, 'the data').name) : compile(e, scope);
}

/** Canonical text of the value equals the level, compared in the value's own type so that an index or a zone map can serve. */
function levelSql(of: Expression, level: string, scope: Scope): string {
  const { dialect, schema } = scope;
  const raw = rawSql(of, scope);
  const never = `case when ${raw} is not null then false end`;
  const type = typeIn(schema, 'the data', of);
  if (type === 'boolean') return level === 'true' ? raw : level === 'false' ? `(not ${raw})` : never;
  if (type !== 'number') return `(${dialect.text(raw)} = ${bind(scope, level)})`;
  if (of.op === 'column' && columnNamed(schema, of.name, 'the data').integer) {
    return /^(0|-?[1-9]\d{0,37})$/.test(level) ? `(${raw} = ${dialect.wideInteger(bind(scope, level))})` : never;
  }
  const value = numberOfCanonicalText(level);
  return value === undefined ? never : `(${dialect.double(raw)} = ${bind(scope, value)})`;
}
