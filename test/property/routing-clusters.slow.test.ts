import { describe, expect, it } from 'vitest';
import { openFiles } from '../../src/engines/duckdb/open-files.ts';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { column, greater, number, when } from '../../src/expressions/build.ts';
import { stream } from '../../src/math/random/stream.ts';
import { policyBounds } from '../../src/methods/routing/policy-bounds.ts';
import { type PolicyGainOptions, policyGain } from '../../src/methods/routing/policy-gain.ts';
import { type PolicyValueOptions, policyValue } from '../../src/methods/routing/policy-value.ts';
import { run, runSync } from '../../src/relation/run.ts';
import { expectDeepClose } from '../support/deep-close.ts';
import { temporaryFiles } from '../support/duckdb-files.ts';

/** Requests of users who differ, `each` a user. */
function log(users: number, each: number, seed: number) {
  const random = stream(seed);
  const own = Array.from({ length: users }, () => random.normal());
  const rows = Array.from({ length: users * each }, (_, i) => {
    const user = Math.floor(i / each);
    const x = random.normal();
    const p = x > 0 ? 0.7 : 0.4;
    const action = random.uniform() < p ? 'a' : 'b';
    return {
      user,
      row: i,
      x,
      action,
      p: action === 'a' ? p : 1 - p,
      y: own[user] + (action === 'a' ? x : 0.5) + 0.3 * random.normal(),
      b: random.bernoulli(0.4),
    };
  });
  const column = (name: 'user' | 'row' | 'x' | 'p' | 'y' | 'b') => Float64Array.from(rows, (r) => r[name]);
  return { user: column('user'), row: column('row'), x: column('x'), p: column('p'), y: column('y'), b: column('b'), action: rows.map((r) => r.action) };
}

const asked: PolicyValueOptions & PolicyGainOptions = {
  outcomes: [{ name: 'y' }],
  action: 'action',
  actions: ['a', 'b'],
  propensities: { kind: 'taken', chance: column('p') },
  covariates: ['x'],
  policies: [
    { name: 'by x', says: 'a where x > 0, else b', chances: { a: when(greater(column('x'), 0), 1, 0), b: when(greater(column('x'), 0), 0, 1) } },
    { name: 'a coin', says: 'a coin', chances: { a: number(0.5), b: number(0.5) } },
  ],
};
type Options = Partial<PolicyValueOptions>;
const numbersIn = (rows: Readonly<Record<string, Float64Array | readonly string[]>>, options: Options = {}) => {
  const [data, all] = [fromColumns(rows), { ...asked, ...options }];
  const estimates = [...runSync(data, policyValue(all)).estimates, ...runSync(data, policyGain(all)).estimates];
  return Object.fromEntries(
    estimates.map((e) => [e.id, { value: e.value, standardError: e.standardError!, df: 'df' in e.interval.reference ? e.interval.reference.df : 0 }]),
  );
};

const rows = log(60, 5, 2);
const kinds: readonly (readonly [string, Options])[] = [
  ['linear reward models', {}],
  ['estimated chances', { propensities: { kind: 'estimated' } }],
  ['logistic reward models', { outcomes: [{ name: 'b' }], rewardModel: 'logistic' }],
];

// Folds go by clusters where there are any, and so do the models of rewards: these laws hold of what no fold bears on.
describe.each(kinds.map(([name, options]) => [name, { ...options, crossFit: 'none' }] as const))('clusters of requests, %s', (_, options) => {
  it('of one request each are requests', () => {
    expectDeepClose(numbersIn(rows, { ...options, cluster: 'row' }), numbersIn(rows, options), 1e-9);
  });

  it('leave values as they are, and count clusters', () => {
    const [clustered, plain] = [numbersIn(rows, { ...options, cluster: 'user' }), numbersIn(rows, options)];
    for (const [id, { value, df }] of Object.entries(clustered)) {
      expect(value).toBeCloseTo(plain[id].value, 12);
      expect(df).toBe(59);
    }
  });
});

describe('clusters of requests', () => {
  it('tell copies of a request from further ones', () => {
    const { action, ...numbers } = rows;
    const copies = { ...Object.fromEntries(Object.entries(numbers).map(([name, values]) => [name, doubled(values)])), action: action.flatMap((a) => [a, a]) };
    const once = numbersIn(rows, { crossFit: 'none', cluster: 'row' });
    const twice = numbersIn(copies, { crossFit: 'none', cluster: 'row' });
    for (const [id, { value, standardError }] of Object.entries(twice)) {
      expect(value).toBeCloseTo(once[id].value, 10);
      expect(standardError).toBeCloseTo(once[id].standardError, 10);
    }
  });

  it.each(kinds)('move values by little where their models of rewards leave them out: %s', (_, options) => {
    const [clustered, plain] = [numbersIn(rows, { ...options, cluster: 'user' }), numbersIn(rows, options)];
    for (const [id, { value, df }] of Object.entries(clustered)) {
      expect(Math.abs(value - plain[id].value), id).toBeLessThan(0.5 * plain[id].standardError);
      expect(df).toBe(59);
    }
  });

  it('widen intervals where users differ', () => {
    const [clustered, plain] = [numbersIn(rows, { cluster: 'user' }), numbersIn(rows)];
    expect(clustered['policy-value:y:a coin:dr'].standardError).toBeGreaterThan(1.5 * plain['policy-value:y:a coin:dr'].standardError);
  });

  it('bear on bounds too, and not on bootstrap draws', () => {
    const never = {
      ...asked,
      actions: ['a', 'b', 'c'],
      outcomes: [{ name: 'y', bounds: [-5, 5] as const }],
      policies: [{ name: 'c', says: 'c', chances: { c: number(0.2), a: number(0.8) } }],
    };
    const [wide, narrow] = [{ cluster: 'user' }, {}].map(
      (more) => runSync(fromColumns(rows), policyBounds({ ...never, ...more })).estimates[0].interval.pieces[0],
    );
    expect(wide.high! - wide.low!).toBeGreaterThan(narrow.high! - narrow.low!);
    expect(() => numbersIn(rows, { cluster: 'user', interval: 'bootstrap' })).toThrow('"influence" where requests are in clusters');
  });

  it('are the same in SQL', async () => {
    const { action, ...numbers } = rows;
    const kinds = { user: 'whole', row: 'whole', x: 'tenths', p: 'tenths', y: 'tenths', b: 'whole' } as const;
    const columns = [
      ...Object.entries(numbers).map(([name, values]) => ({ name, kind: kinds[name as keyof typeof kinds], values: Array.from(values) })),
      { name: 'action', kind: 'text' as const, values: action },
    ];
    const files = await temporaryFiles();
    const sql = await openFiles(await files.write({ rows: action.length, columns }), { threads: 2 });
    try {
      for (const options of [{}, { propensities: { kind: 'estimated' } }] as const) {
        const question = () => policyValue({ ...asked, ...options, cluster: 'user' });
        expectDeepClose((await run(sql, question())).estimates, runSync(fromColumns(rows), question()).estimates, 1e-8);
      }
    } finally {
      sql.close();
      await files.close();
    }
  });
});

const doubled = (values: Float64Array): Float64Array => Float64Array.from({ length: 2 * values.length }, (_, i) => values[i >> 1]);
