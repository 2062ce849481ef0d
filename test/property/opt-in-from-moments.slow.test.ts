import { afterAll, beforeAll, expect, it } from 'vitest';
import { openFiles } from '../../src/duckdb.ts';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { stream } from '../../src/math/random/stream.ts';
import type { OptInOptions } from '../../src/methods/opt-in/options.ts';
import { doublyRobust, propensityWeighting, refuters } from '../../src/methods/opt-in/questions.ts';
import { run, runSync } from '../../src/relation/run.ts';
import { type Files, temporaryFiles } from '../support/duckdb-files.ts';
import { expectSameFromMoments } from '../support/opt-in-both-ways.ts';
import type { ColumnKind, TestTable } from '../support/tables.ts';

let files: Files;
beforeAll(async () => {
  files = await temporaryFiles();
});
afterAll(() => files.close());

type Values = readonly (number | string | null)[];

/** Users who chose by some numbers, one of them far from zero, and by a plan; something is unknown of a few. */
function users(seed: number, n: number) {
  const random = stream(5_309, seed);
  const [a, b, plan] = [
    Array.from({ length: n }, () => random.normal()),
    Array.from({ length: n }, () => (seed % 2 === 0 ? random.integer(5) : 1e6 + Math.exp(random.normal()))),
    Array.from({ length: n }, () => ['free', 'plus', 'pro'][random.integer(3)]),
  ];
  const level = (i: number): number => (seed % 2 === 0 ? b[i] - 2 : b[i] - 1e6 - 1);
  const chose = a.map((x, i) => (random.bernoulli(1 / (1 + Math.exp(0.3 - 0.7 * x - 0.2 * level(i) - (plan[i] === 'pro' ? 0.5 : 0)))) ? 'on' : 'off'));
  const y = a.map((x, i) => 3 + x + 0.3 * level(i) + (chose[i] === 'on' ? 0.4 + 0.2 * x : 0) + random.normal());
  const finished = a.map((x, i) => random.bernoulli(1 / (1 + Math.exp(-0.4 * x - (chose[i] === 'on' ? 0.3 : 0)))));
  const lost = (values: Values, share: number): Values => values.map((value) => (random.bernoulli(share) ? null : value));
  const team = a.map(() => `t${random.integer(Math.ceil(n / 6))}`);
  return { chose, a: lost(a, 0.02), b, plan: lost(plan, 0.01), y: lost(y, 0.03), finished, team } as Readonly<Record<string, Values>>;
}

const kinds: Readonly<Record<string, ColumnKind>> = { chose: 'text', a: 'tenths', b: 'tenths', plan: 'text', y: 'tenths', finished: 'integer', team: 'text' };

const tableOf = (columns: Readonly<Record<string, Values>>): TestTable => ({
  rows: columns.chose.length,
  columns: Object.entries(columns).map(([name, values]) => ({ name, kind: kinds[name], values })),
});

const options = (way: Partial<OptInOptions['optIn']>, outcome: string): OptInOptions => ({
  outcome,
  covariates: ['a', 'b', { factor: 'plan' }],
  optIn: {
    ...{ kind: 'opt-in', choice: 'chose', control: 'off', treatment: 'on', estimand: 'ate', estimator: 'aipw', folds: 1, repeats: 1 },
    propensity: { model: 'logistic', terms: 'main' },
    ...way,
  },
});

const seeds = Array.from({ length: Number(process.env.TIMES ?? 12) }, (_, i) => Number(process.env.SEED ?? 0) + i);

it.each(seeds)(
  'users %i who stay in DuckDB are told of as those that are fetched',
  async (seed) => {
    const random = stream(5_310, seed);
    const columns = users(seed, 150 + random.integer(1_500));
    const data = await openFiles(await files.write(tableOf(columns)));
    const way = {
      estimand: (['ate', 'att', 'atc', 'ato'] as const)[seed % 4],
      ...(random.bernoulli(0.4) && { cluster: 'team' }),
      ...(random.bernoulli(0.4) && { trim: 0.1 }),
      ...(random.bernoulli(0.3) && { estimator: 'weighting' as const }),
    };
    try {
      const outcome = seed % 3 === 0 ? 'finished' : 'y';
      // Rows that are fetched lose digits of a column far from zero: they are held against the same column near it.
      const rows = fromColumns({ ...columns, b: columns.b.map((x) => Number(x) - (seed % 2 === 0 ? 0 : 1e6)) });
      await expectSameFromMoments(rows, options(way, outcome), data, 1e-8);
      await expectSameFromMoments(rows, options(way, outcome), fromColumns(columns), 1e-8);
    } finally {
      data.close();
    }
  },
  120_000,
);

it('two hundred thousand users: no jump where they are no longer fetched', async () => {
  const columns = users(1, 200_000);
  const data = await openFiles(await files.write(tableOf(columns)));
  for (const question of [doublyRobust, propensityWeighting]) {
    const [rows] = (await run(data, question(options({}, 'y')))).estimates;
    const [moments] = (await run(data, question({ ...options({}, 'y'), mostUnits: 199_999 }))).estimates;
    expect(Math.abs(moments.value - rows.value) / rows.standardError!).toBeLessThan(1e-6);
    expect(Math.abs(moments.standardError! / rows.standardError! - 1)).toBeLessThan(1e-6);
  }
  data.close();
}, 120_000);

it('refuters look at a part of the users, or hold where nothing picks one out', () => {
  const columns = users(2, 20_000);
  const asked = { ...options({}, 'y'), draws: 5, bootstrapDraws: 10, mostUnits: 0 };
  const found = runSync(fromColumns(columns), refuters(asked)).findings;
  expect(found.map(({ check }) => check)).toEqual(['placebo-treatment', 'random-cause', 'subset-stability', 'chain-bootstrap', 'refuters']);
  const { findings } = runSync(fromColumns(columns), refuters({ ...asked, covariates: [{ factor: 'plan' }] }));
  expect(findings.map(({ check, verdict, identification }) => [check, verdict, identification])).toEqual([['refuters', 'fail', true]]);
}, 120_000);
