import { describe, expect, it } from 'vitest';
import { comparedRows, estimated } from '../../../test/support/compared-rows.ts';
import { type AdjustedChanges, type PairedRows, pairedChanges, pooledChanges } from './adjusted-changes.ts';
import type { Adjustment } from './plan.ts';
import type { ComparedRefusal } from './refused.ts';

const ways: readonly Adjustment[] = ['regression', 'weighting', 'doubly-robust'];
const rows = comparedRows({ units: 240, seed: 5 });
const { treated, covariates, names, changes } = rows;
const [change] = changes;
const n = treated.length;
const after = Uint8Array.from({ length: n }, (_, i) => i % 2);
const [x, z, paid] = covariates;

/** The same question of a panel and of repeated cross-sections. */
type Asked = Pick<PairedRows, 'treated' | 'covariates' | 'names' | 'changes' | 'weights' | 'leaveOut'>;
type Ask = (how: Adjustment, asked: Asked) => AdjustedChanges | ComparedRefusal;
const designs: readonly { readonly name: string; readonly ask: Ask }[] = [
  { name: 'a panel', ask: (how, asked) => pairedChanges({ ...asked, how }) },
  {
    name: 'repeated cross-sections',
    ask: (how, asked) => pooledChanges({ ...asked, how, outcomes: asked.changes, after: Uint8Array.from(asked.treated, (_, i) => i % 2) }),
  },
];
const cases = designs.flatMap((design) => ways.map((how) => ({ ...design, how })));

function near(found: ArrayLike<number>, wanted: ArrayLike<number>, within: number): void {
  expect(found).toHaveLength(wanted.length);
  let worst = 0;
  for (let i = 0; i < wanted.length; i++) worst = Math.max(worst, Math.abs(found[i] - wanted[i]));
  expect(worst).toBeLessThanOrEqual(within);
}
const meanWhere = (values: Float64Array, holds: (i: number) => boolean): number => {
  const picked = values.filter((_, i) => holds(i));
  return picked.reduce((sum, value) => sum + value, 0) / picked.length;
};

describe.each(cases)('$how of $name', ({ how, ask }) => {
  const base = estimated(ask(how, rows));
  const [{ estimate, influence }] = base.changes;
  const one = (asked: Partial<Asked>) => estimated(ask(how, { ...rows, ...asked }));

  it('does not depend on the units of covariates, nor on which sums of them are named', () => {
    const mixed = [x.map((value, i) => 1e6 + 1000 * value - 300 * z[i]), z.map((value, i) => 1e-4 * (value + 2 * paid[i])), paid.map((value) => 5 - value)];
    const [found] = one({ covariates: mixed }).changes;
    near([found.estimate], [estimate], 1e-9);
    near(found.influence, influence, 1e-7);
  });

  it('is linear in the outcome: a constant changes nothing, a factor all', () => {
    const [found] = one({ changes: [change.map((value) => 1e6 - 3 * value)] }).changes;
    near([found.estimate], [-3 * estimate], 1e-8);
    near(
      found.influence,
      influence.map((value) => -3 * value),
      1e-6,
    );
    near([base.loading.reduce((sum, value, i) => sum + value * change[i], 0)], [estimate], 1e-12);
  });

  it('has influences of mean zero', () => near([influence.reduce((sum, value) => sum + value, 0)], [0], 1e-9));

  it('answers many outcomes as it answers each', () => {
    const others = [change, z, change.map((value, i) => value * paid[i])];
    const together = one({ changes: others, leaveOut: 'rows' });
    for (const [o, outcome] of others.entries()) {
      const alone = one({ changes: [outcome], leaveOut: 'rows' });
      expect(together.changes[o]).toEqual(alone.changes[0]);
      near(together.leftOut!.contributions[o], alone.leftOut!.contributions[0], 1e-14);
    }
  });

  it('counts a row of weight two as two rows, one of weight zero as none, and weights of any scale alike', () => {
    // Twice over, so that before and after stay as they were.
    const times = Array.from({ length: n }, (_, i) => [1, 2, 0, 1, 2][i % 5]);
    const places = times.flatMap((count, i) => Array.from({ length: count }, () => i));
    const copied = (values: Float64Array) => Float64Array.from(places, (i) => values[i]);
    const doubled = {
      treated: Uint8Array.from(places, (i) => treated[i]),
      covariates: covariates.map(copied),
      names,
    };
    const copies = estimated(
      ask === designs[0].ask
        ? pairedChanges({ ...doubled, how, changes: [copied(change)] })
        : pooledChanges({ ...doubled, how, outcomes: [copied(change)], after: Uint8Array.from(places, (i) => after[i]) }),
    );
    const weights = Float64Array.from(times, (count) => 7 * count);
    const weighted = one({ weights });
    near([weighted.changes[0].estimate], [copies.changes[0].estimate], 1e-9);
    near(
      [...weighted.changes[0].influence].filter((_, i) => times[i] === 0),
      new Float64Array(n / 5),
      0,
    );
    expect(weighted.counts.treated + weighted.counts.controls).toBe((4 * n) / 5);
  });

  it('is a difference of means without covariates', () => {
    const group = (t: number, p?: number) => meanWhere(change, (i) => treated[i] === t && (p === undefined || after[i] === p));
    const wanted = ask === designs[0].ask ? group(1) - group(0) : group(1, 1) - group(1, 0) - (group(0, 1) - group(0, 0));
    near([one({ covariates: [], names: [] }).changes[0].estimate], [wanted], 1e-12);
  });

  it('leaves out each row and each cluster as if it had not been there, but for the steps of the odds', () => {
    const clusters = { codes: Int32Array.from({ length: n }, (_, i) => Math.floor(i / 8)), count: n / 8 };
    const { contributions, needed } = one({ leaveOut: clusters }).leftOut!;
    expect(needed).toHaveLength(0);
    const again = Float64Array.from(
      { length: clusters.count },
      (_, g) => estimate - one({ weights: Float64Array.from(clusters.codes, (c) => (c === g ? 0 : 1)) }).changes[0].estimate,
    );
    const size = Math.sqrt(again.reduce((sum, value) => sum + value * value, 0));
    near(contributions[0], again, how === 'regression' ? 1e-12 : 0.02 * size);
    const apart = one({ leaveOut: 'rows' }).leftOut!.contributions[0];
    const each = one({ leaveOut: { codes: Int32Array.from({ length: n }, (_, i) => n - 1 - i), count: n } }).leftOut!.contributions[0];
    near(apart, each.toReversed(), 0);
  });
});

