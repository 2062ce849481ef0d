import fc from 'fast-check';
import type { Arithmetic, ComparisonOp, Expression, FunctionName } from '../../src/expressions/expression.ts';
import type { RowsRequest, Weight } from '../../src/relation/requests.ts';
import type { Step, Total } from '../../src/relation/steps.ts';
import type { TestTable } from './tables.ts';

/**
 * What can be done with a column. `small`: a function of it keeps the digits that its spread is made of. `summable`: its sums are exact in any
 * order.
 */
interface Known {
  readonly name: string;
  readonly type: 'number' | 'boolean' | 'text' | 'identifier';
  readonly small: boolean;
  readonly summable: boolean;
}

export function knownColumns(t: TestTable): readonly Known[] {
  return t.columns.map(({ name, kind }) => ({
    name,
    type: kind === 'wide' ? 'identifier' : kind === 'boolean' || kind === 'text' ? kind : 'number',
    small: kind === 'grid' || kind === 'tenths' || kind === 'integer',
    summable: kind === 'grid' || kind === 'integer' || kind === 'boolean',
  }));
}

const columnFrom = (known: readonly Known[]): readonly fc.Arbitrary<Expression>[] =>
  known.length === 0 ? [] : [fc.constantFrom(...known).map(({ name }): Expression => ({ op: 'column', name }))];

const levelTexts = [
  '0',
  '1',
  '-0',
  '2',
  '1.0',
  '1e+21',
  '0.1',
  'true',
  'false',
  '',
  'a',
  "it's",
  '007',
  '9007199254740993',
  '9007199254740992',
  'NaN',
  'no such',
];

/** Expressions that give the same bits in every engine: arithmetic, conditions, square roots. */
function exactExpressions(known: readonly Known[]) {
  const of = (type: Known['type']) => columnFrom(known.filter((c) => c.type === type));
  const any = fc.oneof(...columnFrom(known));
  return fc.letrec<{ number: Expression; condition: Expression; text: Expression }>((tie) => ({
    number: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      ...of('number'),
      fc.constantFrom(0, 1, -1, 0.5, 3).map((value): Expression => ({ op: 'number', value })),
      ...of('boolean'),
      fc.record({ op: fc.constantFrom<Arithmetic[]>('add', 'subtract', 'times', 'divide'), left: tie('number'), right: tie('number') }),
      fc.record({ op: fc.constant('call' as const), name: fc.constantFrom<FunctionName[]>('abs', 'sqrt'), of: tie('number') }),
      fc.record({ op: fc.constant('indicator' as const), of: tie('condition') }),
      fc.record({ op: fc.constant('when' as const), condition: tie('condition'), value: tie('number'), otherwise: tie('number') }),
    ),
    condition: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      ...of('boolean'),
      fc.boolean().map((value): Expression => ({ op: 'boolean', value })),
      fc.record({
        op: fc.constantFrom<ComparisonOp[]>('equals', 'differs', 'less', 'atMost', 'greater', 'atLeast'),
        left: tie('number'),
        right: tie('number'),
      }),
      fc.record({ op: fc.constantFrom('equals' as const, 'differs' as const), left: tie('text'), right: tie('text') }),
      fc.record({ op: fc.constantFrom('and' as const, 'or' as const), left: tie('condition'), right: tie('condition') }),
      fc.record({ op: fc.constant('not' as const), of: tie('condition') }),
      fc.record({ op: fc.constant('isKnown' as const), of: fc.oneof(any, tie('number'), tie('condition')) }),
      fc.record({ op: fc.constant('is' as const), of: fc.oneof(any, tie('number')), level: fc.constantFrom(...levelTexts) }),
    ),
    text: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      ...of('text'),
      fc.constantFrom('a', '', "it's").map((value): Expression => ({ op: 'text', value })),
      fc.record({ op: fc.constant('when' as const), condition: tie('condition'), value: tie('text'), otherwise: tie('text') }),
    ),
  }));
}

/** Measures: any exact expression, or a function of a small column, in which engines may differ by a rounding. */
function measures(known: readonly Known[]): fc.Arbitrary<Expression> {
  const small = columnFrom(known.filter((c) => c.type === 'number' && c.small));
  const functions = small.map((of) =>
    fc.record({ op: fc.constant('call' as const), name: fc.constantFrom<FunctionName[]>('exp', 'log', 'log1p', 'sigmoid', 'sqrt'), of }),
  );
  return fc.oneof({ arbitrary: exactExpressions(known).number, weight: 3 }, ...functions.map((arbitrary) => ({ arbitrary, weight: 2 })));
}

