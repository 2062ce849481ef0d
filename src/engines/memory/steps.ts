import { evaluate } from '../../expressions/evaluate.ts';
import { keyVector } from '../../expressions/text-loops.ts';
import { isKnownAt, type NumberVector, type Vector } from '../../expressions/vector.ts';
import type { Step, Total } from '../../relation/steps.ts';
import { type Grouping, groupRows } from './group.ts';
import { type Table, tableOf, take } from './table.ts';

export function afterSteps(table: Table, steps: readonly Step[]): Table {
  return steps.reduce(afterStep, table);
}

function afterStep(table: Table, step: Step): Table {
  if (step.kind === 'derive') {
    const made = Object.entries(step.columns).map(([name, e]): [string, Vector] => [name, evaluate(e, table)]);
    const kept = table.schema.filter((c) => !(c.name in step.columns)).map((c): [string, Vector] => [c.name, table.column(c.name)]);
    return tableOf(table.name, table.n, new Map([...kept, ...made]));
  }
  if (step.kind === 'where') {
    const holds = evaluate(step.condition, table) as NumberVector;
    const rows = Int32Array.from({ length: table.n }, (_, i) => i).filter((i) => isKnownAt(holds, i) && holds.values[i] === 1);
    return tableOf(table.name, rows.length, new Map(table.schema.map((c) => [c.name, take(table.column(c.name), rows)])));
  }
  const groups = groupRows(step.key.map((name) => keyVector(table.column(name))), table.n);
  const firsts = Int32Array.from({ length: groups.count }, (_, g) => groups.rows[groups.starts[g]]);
  const keys = step.key.map((name): [string, Vector] => [name, take(table.column(name), firsts)]);
  const totals = Object.entries(step.totals).map(([name, total]): [string, Vector] => [name, totalOf(total, table, groups)]);
  return tableOf(table.name, groups.count, new Map([...keys, ...totals]));
}

function totalOf(total: Total, table: Table, groups: Grouping): Vector {
  if (total.kind === 'count') return { type: 'number', integer: true, values: Float64Array.from({ length: groups.count }, (_, g) => groups.starts[g + 1] - groups.starts[g]) };
  const v = evaluate(total.of, table);
  if (total.kind === 'only') return onlyValue(v, groups);
  const { values } = v as NumberVector;
  const out = new Float64Array(groups.count);
  const known = new Uint8Array(groups.count);
  for (let g = 0; g < groups.count; g++) {
    let [n, sum, low, high] = [0, 0, Infinity, -Infinity];
    for (let k = groups.starts[g]; k < groups.starts[g + 1]; k++) {
      const row = groups.rows[k];
      if (!isKnownAt(v, row)) continue;
      n++;
      sum += values[row];
      low = Math.min(low, values[row]);
      high = Math.max(high, values[row]);
    }
    known[g] = n > 0 ? 1 : 0;
    out[g] = n === 0 ? 0 : { sum, mean: sum / n, min: low, max: high }[total.kind];
  }
  return { type: 'number', values: out, integer: false, ...(known.includes(0) && { known }) };
}

/** The value shared by all known rows of a group, unknown when they differ. */
function onlyValue(v: Vector, groups: Grouping): Vector {
  const { codes } = keyVector(v);
  const rows = new Int32Array(groups.count);
  const known = new Uint8Array(groups.count);
  for (let g = 0; g < groups.count; g++) {
    const members = groups.rows.subarray(groups.starts[g], groups.starts[g + 1]).filter((row) => codes[row] >= 0);
    rows[g] = members[0] ?? groups.rows[groups.starts[g]];
    known[g] = members.length > 0 && members.every((row) => codes[row] === codes[members[0]]) ? 1 : 0;
  }
  const taken = take(v, rows);
  if (taken.type === 'text') return { ...taken, codes: taken.codes.map((code, g) => (known[g] ? code : -1)) };
  return known.includes(0) ? { ...taken, known } : taken;
}