describe('without covariates', () => {
  it.each(ways)('%s: the sum of squares of contributions is HC3', (how) => {
    const found = estimated(pairedChanges({ treated, covariates: [], names: [], changes, how, leaveOut: 'rows' }));
    const squares = (of: number) => {
      const mean = meanWhere(change, (i) => treated[i] === of);
      const size = treated.filter((t) => t === of).length;
      return change.reduce((sum, value, i) => sum + (treated[i] === of ? ((value - mean) / (size - 1)) ** 2 : 0), 0);
    };
    near([found.leftOut!.contributions[0].reduce((sum, value) => sum + value * value, 0)], [squares(0) + squares(1)], 1e-12);
  });
});

describe('a cluster that something hangs on', () => {
  it('is named, and contributes by its influence', () => {
    // All treated lie in cluster 0; only cluster 1 has a value of the rare covariate.
    const codes = Int32Array.from({ length: n }, (_, i) => (treated[i] === 1 ? 0 : 1 + (i % 9)));
    const rare = Float64Array.from(codes, (code, i) => (code === 1 && i % 2 === 0 ? 1 : 0));
    const asked = { treated, covariates: [x, rare], names: ['x', 'rare'], changes, how: 'regression' as const };
    const { leftOut, changes: found } = estimated(pairedChanges({ ...asked, leaveOut: { codes, count: 11 } }));
    expect([...leftOut!.needed]).toEqual([0, 1]);
    const own = found[0].influence.reduce((sum, value, i) => sum + (codes[i] === 1 ? value : 0), 0) / n;
    near([leftOut!.contributions[0][1], leftOut!.contributions[0][10]], [own, 0], 1e-12);
  });
});