export function conditions(known: readonly Known[]): fc.Arbitrary<Expression> {
  return exactExpressions(known).condition;
}

function keys(known: readonly Known[]): fc.Arbitrary<Record<string, Expression>> {
  const { number, condition, text } = exactExpressions(known);
  const key = fc.oneof({ arbitrary: fc.oneof(...columnFrom(known)), weight: 4 }, number, condition, text);
  return fc.array(key, { maxLength: 3 }).map((list) => Object.fromEntries(list.map((e, i) => [`key ${i}`, e])));
}

const named = (list: readonly Expression[]): Record<string, Expression> => Object.fromEntries(list.map((e, i) => [`measure ${i}`, e]));

/** Positive, so that a spread of zero is one in every engine; whole for frequencies. */
function weights(known: readonly Known[]): fc.Arbitrary<Weight> {
  const values = fc.oneof(
    ...columnFrom(known.filter((c) => c.name === 'row')).map((row) => row.map((left): Expression => ({ op: 'add', left, right: { op: 'number', value: 1 } }))),
    fc.constantFrom(1, 2).map((value): Expression => ({ op: 'number', value })),
    conditions(known).map((condition): Expression => ({ op: 'when', condition, value: { op: 'number', value: 3 }, otherwise: { op: 'number', value: 1 } })),
  );
  return fc.record({ column: values, kind: fc.constantFrom<Weight['kind'][]>('frequency', 'precision', 'sampling') });
}

const perhaps = <K extends string, T>(key: K, value: fc.Arbitrary<T>): fc.Arbitrary<{ [P in K]?: T }> =>
  fc.option(value, { nil: undefined }).map((v) => (v === undefined ? {} : { [key]: v }) as { [P in K]?: T });

/** Requests on rows with these columns. */
export function requestOn(known: readonly Known[]): fc.Arbitrary<RowsRequest> {
  const asked = fc.tuple(perhaps('where', conditions(known)), keys(known));
  const columns = fc.array(measures(known), { maxLength: 3 }).map(named);
  return fc.oneof(
    {
      arbitrary: fc
        .tuple(asked, columns, perhaps('weight', weights(known)))
        .map(([[where, by], list, weight]): RowsRequest => ({ kind: 'moments', columns: list, by, ...where, ...weight })),
      weight: 3,
    },
    fc.tuple(asked, measures(known)).map(([[where, by], of]): RowsRequest => ({ kind: 'quantiles', of, at: [0, 0.1, 0.5, 0.99, 1], by, ...where })),
    fc.tuple(asked, columns).map(([[where, by], list]): RowsRequest => ({ kind: 'columns', columns: list, keys: by, ...where })),
    ...(known.some(({ name }) => name === 'row') ? [clustersOn(known)] : []),
  );
}

/** The row number comes first: by its sum clusters are told apart. */
function clustersOn(known: readonly Known[]): fc.Arbitrary<RowsRequest> {
  const { condition, text } = exactExpressions(known);
  const cluster = fc.oneof({ arbitrary: fc.oneof(...columnFrom(known)), weight: 4 }, condition, text);
  const columns = fc.array(measures(known), { maxLength: 2 }).map((list) => [{ op: 'column' as const, name: 'row' }, ...list]);
  return fc.tuple(perhaps('where', conditions(known)), cluster, perhaps('by', cluster), columns).map(([where, of, by, list]): RowsRequest => {
    const products = list.flatMap((_, i) => list.slice(i).map((__, j) => [i, i + j] as const));
    return { kind: 'clusters', columns: named(list), products, cluster: of, ...by, ...where };
  });
}

/** Steps, and the columns after them. */
export interface Way {
  readonly steps: readonly Step[];
  readonly known: readonly Known[];
}

/** The same steps for all, after which some derive columns of their own. */
export function waysTogether(known: readonly Known[]): fc.Arbitrary<readonly Way[]> {
  return waysFrom(known).chain((shared) => {
    const own = derivedFrom(shared.known).map((way): Way => ({ steps: [...shared.steps, ...way.steps], known: way.known }));
    return fc.array(fc.oneof(fc.constant(shared), { arbitrary: own, weight: 2 }), { minLength: 2, maxLength: 5 });
  });
}

