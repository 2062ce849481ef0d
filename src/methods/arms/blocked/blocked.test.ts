import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { experiments } from '../../../../test/support/experiments.ts';
import { contrast, estimatesOf } from '../../../../test/support/row-regression.ts';
import { runs } from '../../../../test/support/runs.ts';
import { messageOf } from '../../../../test/support/small-study.ts';
import { fromColumns, type RowValue } from '../../../engines/memory/from-rows.ts';
import type { Estimate } from '../../../estimate/estimate.ts';
import { runSync } from '../../../relation/run.ts';
import { itt } from '../itt.ts';
import { blocked } from './blocked.ts';
import type { BlockedDetails } from './details.ts';

const ofRows = (columns: { y: readonly RowValue[]; z: readonly RowValue[]; b: readonly RowValue[] }, more: object = {}) =>
  runSync(fromColumns(columns), blocked({ ...contrast, blocks: 'b', ...more }));

const y = [1, 3, 2, 5, 4, 9, 8, 6, 1, 0, 3, 7];
const z = [0, 0, 1, 1, 0, 0, 1, 1, 0, 1, 0, 1];
const b = ['a', 'a', 'a', 'a', 'b', 'b', 'b', 'b', 'c', 'c', 'c', 'c'];

describe('laws of the blocked effect', () => {
  const units = experiments(2, { minLength: 8, maxLength: 40 });
  const constant = (those: readonly unknown[], value: number) => ({ b: those.map(() => value) });
  /** Cells of two units at least: blocks in turn within each arm. */
  const cells = (those: readonly { readonly z: number }[], blocks: number) => {
    const seen = [0, 0];
    return { b: those.map((unit) => seen[unit.z]++ % blocks) };
  };
  const close = (a: Estimate, e: Estimate, scale = 1) => {
    expect(Math.abs(a.value - scale * e.value)).toBeLessThan(1e-9 * (1 + Math.abs(scale * e.value)));
    expect(Math.abs(a.standardError! - Math.abs(scale) * e.standardError!)).toBeLessThan(1e-9 * (1 + Math.abs(scale) * e.standardError!));
  };

  it('one block is no block', () => {
    fc.assert(
      fc.property(units, (those) => {
        const [one] = estimatesOf(those, blocked({ ...contrast, blocks: 'b' }), constant(those, 3))!;
        close(one, estimatesOf(those, itt(contrast))![0]);
      }),
      runs(60),
    );
  });

  it('does not care for the order of rows, the names of blocks, where zero is or the scale', () => {
    fc.assert(
      fc.property(experiments(2, { minLength: 24, maxLength: 60 }), fc.integer({ min: -50, max: 50 }), fc.constantFrom(-4, 0.5, 3), (those, shift, scale) => {
        const few = Math.floor(Math.min(...[0, 1].map((arm) => those.filter((unit) => unit.z === arm).length)) / 2);
        fc.pre(few >= 2);
        const { b: own } = cells(those, Math.min(few, 3));
        const [base] = estimatesOf(those, blocked({ ...contrast, blocks: 'b' }), { b: own })!;
        const moved = [...those].reverse().map((unit) => ({ ...unit, y: shift + scale * unit.y }));
        const [found] = estimatesOf(moved, blocked({ ...contrast, blocks: 'b' }), { b: [...own].reverse().map((block) => 70 - 10 * block) })!;
        close(found, base, scale);
      }),
      runs(60),
    );
  });

  it('is sharper for these units than for the population', () => {
    const of = (target: 'sample' | 'population') => ofRows({ y: y.map((v, i) => v + (b[i] === 'a' ? 40 * z[i] : 0)), z, b }, { target }).estimates[0];
    expect(of('sample').value).toBe(of('population').value);
    expect(of('sample').standardError!).toBeLessThan(of('population').standardError!);
  });
});

