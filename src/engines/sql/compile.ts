import { numberOfCanonicalText } from '../../expressions/canonical-text.ts';
import type { Arithmetic, ComparisonOp, Expression, ValueType } from '../../expressions/expression.ts';
import { columnsOf, isAboveZero, isNeverZero } from '../../expressions/walk.ts';
import { isCode } from '../../relation/integer-in.ts';
import { columnNamed, typeIn } from '../../relation/schema.ts';
import { unknownIn } from '../../relation/steps.ts';
import { bind, columnSql, type Scope } from './scope.ts';

const arithmetic: { readonly [K in Arithmetic]: string } = { add: '+', subtract: '-', times: '*', divide: '/' };
const comparison: { readonly [K in ComparisonOp]: string } = { equals: '=', differs: '<>', less: '<', atMost: '<=', greater: '>', atLeast: '>=' };

/** An expression as SQL. Numbers come out as doubles, cast before anything is computed; identifiers are quoted and values bound. */
export function compile(e: Expression, scope: Scope): string {
  const { dialect } = scope;
  switch (e.op) {
    case 'column':
      return typeOf(e, scope) === 'number' ? dialect.double(columnSql(e.name, scope)) : columnSql(e.name, scope);
    case 'number':
    case 'text':
      return bind(scope, e.value);
    case 'boolean':
      return dialect.booleans.literal(e.value);
    case 'add':
    case 'subtract':
    case 'times':
      return `(${numberSql(e.left, scope)} ${arithmetic[e.op]} ${numberSql(e.right, scope)})`;
    case 'divide': {
      const divisor = numberSql(e.right, scope);
      return `(${numberSql(e.left, scope)} / ${isNeverZero(e.right) ? divisor : `nullif(${divisor}, 0)`})`;
    }
    case 'equals':
    case 'differs': {
      const [compared, zero] = isZero(e.left) ? [e.right, e.left] : [e.left, e.right];
      if (isZero(zero)) return `(${e.op === 'differs' ? 'not ' : ''}${dialect.isZero(numberSql(compared, scope))})`;
      const side = isInteger(e.left, scope) && isInteger(e.right, scope) ? rawSql : typeOf(e.left, scope) === 'text' ? compile : numberSql;
      return `(${side(e.left, scope)} ${comparison[e.op]} ${side(e.right, scope)})`;
    }
    case 'less':
    case 'atMost':
    case 'greater':
    case 'atLeast':
      return `(${numberSql(e.left, scope)} ${comparison[e.op]} ${numberSql(e.right, scope)})`;
    case 'or':
      return amongSql(e, scope) ?? `(${compile(e.left, scope)} or ${compile(e.right, scope)})`;
    case 'and':
      return `(${compile(e.left, scope)} ${e.op} ${compile(e.right, scope)})`;
    case 'not':
      return `(not ${compile(e.of, scope)})`;
    case 'seconds':
      return dialect.seconds(rawSql(e.of, scope));
    case 'isKnown':
      return unknownIn(scope.schema, e.of) ? `(${rawSql(e.of, scope)} is not null)` : dialect.booleans.literal(true);
    case 'indicator':
      return dialect.booleans.double(compile(e.of, scope));
    case 'is':
      return levelSql(e.of, e.level, scope);
    case 'call':
      return `(${(e.name === 'sqrt' && isAboveZero(e.of) ? dialect.root : dialect.functions[e.name])(numberSql(e.of, scope))})`;
    case 'when': {
      const branch = typeOf(e, scope) === 'number' ? numberSql : compile;
      return `(case when ${compile(e.condition, scope)} then ${branch(e.value, scope)} else ${branch(e.otherwise, scope)} end)`;
    }
  }
}

/** As a double, whether the expression yields a number or a condition. */
export function numberSql(e: Expression, scope: Scope): string {
  const sql = compile(e, scope);
  return typeOf(e, scope) === 'boolean' ? scope.dialect.booleans.double(sql) : sql;
}

/** As it stands in the data: for null tests and columns that are passed on, where a cast would only cost time or digits. */
export function rawSql(e: Expression, scope: Scope): string {
  if (e.op === 'column') return columnSql(e.name, scope);
  return isCode(e) ? codeSql(e, scope) : compile(e, scope);
}

