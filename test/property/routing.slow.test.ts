import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openFiles } from '../../src/engines/duckdb/open-files.ts';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import type { Answer } from '../../src/estimate/answer.ts';
import { add, column, divide, greater, times, when } from '../../src/expressions/build.ts';
import { stream } from '../../src/math/random/stream.ts';
import { policyBounds } from '../../src/methods/routing/policy-bounds.ts';
import { policyGain } from '../../src/methods/routing/policy-gain.ts';
import { type PolicyValueOptions, policyValue } from '../../src/methods/routing/policy-value.ts';
import { run, runSync } from '../../src/relation/run.ts';
import { expectDeepClose } from '../support/deep-close.ts';
import { temporaryFiles } from '../support/duckdb-files.ts';
import { runs } from '../support/runs.ts';
import type { ColumnKind } from '../support/tables.ts';

/** A request that was routed to a, b or c by chance. */
interface Routed {
  readonly x: number;
  readonly g: string;
  readonly action: string;
  readonly p: number;
  readonly y: number;
}

function routed(n: number, seed: number): readonly Routed[] {
  const random = stream(seed);
  return Array.from({ length: n }, () => {
    const x = Math.round(20 * random.normal()) / 10;
    const odds = [1, Math.exp(0.5 * x), Math.exp(-0.4 * x)];
    const sum = odds.reduce((a, b) => a + b);
    const u = random.uniform() * sum;
    const taken = u < odds[0] ? 0 : u < odds[0] + odds[1] ? 1 : 2;
    return { x, g: 'uv'[random.integer(2)], action: 'abc'[taken], p: odds[taken] / sum, y: Math.round(10 * (x * taken + taken + random.normal())) / 10 };
  });
}

const columnsOf = (rows: readonly Routed[]) => ({
  x: Float64Array.from(rows, ({ x }) => x),
  p: Float64Array.from(rows, ({ p }) => p),
  y: Float64Array.from(rows, ({ y }) => y),
  g: rows.map(({ g }) => g),
  action: rows.map(({ action }) => action),
});
const asked: PolicyValueOptions = {
  outcomes: [{ name: 'y' }],
  action: 'action',
  actions: ['a', 'b', 'c'],
  propensities: { kind: 'taken', chance: column('p') },
  covariates: ['x', { factor: 'g' }],
  policies: [
    { name: 'by x', says: 'c where x > 0, else a', chances: { c: when(greater(column('x'), 0), 1, 0), a: when(greater(column('x'), 0), 0, 1) } },
    { name: 'a coin', says: 'a coin', chances: { a: { op: 'number', value: 0.5 }, b: { op: 'number', value: 0.5 } } },
  ],
};
const answerOf = (rows: readonly Routed[], options: Partial<PolicyValueOptions> = {}): Answer =>
  runSync(fromColumns(columnsOf(rows)), policyValue({ ...asked, ...options }));
const numbersOf = ({ estimates }: Answer) => Object.fromEntries(estimates.map((e) => [e.id, { value: e.value, standardError: e.standardError! }]));

