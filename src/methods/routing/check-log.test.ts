import { describe, expect, it } from 'vitest';
import { type ColumnData, fromColumns } from '../../engines/memory/from-rows.ts';
import { EstimandError } from '../../errors/estimand-error.ts';
import { add, column, divide, number, times, when } from '../../expressions/build.ts';
import { runSync } from '../../relation/run.ts';
import { checkLog } from './check-log.ts';
import type { LogOptions } from './options.ts';
import { policyGain } from './policy-gain.ts';
import { policyValue } from './policy-value.ts';

const rows: Readonly<Record<string, ColumnData>> = {
  action: ['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b', 'a', 'b'],
  p: Float64Array.from([0.5, 0.5, 0.7, 0.3, 0.5, 0.5, 0.6, 0.4, 0.5, 0.5]),
  pa: Float64Array.from([0.5, 0.5, 0.7, 0.7, 0.5, 0.5, 0.6, 0.6, 0.5, 0.5]),
  y: Float64Array.from([1, 2, 4, 3, 2, 5, 1, 4, 2, 3]),
  x: Float64Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
  canA: Float64Array.from([1, 0, 1, 1, 1, 1, 1, 1, 1, 1]),
};
const log: LogOptions = {
  outcomes: [{ name: 'y' }],
  action: 'action',
  actions: ['a', 'b'],
  propensities: { kind: 'taken', chance: column('p') },
  policies: [{ name: 'all b', says: 'all b', chances: { b: number(1) } }],
};

/** The error that a question raises on these rows, with its words. */
function errorOf(changes: Partial<LogOptions>, changed: Readonly<Record<string, ColumnData>> = {}): EstimandError {
  const asked = { ...log, ...changes };
  const relation = fromColumns({ ...rows, ...changed });
  const errors = [policyGain, policyValue].map((question) => {
    try {
      runSync(relation, question(asked));
    } catch (error) {
      return error as EstimandError;
    }
    return expect.fail('no error');
  });
  expect(errors[0].code).toBe(errors[1].code);
  expect(errors[0]).toBeInstanceOf(EstimandError);
  expect(errors[0].what).toMatch(/\.$/);
  expect(errors[0].mend).toMatch(/\.$/);
  return errors[0];
}

const at = (values: ColumnData, i: number, value: number | null): ColumnData => Array.from(values as Float64Array, (x, j) => (i === j ? value : x));
const byAction = { propensities: { kind: 'by-action', chances: { a: column('pa'), b: add(1, times(-1, column('pa'))) } } } as const;

describe('what a log must not be', () => {
  it.each<[string, string, Partial<LogOptions>, Readonly<Record<string, ColumnData>>, object]>([
    ['a probability of zero', 'propensity-zero', {}, { p: at(rows.p, 2, 0) }, { rows: 1, of: 10 }],
    ['a probability below zero', 'propensity-zero', {}, { p: at(rows.p, 2, -0.1) }, { rows: 1, of: 10 }],
    ['a probability above one', 'propensity-above-one', {}, { p: Float64Array.from(rows.p as Float64Array, (p) => 100 * p) }, { rows: 10, of: 10 }],
    ['a missing probability', 'propensity-missing', {}, { p: at(rows.p, 4, null) }, { rows: 1, of: 10 }],
    ['a missing probability of an action not taken', 'propensity-missing', byAction, { pa: at(rows.pa, 1, null) }, { rows: 1, of: 10 }],
    [
      'probabilities that do not sum to one',
      'propensities-sum',
      { propensities: { kind: 'by-action', chances: { a: column('pa'), b: times(0.9, add(1, times(-1, column('pa')))) } } },
      {},
      { rows: 10, of: 10, tolerance: 1e-3 },
    ],
    [
      'an action that nobody named',
      'action-unknown',
      {},
      { action: [...(rows.action as string[]).slice(0, 9), 'c'] },
      { action: 'c', rows: 1, known: ['a', 'b'] },
    ],
    ['an action that was no candidate', 'action-not-candidate', { candidates: { a: 'canA' } }, { canA: at(rows.canA, 0, 0) }, { rows: 1, of: 10 }],
    ['an action whose candidate is unknown', 'action-not-candidate', { candidates: { a: 'canA' } }, { canA: at(rows.canA, 0, null) }, { rows: 1, of: 10 }],
    ['no row with an outcome', 'log-empty', {}, { y: Array.from({ length: 10 }, () => null) }, { outcome: 'y' }],
  ])('%s', (_, code, changes, changed, facts) => {
    expect(errorOf(changes, changed)).toMatchObject({ code, facts });
  });
});

describe('what a policy must not be', () => {
  const policy = (chances: LogOptions['policies'][number]['chances']) => ({ policies: [{ name: 'it', says: 'it', chances }] });
  it.each<[string, string, Partial<LogOptions>, object]>([
    ['one that takes an unknown action', 'policy-action-unknown', policy({ c: number(1) }), { policy: 'it', action: 'c', known: ['a', 'b'] }],
    ['one whose chances sum to less than one', 'policy-chances', policy({ a: number(0.4), b: number(0.5) }), { why: 'sum', rows: 10 }],
    ['one whose chances sum to one only on some rows', 'policy-chances', policy({ a: when(column('flag'), 1, 0) }), { why: 'sum', rows: 9 }],
    ['one with a chance above one', 'policy-chances', policy({ a: number(1.5), b: number(-0.5) }), { why: 'range', rows: 10 }],
    ['one without chances', 'policy-chances', policy({}), { why: 'sum', rows: 10 }],
    ['one that takes what was no candidate', 'policy-not-candidate', { ...policy({ a: number(1) }), candidates: { a: 'canA' } }, { policy: 'it', rows: 1 }],
    ['one whose chance is unknown', 'policy-chances', policy({ a: divide(column('zero'), column('zero')), b: number(1) }), { why: 'unknown', rows: 10 }],
  ])('%s', (_, code, changes, facts) => {
    const flag = [true, ...Array.from({ length: 9 }, () => false)];
    expect(errorOf(changes, { flag, zero: new Float64Array(10) })).toMatchObject({ code, facts });
  });

  it.each<[string, Partial<LogOptions>]>([
    ['one action', { actions: ['a'] }],
    ['an action named twice', { actions: ['a', 'b', 'a'] }],
    ['no policy', { policies: [] }],
    ['two policies of one name', { policies: [log.policies[0], log.policies[0]] }],
    ['no outcome', { outcomes: [] }],
    ['an action without a probability', { propensities: { kind: 'by-action', chances: { a: column('pa') } } }],
  ])('options with %s', (_, changes) => {
    expect(errorOf(changes)).toMatchObject({ code: 'option-invalid' });
  });
});

it('costs one number in a scan where nothing is wrong', () => {
  const relation = fromColumns(rows);
  runSync(relation, checkLog({ ...log, candidates: { a: 'canA' } }));
  expect(relation.rounds).toBe(1);
});
