import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import { column, number } from '../../expressions/build.ts';
import { stream } from '../../math/random/stream.ts';
import { runSync } from '../../relation/run.ts';
import { policySupport } from './policy-support.ts';

const n = 2_000;
const random = stream(40);

/** A log of two actions, b drawn by these chances. */
function logOf(chance: (i: number) => number) {
  const pb = Float64Array.from({ length: n }, (_, i) => chance(i));
  const isB = Array.from(pb, (p) => random.bernoulli(p) === 1);
  return {
    pb,
    rows: fromColumns({
      action: isB.map((b) => (b ? 'b' : 'a')),
      pa: pb.map((p) => 1 - p),
      pb,
      p: pb.map((p, i) => (isB[i] ? p : 1 - p)),
      y: Float64Array.from(pb, () => random.normal()),
    }),
  };
}

const log = { outcomes: [{ name: 'y' }], action: 'action', actions: ['a', 'b'], policies: [{ name: 'b', says: 'all b', chances: { b: number(1) } }] } as const;
const byAction = { kind: 'by-action', chances: { a: column('pa'), b: column('pb') } } as const;
const taken = { kind: 'taken', chance: column('p') } as const;
const found = (rows: ReturnType<typeof logOf>['rows'], options: object, check: string) =>
  runSync(rows, policySupport({ ...log, propensities: byAction, ...options })).findings.find((f) => f.check === check)!;

describe('what the design of a log can tell', () => {
  it('effective rows are n over the mean of the expected squares of weights, whatever was drawn', () => {
    const { rows, pb } = logOf((i) => [0.1, 0.4][i % 2]);
    const inverse = pb.reduce((sum, p) => sum + 1 / p, 0) / n;
    expect(found(rows, {}, 'effective-sample').statistic).toBeCloseTo(n / inverse, 8);
    // By half b: a quarter of 1 / p for each action.
    const half = { policies: [{ name: 'half', says: 'half', chances: { a: number(0.5), b: number(0.5) } }] };
    const square = pb.reduce((sum, p) => sum + 0.25 / p + 0.25 / (1 - p), 0) / n;
    expect(found(rows, half, 'effective-sample').statistic).toBeCloseTo(n / square, 8);
  });

  it('of two actions the chance of one tells that of the other', () => {
    const { rows } = logOf((i) => [0.1, 0.4][i % 2]);
    expect(found(rows, { propensities: taken }, 'effective-sample').statistic).toBeCloseTo(found(rows, {}, 'effective-sample').statistic!, 8);
  });

  it('of three actions the weights that were drawn stand in for it, and the mend says what to log', () => {
    const { rows } = logOf(() => 0.03);
    const seen = found(rows, { propensities: taken, actions: ['a', 'b', 'c'] }, 'effective-sample');
    expect(seen).toMatchObject({ verdict: 'fail', identification: true, mend: expect.stringContaining('log the chances of all actions (probabilities)') });
  });

  it('fewer than 100 effective rows hold, 100 do not', () => {
    expect(found(logOf(() => 0.0495).rows, {}, 'effective-sample')).toMatchObject({ verdict: 'fail', identification: true });
    expect(found(logOf(() => 0.0505).rows, {}, 'effective-sample').verdict).not.toBe('fail');
  });

  it('a tail index below two holds, whatever the effective rows', () => {
    // Chances from a Pareto law: 1 / p has the index 0.8, weights 1.8.
    const heavy = logOf(() => Math.max(1e-12, 0.5 * random.uniform() ** (1 / 0.8)));
    const seen = found(heavy.rows, {}, 'weight-tail');
    expect(seen).toMatchObject({ verdict: 'fail', identification: true, threshold: 2 });
    expect(seen.statistic).toBeGreaterThan(1.5);
    expect(seen.statistic).toBeLessThan(2.1);
    const light = logOf(() => Math.max(1e-12, 0.5 * random.uniform() ** (1 / 2)));
    expect(found(light.rows, {}, 'weight-tail').verdict).toBe('pass');
  });

  it('rare actions of a router with a least chance have no tail', () => {
    // b wanted everywhere: 1 / p is 1.05 on most rows, and 20 on few, of which many were drawn.
    const few = logOf((i) => (i % 40 === 0 ? 0.05 : 0.95));
    expect(found(few.rows, {}, 'weight-tail').verdict).toBe('pass');
    const even = found(logOf(() => 0.2).rows, {}, 'weight-tail');
    expect(even).toMatchObject({ verdict: 'pass', says: 'The weights of b have no tail: none lies far beyond the others.' });
    expect(even.statistic).toBeUndefined();
  });
});
