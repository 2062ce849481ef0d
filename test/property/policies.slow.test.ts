import { createContext, runInContext } from 'node:vm';
import { type DuckDBAppender, DuckDBInstance } from '@duckdb/node-api';
import { transformSync } from 'esbuild';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import type { Condition, PolicyTree } from '../../src/inference/policy/policy-tree.ts';
import { treeRule } from '../../src/inference/policy/policy-tree.ts';
import { asPolicy } from '../../src/inference/policy/written/as-policies.ts';
import { asSql } from '../../src/inference/policy/written/as-sql.ts';
import { asTypeScript } from '../../src/inference/policy/written/as-typescript.ts';
import type { Routing } from '../../src/methods/routing/own.ts';
import type { Features } from '../../src/models/features.ts';
import { type ColumnsReply, columns } from '../../src/relation/requests.ts';
import { protocolOf } from '../../src/study/protocol-of.ts';
import { parseStudy } from '../../src/study/read/parse-study.ts';

const numbers = ['tenure', 'cost in "€"', 'and', 'class'] as const;
const texts = ['plan', "it's `odd`", '__proto__'] as const;
const levels = ['free', "d'or", 'say "hi"', '😀', 'größe', '名前', '', 'null', 'NaN', '*/ } //', 'a\nb', '`x`', "''", ['$', '{1}'].join(''), '\\'];
const arms = ['nothing', "rag's", '"agent" 😀'];
const values = [0, -0, 1, 0.1, 0.30000000000000004, -2.5, 1e-7, 1e21, 12345678.901234567, 0.12345678901234566, -1e-300];

const value = fc.oneof(fc.constantFrom(...values), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e70, max: 1e70 }));
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ kind: fc.constant('at-most' as const), column: fc.constantFrom(...numbers), value, unknown: fc.boolean() }),
  fc.record({
    kind: fc.constant('among' as const),
    column: fc.constantFrom(...texts),
    levels: fc.uniqueArray(fc.constantFrom(...levels), { minLength: 1, maxLength: 4 }),
    unknown: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('unknown' as const), column: fc.constantFrom(...numbers, ...texts) }),
);
const leaf: fc.Arbitrary<PolicyTree> = fc.record({ kind: fc.constant('leaf' as const), arm: fc.nat({ max: arms.length - 1 }), units: fc.nat(100) });
const treeOf = (depth: number): fc.Arbitrary<PolicyTree> =>
  depth === 0
    ? leaf
    : fc.oneof(
        { weight: 1, arbitrary: leaf },
        { weight: 4, arbitrary: fc.record({ kind: fc.constant('cut' as const), condition, holds: treeOf(depth - 1), fails: treeOf(depth - 1) }) },
      );

interface Rows {
  readonly numbers: readonly (readonly (number | null)[])[];
  readonly texts: readonly (readonly (string | null)[])[];
}
const count = 40;
const rowsOf: fc.Arbitrary<Rows> = fc.record({
  numbers: fc.array(fc.array(fc.option(value, { freq: 4 }), { minLength: count, maxLength: count }), { minLength: numbers.length, maxLength: numbers.length }),
  texts: fc.array(fc.array(fc.option(fc.constantFrom(...levels, 'not seen'), { freq: 4 }), { minLength: count, maxLength: count }), {
    minLength: texts.length,
    maxLength: texts.length,
  }),
});

const featuresOf = (rows: Rows): Features => ({
  units: count,
  columns: [
    ...numbers.map((name, j) => ({ name, values: Float64Array.from(rows.numbers[j], (x) => x ?? NaN) })),
    ...texts.map((name, j) => {
      const seen = [...new Set(rows.texts[j].filter((x) => x !== null))];
      return { name, levels: seen, values: Float64Array.from(rows.texts[j], (x) => (x === null ? NaN : seen.indexOf(x))) };
    }),
  ],
});

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Values are handed in as they are: only what the tree is written as is read by the database. */
async function bySql(sql: string, rows: Rows): Promise<readonly string[]> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const declared = [...numbers.map((name) => `${quoted(name)} DOUBLE`), ...texts.map((name) => `${quoted(name)} VARCHAR`)];
  await connection.run(`create table units (place INTEGER, ${declared.join(', ')})`);
  const appender: DuckDBAppender = await connection.createAppender('units');
  for (let i = 0; i < count; i++) {
    appender.appendInteger(i);
    for (const column of [...rows.numbers, ...rows.texts]) append(appender, column[i]);
    appender.endRow();
  }
  appender.closeSync();
  const reader = await connection.runAndReadAll(`select ${sql} as arm from units order by place`);
  const found = reader.getRows().map(([arm]) => String(arm));
  connection.closeSync();
  instance.closeSync();
  return found;
}