export function waysFrom(known: readonly Known[]): fc.Arbitrary<Way> {
  const start: Way = { steps: [], known };
  return fc
    .array(fc.constantFrom('where' as const, 'derive' as const, 'broadcast' as const, 'rollup' as const), { maxLength: 3 })
    .chain((kinds) =>
      kinds.reduce<fc.Arbitrary<Way>>(
        (before, kind) => before.chain((way) => stepOn(way.known, kind).map((next) => ({ steps: [...way.steps, ...next.steps], known: next.known }))),
        fc.constant(start),
      ),
    );
}

function stepOn(known: readonly Known[], kind: Step['kind']): fc.Arbitrary<Way> {
  if (kind === 'where') return conditions(known).map((condition) => ({ steps: [{ kind, condition }], known }));
  if (kind === 'derive') return derivedFrom(known);
  return kind === 'broadcast' ? broadcasted(known) : rolledUp(known);
}

/** The totals of a rollup on every row; the row number is kept, so that rows stay apart. */
function broadcasted(known: readonly Known[]): fc.Arbitrary<Way> {
  return rolledUp(known).map((way) => {
    const [step] = way.steps;
    if (step.kind !== 'rollup') return way;
    const totals = Object.fromEntries(Object.entries(step.totals).flatMap(([name, total]) => (total.kind === 'last' ? [] : [[name, total] as const])));
    const made = way.known.filter(({ name }) => Object.hasOwn(totals, name));
    return { steps: [{ kind: 'broadcast', key: step.key, totals }], known: [...known.filter(({ name }) => !Object.hasOwn(totals, name)), ...made] };
  });
}

/** New columns, one of which may stand in for another, or differ from it in case only. */
function derivedFrom(known: readonly Known[]): fc.Arbitrary<Way> {
  const { number, condition, text } = exactExpressions(known);
  const made = fc.oneof(
    number.map((e) => ({ e, type: 'number' as const })),
    condition.map((e) => ({ e, type: 'boolean' as const })),
    text.map((e) => ({ e, type: 'text' as const })),
  );
  const names = fc.uniqueArray(fc.constantFrom('made', 'MADE', 'y', 'X', 'Row', ...known.filter((c) => c.name !== 'row').map(({ name }) => name)), {
    minLength: 1,
    maxLength: 3,
  });
  return fc.tuple(names, fc.array(made, { minLength: 3, maxLength: 3 })).map(([list, values]) => {
    const columns = Object.fromEntries(list.map((name, i) => [name, values[i].e]));
    const added = list.map((name, i): Known => ({ name, type: values[i].type, small: false, summable: values[i].type === 'boolean' }));
    return { steps: [{ kind: 'derive', columns }], known: [...known.filter((c) => !list.includes(c.name)), ...added] };
  });
}

function rolledUp(known: readonly Known[]): fc.Arbitrary<Way> {
  const { number, condition } = exactExpressions(known);
  const summable = fc.oneof(
    ...columnFrom(known.filter((c) => c.summable)),
    condition.map((of): Expression => ({ op: 'indicator', of })),
  );
  const total: fc.Arbitrary<{ total: Total; type: Known['type'] }> = fc.oneof(
    fc.constant({ total: { kind: 'count' as const }, type: 'number' as const }),
    fc.record({ kind: fc.constantFrom('min' as const, 'max' as const), of: number }).map((t) => ({ total: t, type: 'number' as const })),
    fc.record({ kind: fc.constantFrom('sum' as const, 'mean' as const), of: summable }).map((t) => ({ total: t, type: 'number' as const })),
    fc
      .record({ kind: fc.constant('last' as const), of: number, by: number, ofTies: fc.constantFrom('highest' as const, 'lowest' as const) })
      .map((t) => ({ total: t, type: 'number' as const })),
    fc.constantFrom(...known).map(({ name, type }) => ({ total: { kind: 'only' as const, of: { op: 'column' as const, name } }, type })),
  );
  const key = fc.shuffledSubarray([...known], { maxLength: Math.min(2, known.length) });
  return fc.tuple(key, fc.array(total, { minLength: 1, maxLength: 3 })).map(([by, totals]) => {
    const list = totals.map((t, i) => [`total ${i}`, t] as const).filter(([name]) => by.every((c) => c.name !== name));
    const step: Step = { kind: 'rollup', key: by.map(({ name }) => name), totals: Object.fromEntries(list.map(([name, t]) => [name, t.total])) };
    return { steps: [step], known: [...by, ...list.map(([name, t]): Known => ({ name, type: t.type, small: false, summable: t.type === 'boolean' }))] };
  });
}
