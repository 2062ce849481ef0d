import { describe, expect, it } from 'vitest';
import { fromColumns } from '../engines/memory/from-rows.ts';
import { binomialPValue } from '../math/distributions/binomial.ts';
import { chiSquareTail } from '../math/distributions/chi-square.ts';
import { runSync } from '../relation/run.ts';
import { blockShares } from './block-shares.ts';
import { sampleRatio } from './sample-ratio.ts';

const repeat = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
/** Units of each block: control, treatment. */
function rowsOf(blocks: Readonly<Record<string, readonly [number, number]>>) {
  const entries = Object.entries(blocks);
  return fromColumns({
    z: entries.flatMap(([, [control, treatment]]) => [...repeat(control, 0), ...repeat(treatment, 1)]),
    b: entries.flatMap(([name, [control, treatment]]) => repeat(control + treatment, name)),
  });
}

describe('the sample ratio within blocks', () => {
  const shares = { 0: 0.5, 1: 0.5 };
  const ask = (blocks: Parameters<typeof rowsOf>[0]) => runSync(rowsOf(blocks), sampleRatio({ assignment: 'z', shares, blocks: 'b' }));

  it('is the smallest p-value after Holm, and shows the blocks from the worst on', () => {
    const { findings, exhibits } = ask({ a: [50, 50], b: [30, 60], c: [60, 30] });
    expect(findings[0].verdict).toBe('pass');
    expect(findings[1]).toMatchObject({ check: 'sample-ratio-blocks', verdict: 'warn', about: { column: 'z' } });
    expect(findings[1].pValue).toBeCloseTo(3 * binomialPValue(30, 90, 0.5), 12);
    expect(findings[1].says).toContain('Of 3 blocks of b the one furthest from plan is b: 30 in arm 0, 60 in arm 1');
    expect(exhibits[1].columns.block).toEqual(['b', 'c', 'a']);
  });

  it('fails on identification, and passes where chance explains it', () => {
    expect(ask({ a: [50, 50], b: [20, 80], c: [80, 20] }).findings[1]).toMatchObject({ verdict: 'fail', identification: true });
    expect(ask(Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`b${i}`, [i % 2 === 0 ? 3 : 6, i % 2 === 0 ? 6 : 3]]))).findings[1].verdict).toBe(
      'pass',
    );
  });

  it('says nothing of blocks when no unit has one', () => {
    const rows = fromColumns({ z: [0, 1], b: [null, null] });
    expect(runSync(rows, sampleRatio({ assignment: 'z', shares, blocks: 'b' })).findings).toHaveLength(1);
  });
});

describe('the treated share across blocks', () => {
  const ask = (blocks: Parameters<typeof rowsOf>[0]) => runSync(rowsOf(blocks), blockShares({ assignment: 'z', control: 0, blocks: 'b' })).findings;

  it('is the chi-square test of arm and block', () => {
    const [finding] = ask({ a: [60, 40], b: [40, 60] });
    expect(finding).toMatchObject({ check: 'block-shares', verdict: 'warn', about: { column: 'b' } });
    expect(finding.statistic).toBeCloseTo(8, 12);
    expect(finding.pValue).toBeCloseTo(chiSquareTail(8, 1), 12);
    expect(finding.says).toBe('Over 2 blocks of b the share of units outside control goes from 40.0 % to 60.0 % (p = 0.005).');
    expect(ask({ a: [50, 50], b: [48, 52] })[0].verdict).toBe('pass');
    expect(ask({ a: [50, 50] })).toEqual([]);
  });
});

describe('the exact test of a count', () => {
  it('is twice the smaller tail', () => {
    expect(binomialPValue(0, 10, 0.5)).toBeCloseTo(2 / 1024, 14);
    expect(binomialPValue(10, 10, 0.5)).toBeCloseTo(2 / 1024, 14);
    expect(binomialPValue(2, 10, 0.5)).toBeCloseTo((2 * 56) / 1024, 14);
    expect(binomialPValue(5, 10, 0.5)).toBe(1);
    expect(binomialPValue(1, 3, 0.01)).toBeCloseTo(2 * (1 - 0.99 ** 3), 14);
  });
});
