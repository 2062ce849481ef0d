import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import { column, number } from '../../expressions/build.ts';
import { runSync } from '../../relation/run.ts';
import type { LoggedChances } from './options.ts';
import { policyValue } from './policy-value.ts';
import { routingLog } from './routing-log.ts';

const rows = fromColumns({
  action: ['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b'],
  p: Float64Array.from([0.5, 0.5, 0.75, 0, 0.5, 0.25, 1, 0.5]),
  pa: Float64Array.from([0.5, 0.5, 0.75, 1, 0.5, 0.75, 1, 0.5]),
  pb: Float64Array.from([0.5, 0.5, 0.25, 0, 0.5, 0.25, 0, 0.5]),
  y: Float64Array.from([1, 2, 4, 3, 2, 5, 1, 4]),
});
const log = { outcomes: [{ name: 'y' }], action: 'action', actions: ['a', 'b'], policies: [{ name: 'b', says: 'all b', chances: { b: number(1) } }] } as const;
const valueBy = (propensities: LoggedChances): number =>
  runSync(rows, policyValue({ ...log, propensities, estimators: ['ips'], estimator: 'ips' })).estimates[0].value;

describe('chances that are shares of draws', () => {
  it('count as one draw more of one more, so that one over them is right on average', () => {
    // b on four rows with 2, 0, 1 and 2 of 4 draws: 5 / 3, 5, 5 / 2, 5 / 3.
    const expected = (2 * (5 / 3) + 3 * 5 + 5 * (5 / 2) + 4 * (5 / 3)) / 8;
    expect(valueBy({ kind: 'taken', chance: column('p'), draws: 4 })).toBeCloseTo(expected, 12);
    expect(valueBy({ kind: 'by-action', chances: { a: column('pa'), b: column('pb') }, draws: 4 })).toBeCloseTo(expected, 12);
    const mean = [0, 1, 2, 3, 4].reduce((sum, k) => sum + ([1, 4, 6, 4, 1][k] / 16) * (5 / (k + 1)), 0);
    expect(mean).toBeCloseTo((1 - 0.5 ** 5) / 0.5, 12);
  });

  it('may be zero where the action was taken, which others may not', () => {
    expect(() => valueBy({ kind: 'taken', chance: column('p') })).toThrow(/zero/);
    expect(() => runSync(rows, routingLog({ ...log, propensities: { kind: 'taken', chance: column('p'), draws: 4 } }))).not.toThrow();
    const below = fromColumns({ action: ['a', 'b'], p: Float64Array.from([0.5, -0.01]), y: Float64Array.from([1, 2]) });
    expect(() => runSync(below, routingLog({ ...log, propensities: { kind: 'taken', chance: column('p'), draws: 4 } }))).toThrow();
  });
});
