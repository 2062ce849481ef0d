import { evaluate } from '../../expressions/evaluate.ts';
import { keyVector } from '../../expressions/text-loops.ts';
import { isKnownAt, type NumberVector, type Vector } from '../../expressions/vector.ts';
import type { Step, Total } from '../../relation/steps.ts';
import { rowsWhere } from './evaluated.ts';
import { type Grouping, groupRows, membersOf } from './group.ts';
import { positionsIn, type Table, tableOf, take } from './table.ts';

export function afterSteps(table: Table, steps: readonly Step[]): Table {
  return steps.reduce(afterStep, table);
}

function afterStep(table: Table, step: Step): Table {
  if (step.kind === 'where') {
    return rowsAt(table, positionsIn(rowsWhere(table, step.condition)));
  }
  if (step.kind === 'derive') {
    const columns = new Map([...table.columns].filter(([name]) => !Object.hasOwn(step.columns, name)));
    for (const [name, e] of Object.entries(step.columns)) columns.set(name, evaluate(e, table));
    return tableOf(table.name, table.n, columns);
  }
  const keys = step.key.map((name) => keyVector(table.column(name)));
  const groups = groupRows(keys, new Uint8Array(table.n).fill(1));
  if (step.kind === 'broadcast') return broadcasted(table, step.totals, groups);
  const firsts = Int32Array.from({ length: groups.count }, (_, g) => groups.rows[groups.starts[g]]);
  const columns = new Map(step.key.map((name) => [name, take(table.column(name), firsts)]));
  for (const [name, total] of Object.entries(step.totals)) columns.set(name, totalOf(total, table, groups));
  return tableOf(table.name, groups.count, columns);
}

/** What is made of each group, on each of its rows; groups may number the rows otherwise than they lie. */
function broadcasted(table: Table, totals: Readonly<Record<string, Total>>, groups: Grouping): Table {
  const groupOf = new Int32Array(table.n).fill(-1);
  for (let g = 0; g < groups.count; g++) for (const row of membersOf(groups, g)) groupOf[row] = g;
  const keyed = positionsIn(Uint8Array.from(groupOf, (g) => (g < 0 ? 0 : 1)));
  const groupsOfKeyed = keyed.map((row) => groupOf[row]);
  const columns = new Map([...table.columns].filter(([name]) => !Object.hasOwn(totals, name)).map(([name, v]) => [name, take(v, keyed)]));
  for (const [name, total] of Object.entries(totals)) columns.set(name, take(totalOf(total, table, groups), groupsOfKeyed));
  return tableOf(table.name, keyed.length, columns);
}

function rowsAt(table: Table, rows: Int32Array): Table {
  return tableOf(table.name, rows.length, new Map([...table.columns].map(([name, v]) => [name, take(v, rows)])));
}

function totalOf(total: Total, table: Table, groups: Grouping): Vector {
  if (total.kind === 'count') return { type: 'number', values: Float64Array.from({ length: groups.count }, (_, g) => membersOf(groups, g).length) };
  const v = evaluate(total.of, table);
  if (total.kind === 'only') return onlyValue(v, groups);
  if (total.kind === 'last') return lastValue(v as NumberVector, evaluate(total.by, table) as NumberVector, total.ofTies, groups);
  return totalled(v as NumberVector, total.kind, groups);
}

/** NaN counts as the greatest, in the order as in the values. */
function lastValue(v: NumberVector, by: NumberVector, ofTies: 'highest' | 'lowest', groups: Grouping): Vector {
  const values = new Float64Array(groups.count);
  const known = new Uint8Array(groups.count);
  for (let g = 0; g < groups.count; g++) {
    const timed = membersOf(groups, g).filter((row) => isKnownAt(by, row));
    const latest = timed.reduce((so, row) => greatest(so, by.values[row]), -Infinity);
    const last = timed.filter((row) => Object.is(by.values[row], latest) || by.values[row] === latest);
    known[g] = last.length > 0 && last.every((row) => isKnownAt(v, row)) ? 1 : 0;
    if (known[g] === 0) continue;
    const sign = ofTies === 'highest' ? 1 : -1;
    values[g] = sign * last.reduce((so, row) => greatest(so, sign * v.values[row]), -Infinity);
  }
  return { type: 'number', values, ...(known.includes(0) && { known }) };
}

const greatest = (a: number, b: number): number => (Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : Math.max(a, b));

/** Each total starts from a neutral value and takes in one value at a time. NaN counts as the greatest. */
const totals = {
  sum: { start: 0, next: (so: number, x: number) => so + x },
  mean: { start: 0, next: (so: number, x: number) => so + x },
  min: { start: Number.NaN, next: (so: number, x: number) => (x < so || Number.isNaN(so) ? x : so) },
  max: { start: -Infinity, next: (so: number, x: number) => Math.max(so, x) },
};

function totalled(v: NumberVector, kind: keyof typeof totals, groups: Grouping): Vector {
  const { start, next } = totals[kind];
  const values = new Float64Array(groups.count);
  const known = new Uint8Array(groups.count);
  for (let g = 0; g < groups.count; g++) {
    let n = 0;
    let total = start;
    for (const row of membersOf(groups, g)) {
      if (!isKnownAt(v, row)) continue;
      n++;
      total = next(total, v.values[row]);
    }
    known[g] = n > 0 ? 1 : 0;
    values[g] = kind === 'mean' && n > 0 ? total / n : total;
  }
  return { type: 'number', values, ...(known.includes(0) && { known }) };
}

/** The value shared by all known rows of a group, unknown when they differ. */
function onlyValue(v: Vector, groups: Grouping): Vector {
  const { codes } = keyVector(v);
  const rows = new Int32Array(groups.count);
  const shared = new Uint8Array(groups.count);
  for (let g = 0; g < groups.count; g++) {
    const members = membersOf(groups, g);
    const known = members.filter((row) => codes[row] >= 0);
    rows[g] = known[0] ?? members[0];
    shared[g] = known.length > 0 && known.every((row) => codes[row] === codes[known[0]]) ? 1 : 0;
  }
  const values = take(v, rows);
  if (values.type === 'text') return { ...values, codes: masked(values.codes, shared) };
  const { exact } = values;
  return { ...values, known: shared, ...(exact && { exact: { ...exact, codes: masked(exact.codes, shared) } }) };
}

const masked = (codes: Int32Array, known: Uint8Array): Int32Array => codes.map((code, i) => (known[i] === 1 ? code : -1));