function codeSql(e: Expression, scope: Scope): string {
  const { dialect } = scope;
  if (e.op !== 'when') return dialect.code(bind(scope, (e as { value: number }).value));
  const ends = endsOf(e).filter(({ value }) => value !== 0);
  if (ends.length <= mostAdded && ends.every(({ path }) => path.every((condition) => isQuick(condition, scope)))) {
    const terms = ends.map(({ value, path }) => {
      const there = dialect.code(`(${path.map((condition) => compile(condition, scope)).join(' and ')})`);
      return value === 1 ? there : `${there} * ${dialect.code(bind(scope, value))}`;
    });
    return terms.length === 0 ? dialect.code(bind(scope, 0)) : `(${terms.join(' + ')})`;
  }
  return `(case when ${compile(e.condition, scope)} then ${codeSql(e.value, scope)} else ${codeSql(e.otherwise, scope)} end)`;
}

/** A code that few conditions lead to is a sum: each of them is then looked at once, and no rows are picked out. */
const mostAdded = 3;

/** Where a choice of codes ends, and the conditions on the way there. */
function endsOf(e: Expression): readonly { readonly value: number; readonly path: readonly Expression[] }[] {
  if (e.op !== 'when') return [{ value: (e as { value: number }).value, path: [] }];
  const below = (part: Expression, condition: Expression) => endsOf(part).map(({ value, path }) => ({ value, path: [condition, ...path] }));
  return [...below(e.value, e.condition), ...below(e.otherwise, { op: 'not', of: e.condition })];
}

/** A condition on numbers, never unknown. Of texts no more are compared than must be. */
const isQuick = (e: Expression, { schema }: Scope): boolean =>
  !unknownIn(schema, e) && columnsOf(e).every((name) => columnNamed(schema, name, 'the data').type === 'number');

/** As a key: as it stands, or as text when it is neither number nor condition. */
export function keySql(e: Expression, scope: Scope): string {
  const type = typeOf(e, scope);
  return type === 'time' || type === 'other' ? scope.dialect.text(rawSql(e, scope)) : rawSql(e, scope);
}

/** Canonical text of the value equals the level, compared in the value's own type so that an index or a zone map can serve. */
function levelSql(of: Expression, level: string, scope: Scope): string {
  const { dialect } = scope;
  const raw = rawSql(of, scope);
  const never = dialect.booleans.falseWhereKnown(raw);
  const type = typeOf(of, scope);
  if (type === 'boolean') return level === 'true' || level === 'false' ? dialect.booleans.is(raw, level === 'true') : never;
  if (type !== 'number' && type !== 'identifier') return `(${dialect.text(raw)} = ${bind(scope, level)})`;
  if (isInteger(of, scope)) {
    // Compared in 64 bits where that will do: wider integers are ten times slower.
    const integer = level.length <= 18 ? dialect.integer : dialect.wideInteger;
    return /^(0|-?[1-9]\d{0,37})$/.test(level) ? `(${raw} = ${integer(bind(scope, level))})` : never;
  }
  const value = numberOfCanonicalText(level);
  if (value === 0) return dialect.isZero(dialect.double(raw));
  return value === undefined ? never : `(${dialect.double(raw)} = ${bind(scope, value)})`;
}

/** One of several levels of an integer column, as a list: a chain of comparisons takes several times as long. Undefined for any other condition. */
function amongSql(e: Expression, scope: Scope): string | undefined {
  const levels = levelsAmong(e);
  const of = levels?.[0].of;
  if (!levels || of?.op !== 'column' || !isInteger(of, scope)) return undefined;
  if (levels.some((one) => one.of.op !== 'column' || one.of.name !== of.name || !/^(0|-?[1-9]\d{0,17})$/.test(one.level))) return undefined;
  return `(${rawSql(of, scope)} in (${levels.map((one) => scope.dialect.integer(bind(scope, one.level))).join(', ')}))`;
}

/** The comparisons that a chain of `or` is made of; undefined when it holds anything else. */
function levelsAmong(e: Expression): readonly Extract<Expression, { op: 'is' }>[] | undefined {
  if (e.op === 'is') return [e];
  if (e.op !== 'or') return undefined;
  const [left, right] = [levelsAmong(e.left), levelsAmong(e.right)];
  return left && right && [...left, ...right];
}

const isInteger = (e: Expression, { schema }: Scope): boolean => e.op === 'column' && columnNamed(schema, e.name, 'the data').integer;

const isZero = (e: Expression): boolean => e.op === 'number' && e.value === 0;

/** No errors here: a round is checked against the columns before it is compiled. */
function typeOf(e: Expression, { schema }: Scope): ValueType {
  return typeIn(schema, 'the data', e);
}