describe('values of policies', () => {
  const logs = fc.record({ seed: fc.nat(2 ** 30), n: fc.integer({ min: 80, max: 200 }) }).map(({ seed, n }) => routed(n, seed));

  it('do not depend on the order of rows', () => {
    fc.assert(
      fc.property(logs, (rows) => expectDeepClose(numbersOf(answerOf([...rows].reverse())), numbersOf(answerOf(rows)), 1e-9)),
      runs(20),
    );
  });

  it('scale with the outcome, and move with it but for the weighting that is not normalised', () => {
    fc.assert(
      fc.property(logs, fc.constantFrom(-4, 0.5, 30), fc.integer({ min: -50, max: 50 }), (rows, scale, shift) => {
        const base = numbersOf(answerOf(rows));
        const scaled = numbersOf(answerOf(rows.map((row) => ({ ...row, y: scale * row.y }))));
        const moved = numbersOf(answerOf(rows.map((row) => ({ ...row, y: row.y + shift }))));
        for (const [id, { value, standardError }] of Object.entries(base)) {
          expect(Math.abs(scaled[id].value - scale * value)).toBeLessThan(1e-8 * Math.abs(scale) * standardError);
          expect(Math.abs(scaled[id].standardError - Math.abs(scale) * standardError)).toBeLessThan(1e-8 * Math.abs(scale) * standardError);
          if (!/:(ips|clipped)$/.test(id)) expect(Math.abs(moved[id].value - value - shift)).toBeLessThan(1e-8 * standardError);
        }
      }),
      runs(20),
    );
  });

  it('of rows given twice are the same, with errors of half the variance', () => {
    fc.assert(
      fc.property(logs, (rows) => {
        const [once, twice] = [numbersOf(answerOf(rows, { crossFit: 'none' })), numbersOf(answerOf([...rows, ...rows], { crossFit: 'none' }))];
        const n = rows.length;
        for (const [id, { value, standardError }] of Object.entries(once)) {
          expect(Math.abs(twice[id].value - value)).toBeLessThan(1e-9 * Math.max(1, Math.abs(value)));
          expect(twice[id].standardError / standardError).toBeCloseTo(Math.sqrt((n - 1) / (2 * n - 1)), 9);
        }
      }),
      runs(20),
    );
  });

  it('by weights are the logged mean when the policy is the logged one', () => {
    const rows = routed(300, 7);
    const [o, b, c] = [
      { op: 'number', value: 1 } as const,
      { op: 'call', name: 'exp', of: times(0.5, column('x')) } as const,
      { op: 'call', name: 'exp', of: times(-0.4, column('x')) } as const,
    ];
    const all = add(add(o, b), c);
    const same = { name: 'same', says: 'the logged one', chances: { a: divide(o, all), b: divide(b, all), c: divide(c, all) } };
    const found = numbersOf(answerOf(rows, { policies: [same] }));
    const mean = rows.reduce((sum, { y }) => sum + y, 0) / rows.length;
    for (const estimator of ['ips', 'snips', 'clipped']) expect(found[`policy-value:y:same:${estimator}`].value).toBeCloseTo(mean, 10);
    const gain = runSync(fromColumns(columnsOf(rows)), policyGain({ ...asked, policies: [same], estimator: 'ips' })).estimates[0];
    expect([Math.abs(gain.value) < 1e-10, gain.standardError! < 1e-10]).toEqual([true, true]);
  });

  it.each(['logistic', 'bootstrap', 'estimated'] as const)('do not depend on the order of rows either where rows are fetched or scanned again: %s', (kind) => {
    const rows = routed(400, 3).map((row) => ({ ...row, y: row.y > 0 ? 1 : 0 }));
    const options: Partial<PolicyValueOptions> =
      kind === 'logistic'
        ? { rewardModel: 'logistic' }
        : kind === 'bootstrap'
          ? { interval: 'bootstrap', draws: 199 }
          : { propensities: { kind: 'estimated' } };
    const integer = { outcomes: [{ name: 'y', measure: when(greater(column('y'), 0.5), 1, 0) }] };
    const [there, back] = [rows, [...rows].reverse()].map((one) => answerOf(one, { ...options, ...integer }));
    expect(there.estimates.length).toBeGreaterThan(5);
    expectDeepClose(back.estimates, there.estimates, 1e-8);
  });

  it('are the same from a database as in memory, by every way of asking', async () => {
    const rows = routed(500, 5);
    const kinds = { x: 'tenths', p: 'tenths', y: 'tenths', g: 'text', action: 'text' } as const satisfies Record<string, ColumnKind>;
    const columns = Object.entries(kinds).map(([name, kind]) => ({ name, kind, values: rows.map((row) => row[name as keyof Routed]) }));
    const files = await temporaryFiles();
    const sql = await openFiles(await files.write({ rows: rows.length, columns }), { threads: 2 });
    const memory = fromColumns(columnsOf(rows));
    try {
      const tuned = { threshold: 'tuned', shrinkage: 'tuned' } as const;
      for (const options of [{}, tuned, { crossFit: 'none' }, { propensities: { kind: 'estimated' } }, { interval: 'bootstrap', draws: 199 }] as const) {
        const [there, here] = [await run(sql, policyValue({ ...asked, ...options })), runSync(memory, policyValue({ ...asked, ...options }))];
        expectDeepClose(there.estimates, here.estimates, 1e-8);
        expect(there.findings.map((f) => f.check)).toEqual(here.findings.map((f) => f.check));
      }
    } finally {
      sql.close();
      await files.close();
    }
  });
});

it('bounds are those by hand where one action was taken out of the log', () => {
  const rows = routed(400, 9).filter(({ action }) => action !== 'c');
  const policy = { name: 'c by half', says: 'c by half, else a', chances: { a: { op: 'number', value: 0.5 }, c: { op: 'number', value: 0.5 } } as const };
  const options = { ...asked, policies: [policy], outcomes: [{ name: 'y', bounds: [-10, 10] as const }], covariates: [], crossFit: 'none' } as const;
  const { estimates } = runSync(fromColumns(columnsOf(rows)), policyBounds(options));
  const mean = (of: (row: Routed) => number) => rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
  const own = rows.filter(({ action }) => action === 'a');
  const model = own.reduce((sum, { y }) => sum + y, 0) / own.length;
  const seen = mean(({ action, y, p }) => 0.5 * model + (action === 'a' ? (0.5 / p) * (y - model) : 0));
  const logged = mean(({ y }) => y);
  expect(estimates[0].details).toMatchObject({ unseen: 0.5 });
  const { least, most } = estimates[0].details as { least: number; most: number };
  expect(least).toBeCloseTo(seen - 5 - logged, 10);
  expect(most).toBeCloseTo(seen + 5 - logged, 10);
  expect(estimates[0].interval.pieces[0].low!).toBeLessThan(least);
});