describe('the blocked effect', () => {
  it('weighs blocks by their units, and shows them', () => {
    const { estimates, findings, exhibits } = ofRows({ y, z, b });
    expect(estimates[0].value).toBeCloseTo((1.5 + 0.5 + 1.5) / 3, 12);
    expect(estimates[0].interval.reference).toEqual({ kind: 't', df: 6 });
    expect(estimates[0].details as BlockedDetails).toMatchObject({ blocks: 3, pairs: false, treatedShare: { least: 0.5, most: 0.5 } });
    expect(exhibits[0].columns.block).toEqual(['a', 'b', 'c']);
    expect(findings).toEqual([]);
  });

  it('takes pairs as pairs', () => {
    const pairs = { y: [1, 3, 2, 5, 4, 9], z: [0, 1, 1, 0, 0, 1], b: [1, 1, 2, 2, 3, 3] };
    const [e] = ofRows(pairs).estimates;
    const differences = [2, -3, 5];
    const mean = 4 / 3;
    expect(e.value).toBeCloseTo(mean, 12);
    expect(e.standardError!).toBeCloseTo(Math.sqrt(differences.reduce((s, d) => s + (d - mean) ** 2, 0) / 6), 12);
    expect(e.interval.reference).toEqual({ kind: 't', df: 2 });
    expect(e.estimand.says).toContain('within pairs (b)');
  });

  it('counts units without a block', () => {
    const holes = b.map((block, i) => (i === 11 ? null : block)).map((block, i) => (i === 10 ? 'c' : block));
    const { estimates, findings } = ofRows({ y: [...y, 5, 6], z: [...z, 0, 1], b: [...holes.slice(0, 11), 'c', null, null] });
    expect(estimates[0].sizes).toEqual({ units: 12, perArm: { 0: 6, 1: 6 }, dropped: { 0: 1, 1: 1 } });
    expect(findings).toMatchObject([{ check: 'missing-block', verdict: 'warn', statistic: 2, about: { column: 'b' } }]);
  });

  it('leaves out blocks with a single unit of an arm, and counts them', () => {
    const [whole, more] = [ofRows({ y, z, b }), ofRows({ y: [...y, 5, 6], z: [...z, 0, 1], b: [...b, 'd', 'd'] })];
    expect([more.estimates[0].value, more.estimates[0].standardError]).toEqual([whole.estimates[0].value, whole.estimates[0].standardError]);
    expect(more.estimates[0].sizes.dropped).toEqual({ 0: 1, 1: 1 });
    expect(more.findings).toMatchObject([{ check: 'small-blocks', verdict: 'warn', statistic: 2, mend: expect.stringContaining('Merge blocks of b') }]);
  });

  it('takes blocks as drawn where most hold a single unit of an arm, and refuses them as these blocks', () => {
    const single = { y: [1, 2, 3, 5, 2, 4, 3, 6, 1], z: [0, 1, 0, 1, 0, 1, 0, 1, 0], b: ['a', 'a', 'b', 'b', 'c', 'c', 'd', 'd', 'd'] };
    const { estimates, findings } = ofRows(single);
    expect([estimates[0].details, estimates[0].sizes.units, findings]).toMatchObject([{ target: 'blocks', blocks: 4 }, 9, []]);
    expect(ofRows(single, { target: 'population' }).findings).toMatchObject([{ check: 'small-blocks', verdict: 'refuse', about: { column: 'y' } }]);
  });

  it('shows the wider interval of more than twenty blocks, unless it is said what they stand for', () => {
    // Effects that differ much by block; within blocks hardly anything varies.
    const block = Array.from({ length: 21 * 4 }, (_, i) => Math.floor(i / 4));
    const arm = block.map((_, i) => i % 2);
    const rows = (blocks: number) => {
      const n = 4 * blocks;
      return { y: block.map((g, i) => arm[i] * ((g * 7) % 11) + (i % 4) / 10).slice(0, n), z: arm.slice(0, n), b: block.map((g) => `b${g}`).slice(0, n) };
    };
    const of = (blocks: number, target?: string) => ofRows(rows(blocks), target === undefined ? {} : { target });
    const [open, drawn, these] = [of(21), of(21, 'blocks'), of(21, 'population')];
    expect(open.estimates[0].standardError).toBe(drawn.estimates[0].standardError);
    expect((open.estimates[0].details as BlockedDetails).otherTarget).toMatchObject({ target: 'population', standardError: these.estimates[0].standardError });
    expect(open.findings).toMatchObject([{ check: 'blocks-target', verdict: 'warn' }]);
    expect([drawn.findings, these.findings, of(20).findings]).toEqual([[], [], []]);
    expect((of(20).estimates[0].details as BlockedDetails).target).toBe('population');
  });

  it('takes single units where blocks were drawn', () => {
    const { estimates } = ofRows({ y: [...y, 5, 6], z: [...z, 0, 1], b: [...b, 'd', 'd'] }, { target: 'blocks' });
    const [shares, effects] = [
      [4 / 14, 4 / 14, 4 / 14, 2 / 14],
      [1.5, 0.5, 1.5, 1],
    ];
    const value = effects.reduce((sum, t, i) => sum + shares[i] * t, 0);
    expect(estimates[0].value).toBeCloseTo(value, 12);
    expect(estimates[0].standardError! ** 2).toBeCloseTo((4 / 3) * effects.reduce((sum, t, i) => sum + (shares[i] * (t - value)) ** 2, 0), 12);
    expect(estimates[0].interval.reference).toEqual({ kind: 't', df: 3 });
    expect(ofRows({ y, z, b: y.map(() => 'a') }, { target: 'blocks' }).findings).toMatchObject([{ check: 'small-blocks', verdict: 'refuse' }]);
  });

  it('refuses clusters, with the reason', () => {
    const { estimates, findings } = ofRows({ y, z, b }, { cluster: 'b' });
    expect(estimates).toEqual([]);
    expect(findings).toMatchObject([{ check: 'blocked-clusters', verdict: 'refuse' }]);
  });

  it('leaves out blocks of one arm, and counts them', () => {
    const { estimates, findings } = ofRows({ y: [...y, 5, 6], z: [...z, 1, 1], b: [...b, 'd', 'd'] });
    expect(estimates[0].value).toBe(ofRows({ y, z, b }).estimates[0].value);
    expect(estimates[0].sizes).toEqual({ units: 12, perArm: { 0: 6, 1: 6 }, dropped: { 0: 0, 1: 2 } });
    expect(findings).toMatchObject([
      { check: 'blocks-left-out', verdict: 'warn', statistic: 2, says: expect.stringMatching(/^1 block of b has y of arm 1 or of control only/) },
    ]);
  });

  it('names blocks when every unit is its own', () => {
    const says = messageOf(() => ofRows({ y, z, b: y.map((_, i) => `u${i}`) }));
    expect(says).toContain('No block of b holds both arms with y: "u0" has no unit of arm "1" (z) with it.');
  });

  it('says that no unit has a block', () => {
    expect(messageOf(() => ofRows({ y, z, b: y.map(() => null) }))).toContain('No unit that can be compared has a value of "b".');
    expect(messageOf(() => ofRows({ y, z, b: y.map(() => null) }, { treatments: [1] }))).toContain('No unit that can be compared has a value of "b".');
  });

  it('compares several arms where both were drawn, and says what is left out', () => {
    const three = { y: [...y, 2, 3, 4, 5], z: [...z, 0, 0, 2, 2], b: [...b, 'd', 'd', 'd', 'd'] };
    const { estimates, findings } = ofRows(three);
    expect(estimates.map((e) => [e.id, e.sizes.units])).toEqual([
      ['blocked:y:1', 12],
      ['blocked:y:2', 4],
    ]);
    expect(findings.map((f) => [f.check, f.about.arm, f.statistic])).toEqual([
      ['blocks-left-out', '1', 2],
      ['blocks-left-out', '2', 6],
    ]);
    expect(estimates[0].value).toBeCloseTo(ofRows({ y, z, b }).estimates[0].value, 12);
  });
});
