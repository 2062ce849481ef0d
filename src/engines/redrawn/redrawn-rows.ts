import type { Expression } from '../../expressions/expression.ts';
import { expressionKey } from '../../expressions/walk.ts';
import { emptyMoments } from '../../moments/moments.ts';
import { bySortedKey } from '../../relation/groups.ts';
import { integerIn } from '../../relation/integer-in.ts';
import { type PlacedRequest, placed } from '../../relation/relation.ts';
import type { Group, MomentsReply, RowsReply, RowsRequest } from '../../relation/requests.ts';
import type { Column } from '../../relation/schema.ts';
import { answerOn } from '../memory/answer.ts';
import { afterSteps } from '../memory/steps.ts';
import { type Table, tableOf, tableSchema } from '../memory/table.ts';
import { addBlock, blockFor, type Gathering, gathering, momentsIn } from './block-moments.ts';
import { compiled, NotCompiled } from './compile.ts';
import { blockRows, type Pool, roomFor, runBlock } from './run-block.ts';
import { plainColumns, type SortedRows, sorter, staticGroups } from './sorted-rows.ts';

/** Rows of which one column, the arms, is drawn anew again and again: they answer like rows in memory, and faster. */
export interface RedrawnRows {
  /** The arms from now on, as places among the levels. */
  draw(arms: Int32Array): void;
  answerSync(round: readonly RowsRequest[]): readonly RowsReply[];
}

/**
 * An engine for one table under many assignments.
 *
 * Model   Moments are asked of rows that are sorted by arm once a draw: what an expression says of other arms falls away, the rest is run on blocks that stay in the cache, and nothing is
 *         allocated by row. What it does not know (rollups, quantiles, clusters, weights), and whatever ends in an error, the plain engine answers.
 * Shapes  `table` without the arms; one arm a row, none unknown.
 */