function append(appender: DuckDBAppender, value: number | string | null): void {
  if (value === null) appender.appendNull();
  else if (typeof value === 'number') appender.appendDouble(value);
  else appender.appendVarchar(value);
}

function byTypeScript(source: string, rows: Rows): readonly string[] {
  const { code } = transformSync(source.replace('export function', 'globalThis.choose = function'), { loader: 'ts' });
  const context = createContext({ rows: JSON.stringify(rows), names: JSON.stringify({ numbers, texts }), count });
  runInContext(code, context);
  return JSON.parse(
    runInContext(
      `(() => {
        const [{ numbers, texts }, names] = [JSON.parse(rows), JSON.parse(names_)];
        return JSON.stringify(Array.from({ length: count }, (_, i) => choose(Object.fromEntries([
          ...names.numbers.map((name, j) => [name, numbers[j][i]]), ...names.texts.map((name, j) => [name, texts[j][i]]),
        ]))));
      })()`.replace('names_', 'globalThis.names'),
      context,
    ),
  );
}

function byRouting(tree: PolicyTree, rows: Rows): readonly string[] {
  const study = stringify({
    estimand: 1,
    study: 'routing',
    question: 'Does the tree pay?',
    data: { file: 'log.csv' },
    unit: 'request_id',
    design: { kind: 'routing', action: 'action', probability: 'chance', policies: { tree: asPolicy(tree, arms) } },
    outcomes: { reward: { role: 'primary', better: 'higher' } },
  });
  const schema = [
    ...numbers.map((name) => ({ name, type: 'number', integer: false, nullable: true, declared: 'DOUBLE' }) as const),
    ...texts.map((name) => ({ name, type: 'text', integer: false, nullable: true, declared: 'VARCHAR' }) as const),
    ...['chance', 'reward'].map((name) => ({ name, type: 'number', integer: false, nullable: false, declared: 'DOUBLE' }) as const),
  ];
  const { policies } = protocolOf(parseStudy(study, 'study.yaml'), schema, arms).own as Routing;
  const inMemory = fromColumns(
    Object.fromEntries([
      ...numbers.map((name, j) => [name, [0, ...rows.numbers[j]]] as const),
      ...texts.map((name, j) => [name, ['', ...rows.texts[j]]] as const),
    ]),
  );
  const [reply] = inMemory.answerSync([columns({ columns: Object.fromEntries(Object.entries(policies[0].chances).map(([arm, chance]) => [arm, chance])) })]);
  const chances = (reply as ColumnsReply).columns;
  return Array.from({ length: count }, (_, i) => {
    const sure = Object.entries(chances).filter(([, chance]) => chance[i + 1] === 1);
    return sure.length === 1 ? sure[0][0] : `${sure.length} arms`;
  });
}

describe('a policy tree', () => {
  it('gives every row the same arm by itself, as SQL, as TypeScript and as a policy of a study', async () => {
    await fc.assert(
      fc.asyncProperty(treeOf(3), rowsOf, async (tree, rows) => {
        const wanted = Array.from(treeRule(tree, featuresOf(rows)).arms, (arm) => arms[arm]);
        expect(treeRule(JSON.parse(JSON.stringify(tree)), featuresOf(rows)).arms).toEqual(treeRule(tree, featuresOf(rows)).arms);
        expect(byTypeScript(asTypeScript(tree, arms, { name: 'class', says: '*/ a\u2028b' }), rows)).toEqual(wanted);
        expect(byRouting(tree, rows)).toEqual(wanted);
        expect(await bySql(asSql(tree, arms), rows)).toEqual(wanted);
      }),
      { numRuns: Number(process.env.TIMES ?? 25), seed: Number(process.env.SEED ?? 20260701) },
    );
  });
});
