import { describe, expect, it } from 'vitest';
import { contrast } from '../../../../test/support/row-regression.ts';
import { fromColumns, type RowValue } from '../../../engines/memory/from-rows.ts';
import { runSync } from '../../../relation/run.ts';
import { itt } from '../itt.ts';
import { blocked } from './blocked.ts';

const ofRows = (columns: { y: readonly RowValue[]; z: readonly RowValue[]; b: readonly RowValue[] }, more: object = {}) =>
  runSync(fromColumns(columns), blocked({ ...contrast, blocks: 'b', ...more }));

describe('few events in blocks', () => {
  /** Blocks of so many units of either arm, of which the first have an event. */
  const rows = (blocks: readonly (readonly [treated: number, of: number, controls: number, among: number])[]) => {
    const arm = (block: number, z: number, events: number, n: number) => Array.from({ length: n }, (_, i) => ({ y: i < events ? 1 : 0, z, b: block }));
    const all = blocks.flatMap(([e1, n1, e0, n0], block) => [...arm(block, 1, e1, n1), ...arm(block, 0, e0, n0)]);
    return { y: all.map((row) => row.y), z: all.map((row) => row.z), b: all.map((row) => row.b) };
  };
  const one = (blocks: Parameters<typeof rows>[0], more: object = {}) => ofRows(rows(blocks), more);

  it('one block is no block: no limit inside those of the unadjusted effect by the exact test', () => {
    const { estimates, findings } = one([[1, 60, 4, 40]]);
    const [e] = estimates;
    const [plain] = runSync(fromColumns(rows([[1, 60, 4, 40]])), itt(contrast)).estimates;
    expect(e.interval.pieces[0].high!).toBeGreaterThan(plain.interval.pieces[0].high! - 0.003);
    expect(e.relative!.interval!.pieces).toEqual(plain.relative!.interval!.pieces);
    expect(e.relative!.bounds).toEqual(plain.relative!.bounds);
    expect(findings).toMatchObject([{ check: 'few-events', verdict: 'warn', about: { estimate: 'blocked:y' } }]);
  });

  it('has no relative effect without events in control', () => {
    const [e] = one([
      [1, 60, 0, 40],
      [2, 60, 0, 40],
    ]).estimates;
    expect([e.relative, e.bounds!.low < e.value, e.bounds!.high > e.value]).toEqual([undefined, true, true]);
    const [none] = one([
      [0, 60, 1, 40],
      [0, 60, 2, 40],
    ]).estimates;
    expect(none.relative).toMatchObject({ value: -1, bounds: { low: -1 } });
    expect(none.relative!.bounds!.high).toBeGreaterThan(-1);
  });

  it('begins below ten events or non-events in an arm', () => {
    const of = (events: number) =>
      one([
        [events, 60, 20, 40],
        [5, 60, 20, 40],
      ]).estimates[0].method.options;
    expect([of(4), of(5), of(51), of(47)].map((options) => 'interval' in options)).toEqual([true, false, false, false]);
    expect(
      'interval' in
        one([
          [58, 60, 20, 40],
          [55, 60, 20, 40],
        ]).estimates[0].method.options,
    ).toBe(true);
  });

  it('keeps the limits of the spread over blocks that were drawn, where these are wider', () => {
    const spread: Parameters<typeof rows>[0] = [
      [0, 20, 0, 20],
      [8, 20, 0, 20],
      [0, 20, 1, 20],
      [0, 20, 0, 20],
    ];
    const [meant] = one(spread).estimates;
    const [drawn] = one(spread, { target: 'blocks' }).estimates;
    expect(drawn.interval.pieces[0].high!).toBeGreaterThan(meant.interval.pieces[0].high! + 0.1);
    expect(drawn.interval.pieces[0].low!).toBeLessThanOrEqual(meant.interval.pieces[0].low!);
  });

  it('takes pairs by Tango, and zero only where the conditional test leaves it out too', () => {
    const pairs = (both: number, only: number, neither: number) =>
      [
        ...Array.from({ length: both }, () => [1, 1, 1, 1] as const),
        ...Array.from({ length: only }, () => [1, 1, 0, 1] as const),
        ...Array.from({ length: neither }, () => [0, 1, 0, 1] as const),
      ] satisfies Parameters<typeof rows>[0];
    const low = (only: number) => one(pairs(2, only, 80)).estimates[0].interval.pieces[0].low!;
    // One in 32 of five that are all on one side, one in 64 of six.
    expect(low(5)).toBeLessThanOrEqual(0);
    expect(low(6)).toBeGreaterThan(0);
  });
});