export function redrawnRows(table: Table, assignment: string, levels: readonly string[]): RedrawnRows {
  const schema: readonly Column[] = [...tableSchema(table), { name: assignment, type: 'text', integer: false, nullable: false, declared: 'text' }];
  const columns = plainColumns(table);
  const sorters = new Map<string, ReturnType<typeof sorterOf>>();
  const pool: Pool = [];
  const blocks: Float64Array[] = [];
  const arms = new Int32Array(table.n);
  let sorted = new Map<string, SortedRows>();
  let replies = new Map<string, MomentsReply>();
  let plain: Table | undefined;

  const sorterOf = (names: readonly string[]) => {
    const groups = staticGroups(table, names);
    return groups && { groups, sort: sorter(columns, table.n, levels.length, groups) };
  };
  const sortedBy = (names: readonly string[]) => {
    const key = JSON.stringify(names);
    if (!sorters.has(key)) sorters.set(key, sorterOf(names));
    const own = sorters.get(key);
    if (!own) throw new NotCompiled(key);
    const rows = sorted.get(key) ?? own.sort(arms);
    sorted.set(key, rows);
    return { groups: own.groups, rows };
  };

  const moments = ({ request, steps, schema: seen }: PlacedRequest): MomentsReply | undefined => {
    if (request.kind !== 'moments' || request.weight) return undefined;
    const before = readThrough(steps);
    const keys = Object.values(request.by).map(keyColumn);
    if (!before || keys.some((key) => key !== undefined && before.derived.has(key))) return undefined;
    const names = Object.keys(request.columns);
    const conditions = [...before.conditions, ...(request.where ? [request.where] : [])];
    const expressions = [
      ...Object.values(request.columns),
      ...conditions.slice(0, 1).map(() => conditions.reduce((left, right): Expression => ({ op: 'and', left, right }))),
    ];
    const fixed = keys.filter((key): key is string => key !== assignment && key !== undefined);
    if (keys.includes(undefined)) return undefined;
    const { groups, rows } = sortedBy(fixed);
    const perArm = groups.keys.length + 1;
    const found = new Map<string, { readonly key: readonly string[]; readonly of: Gathering }>();
    let keyless = 0;
    blocks[names.length] ??= blockFor(names.length);
    for (let arm = 0; arm < levels.length; arm++) {
      const program = compiled(expressions, before.derived, { column: assignment, level: levels[arm] }, columns);
      const room = roomFor(program, pool);
      const condition = program.results[names.length];
      // What asks for another arm holds nowhere here.
      const isAlways = condition === undefined || (condition.kind === 'number' && condition.value === 1);
      const taken = isAlways ? undefined : room.results[names.length];
      const results = room.results.slice(0, names.length);
      for (let g = 0; g < perArm; g++) {
        const [start, end] = [rows.starts[arm * perArm + g], rows.starts[arm * perArm + g + 1]];
        if (start === end) continue;
        const isKeyless = g === perArm - 1;
        const key = isKeyless ? [] : keyTexts(keys, fixed, groups.keys[g], levels[arm]);
        const group = isKeyless ? { key, of: gathering(names) } : (found.get(JSON.stringify(key)) ?? { key, of: gathering(names) });
        for (let from = start; from < end; from += blockRows) {
          const size = Math.min(blockRows, end - from);
          runBlock(program, room, rows.column, from, size);
          addBlock(group.of, results, taken, size, blocks[names.length]);
        }
        if (isKeyless) keyless += group.of.n + group.of.dropped;
        else if (group.of.n + group.of.dropped > 0) found.set(JSON.stringify(key), group);
      }
    }
    const answered: Group[] = [];
    for (const { key, of } of found.values()) {
      const m = momentsIn(of);
      if (!m) return undefined;
      answered.push({ key, dropped: of.dropped, moments: m });
    }
    if (answered.length === 0 && keys.length === 0) answered.push({ key: [], dropped: 0, moments: emptyMoments(names) });
    const integer = Object.fromEntries(Object.entries(request.columns).map(([name, e]) => [name, integerIn(seen, e)]));
    return { kind: 'moments', groups: answered.sort(bySortedKey), keyless, integer };
  };

  const quick = (one: PlacedRequest): MomentsReply | undefined => {
    try {
      return moments(one);
    } catch (error) {
      if (error instanceof NotCompiled) return undefined;
      throw error;
    }
  };
  const now = (): Table => {
    plain ??= tableOf(table.name, table.n, new Map([...table.columns, [assignment, { type: 'text', codes: arms, levels }]]));
    return plain;
  };

  return {
    draw(drawn) {
      arms.set(drawn);
      sorted = new Map();
      replies = new Map();
      plain = undefined;
    },
    answerSync: (round) =>
      placed(round, schema, [], table.name).map((one) => {
        const key = one.request.over ? undefined : expressionKey(one.request);
        const known = key === undefined ? undefined : replies.get(key);
        if (known) return known;
        const reply = quick(one);
        if (reply && key !== undefined) replies.set(key, reply);
        return reply ?? answerOn(afterSteps(now(), one.steps), one);
      }),
  };
}

/** Derived columns and conditions on the way; undefined where rows are added up or told what others have, and where a condition comes before a column that takes the name of another. */
function readThrough(
  steps: PlacedRequest['steps'],
): { readonly derived: ReadonlyMap<string, Expression>; readonly conditions: readonly Expression[] } | undefined {
  const derived = new Map<string, Expression>();
  const conditions: Expression[] = [];
  for (const step of steps) {
    if (step.kind === 'rollup' || step.kind === 'broadcast') return undefined;
    if (step.kind === 'where') conditions.push(step.condition);
    else
      for (const [name, e] of Object.entries(step.columns)) {
        if (derived.has(name) || !name.startsWith('estimand:')) return undefined;
        derived.set(name, e);
      }
  }
  return { derived, conditions };
}

const keyColumn = (e: Expression): string | undefined => (e.op === 'column' ? e.name : undefined);

/** The texts of a group in the order of its keys. */
const keyTexts = (keys: readonly (string | undefined)[], fixed: readonly string[], texts: readonly string[], arm: string): readonly string[] =>
  keys.map((name) => {
    const place = name === undefined ? -1 : fixed.indexOf(name);
    return place < 0 ? arm : texts[place];
  });