describe('no comparison', () => {
  const reason = (how: Adjustment, asked: Partial<Asked>) => {
    const found = pairedChanges({ ...rows, ...asked, how });
    return found.kind === 'refused' ? found.reason : found.kind;
  };
  const only = (ones: number) => Uint8Array.from(treated, (_, i) => (i < ones ? 1 : 0));

  it('of too few treated, or controls', () => {
    expect(reason('doubly-robust', { treated: only(3) })).toEqual({ kind: 'too-few-rows', group: 'treated', rows: 3, parameters: 4 });
    expect(reason('regression', { treated: only(3) })).toBe('estimated');
    expect(reason('regression', { treated: only(0) })).toEqual({ kind: 'too-few-rows', group: 'treated', rows: 0, parameters: 4 });
    expect(reason('regression', { treated: only(n - 4) })).toEqual({ kind: 'too-few-rows', group: 'controls', rows: 4, parameters: 4 });
    const few = pooledChanges({ ...rows, treated: only(9), after, outcomes: changes, how: 'doubly-robust' });
    expect(few).toEqual({
      kind: 'refused',
      reason: { kind: 'too-few-rows', group: 'treated after', rows: 4, parameters: 4 },
      counts: { treated: 9, controls: n - 9 },
    });
  });

  it('with covariates that repeat each other, or do not vary', () => {
    const repeated = [x, x.map((value, i) => 2 * value + paid[i]), paid];
    for (const how of ways) {
      const group = how === 'regression' ? 'controls' : 'all';
      expect(reason(how, { covariates: repeated })).toEqual({ kind: 'collinear', columns: ['x', 'z', 'paid'], group });
      expect(reason(how, { covariates: [x, z.map(() => 0.1), paid] })).toEqual({ kind: 'collinear', columns: ['z'], group });
    }
    // Varies among the treated alone.
    const among = Float64Array.from(treated, (of, i) => of * (i % 2));
    expect(reason('regression', { covariates: [x, among, paid] })).toEqual({ kind: 'collinear', columns: ['z'], group: 'controls' });
  });

  it('where covariates tell the treated from the controls', () => {
    const told = x.map((value, i) => (treated[i] === 1 ? Math.abs(value) : -Math.abs(value)));
    expect(reason('weighting', { covariates: [told, z, paid] })).toMatchObject({ kind: 'separated', columns: ['x'], complete: true });
    const all = paid.map((value, i) => value * treated[i]);
    expect(reason('weighting', { covariates: [x, z, all] })).toMatchObject({ kind: 'all-treated', column: 'paid', value: 1 });
  });

  it('with treated that have no like among the controls', () => {
    const apart = x.map((value, i) => value + 3.4 * treated[i]);
    expect(reason('doubly-robust', { covariates: [apart], names: ['x'] })).toMatchObject({ kind: 'no-overlap', limit: 0.999 });
    expect(reason('regression', { covariates: [apart], names: ['x'] })).toBe('estimated');
  });

  it('of values that are no numbers', () => {
    expect(reason('regression', { covariates: [x, z, paid.with(7, Number.NaN)] })).toEqual({ kind: 'not-finite', column: 'paid', row: 7 });
    expect(reason('weighting', { changes: [change, change.with(9, Infinity)] })).toEqual({ kind: 'not-finite', column: 'outcome', row: 9 });
    expect(reason('weighting', { weights: x.with(3, Number.NaN).map(Math.abs) })).toEqual({ kind: 'not-finite', column: 'weight', row: 3 });
  });
});

it('leaves out controls that would count for hundreds, and says how many', () => {
  // Of 600 like them, two are controls.
  const group = Uint8Array.from({ length: 1000 }, (_, i) => (i < 600 ? 1 : 0));
  const some = Uint8Array.from(group, (of, i) => (of === 1 ? Number(i >= 2) : i % 2));
  const outcome = Float64Array.from(group, (_, i) => (i % 7) + (i < 2 ? 1000 : 0));
  const asked = { treated: some, covariates: [Float64Array.from(group)], names: ['new'], changes: [outcome] };
  const { overlap, loading, changes: found, counts } = estimated(pairedChanges({ ...asked, how: 'weighting' }));
  expect(overlap).toMatchObject({
    unlike: 0,
    leftOut: 2,
    highest: expect.closeTo(598 / 600, 8),
    highestOfControls: expect.closeTo(598 / 600, 8),
    effectiveControls: expect.closeTo(200, 6),
  });
  expect(counts).toEqual({ treated: 798, controls: 202 });
  expect([...loading.subarray(0, 2)]).toEqual([0, 0]);
  expect(Math.abs(found[0].estimate)).toBeLessThan(1);
});

it('weighs controls as nothing that have a value no treated row has', () => {
  const [group, more] = [
    Uint8Array.from(treated, (of, i) => (of === 0 && i % 5 === 0 ? 1 : 0)),
    Float64Array.from(treated, (of, i) => (of === 0 && i % 10 === 0 ? 1 : 0)),
  ];
  const asked = {
    ...rows,
    covariates: [x, Float64Array.from(group), more],
    names: ['x', 'elsewhere', 'and there'],
    how: 'weighting' as const,
    leaveOut: 'rows' as const,
  };
  const found = estimated(pairedChanges(asked));
  const without = estimated(pairedChanges({ ...asked, covariates: [x], names: ['x'], weights: Float64Array.from(group, (of) => 1 - of) }));
  expect(found.overlap!.unlike).toBe(group.reduce((sum, of) => sum + of, 0));
  near([found.changes[0].estimate], [without.changes[0].estimate], 1e-12);
  near(found.changes[0].influence, without.changes[0].influence, 1e-10);
  near(found.leftOut!.contributions[0], without.leftOut!.contributions[0], 1e-12);
});
