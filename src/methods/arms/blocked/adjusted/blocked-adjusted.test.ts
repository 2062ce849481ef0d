import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../../../engines/memory/from-rows.ts';
import { stream } from '../../../../math/random/stream.ts';
import { runSync } from '../../../../relation/run.ts';
import { adjustedItt } from '../../adjusted-itt.ts';
import { blocked } from '../blocked.ts';
import { blockedAdjusted } from './blocked-adjusted.ts';

const contrast = { outcome: 'y', assignment: 'z', control: 0 };
const asked = { ...contrast, blocks: 'b', adjust: ['x'] };

/** Blocks of eight, half treated, that differ in level and effect; w is the same for all of a block. */
function eights(count: number, seed = 3) {
  const random = stream(seed);
  const rows = Array.from({ length: 8 * count }, (_, i) => {
    const b = Math.floor(i / 8);
    const [z, x] = [i % 2, random.normal() + b / 9];
    return { b: `b${b}`, z, x, w: b % 5, y: b / 4 + 2 * x + z * (1 + x / 2 + b / 50) + random.normal() };
  });
  return rows;
}
type Row = ReturnType<typeof eights>[0];
const of = (rows: readonly Row[], more: object = {}) =>
  runSync(
    fromColumns(Object.fromEntries((['b', 'z', 'x', 'w', 'y'] as const).map((name) => [name, rows.map((row) => row[name])]))),
    blockedAdjusted({ ...asked, ...more }),
  );

describe('blocks that are absorbed', () => {
  it.each([50, 51])('are those of a regression with each as a level: nothing jumps at %d', (count) => {
    const rows = eights(count);
    const [absorbed] = of(rows, { target: 'sample' }).estimates;
    const indicators = [...new Set(rows.map(({ b }) => b))].slice(1);
    const columns = Object.fromEntries(indicators.map((b) => [b, rows.map((row) => (row.b === b ? 1 : 0))]));
    const data = fromColumns({ y: rows.map(({ y }) => y), z: rows.map(({ z }) => z), x: rows.map(({ x }) => x), ...columns });
    const [dense] = runSync(data, adjustedItt({ ...contrast, adjust: ['x', ...indicators], target: 'sample' })).estimates;
    expect(Math.abs(absorbed.value - dense.value)).toBeLessThan(1e-9);
    expect(Math.abs(absorbed.standardError! / dense.standardError! - 1)).toBeLessThan(0.03);
  });

  it('are sharpened by what varies within them', () => {
    const rows = eights(60);
    const [adjusted] = of(rows, { target: 'population' }).estimates;
    const data = fromColumns({ y: rows.map(({ y }) => y), z: rows.map(({ z }) => z), b: rows.map(({ b }) => b) });
    const [plain] = runSync(data, blocked({ ...contrast, blocks: 'b', target: 'population' })).estimates;
    expect(adjusted.standardError!).toBeLessThan(0.7 * plain.standardError!);
    const { varianceReduction } = adjusted.details as { readonly varianceReduction: number };
    expect(varianceReduction).toBeCloseTo(1 - (adjusted.standardError! / plain.standardError!) ** 2, 12);
  });

  it('hold fixed what is the same for all of a block', () => {
    const [one, both] = [of(eights(30)), of(eights(30), { adjust: ['x', 'w'] })];
    expect(both.estimates[0].value).toBe(one.estimates[0].value);
    expect(both.findings.find((f) => f.check === 'held-by-blocks')).toMatchObject({
      verdict: 'pass',
      says: expect.stringMatching(/^w is the same for both arms/),
    });
    expect(of(eights(30), { adjust: ['w'] })).toMatchObject({
      estimates: [],
      findings: [{ check: 'not-adjusted', verdict: 'refuse', about: { column: 'y' } }],
    });
  });

  it('refuse covariates that are one within blocks', () => {
    const { estimates, findings } = of(
      eights(30).map((row) => ({ ...row, w: row.x + row.b.length })),
      { adjust: ['x', 'w'] },
    );
    expect([estimates, findings]).toMatchObject([[], [{ check: 'not-adjusted', says: expect.stringContaining('within blocks x, w repeat each other') }]]);
  });

  it('refuse more slopes than they can tell', () => {
    const pairs = eights(4).filter((_, i) => i % 8 < 2);
    const { estimates, findings } = of(
      pairs.map((row, i) => ({ ...row, w: (i * i) % 7 })),
      { adjust: ['x'] },
    );
    expect(estimates).toHaveLength(1);
    expect(
      of(
        pairs.slice(0, 6).map((row, i) => ({ ...row, w: (i * i) % 7 })),
        { adjust: ['x', 'w'] },
      ),
    ).toMatchObject({
      estimates: [],
      findings: [{ check: 'not-adjusted', says: expect.stringContaining('2 covariate columns leave 0 degrees of freedom') }],
    });
    expect(findings.filter((f) => f.verdict === 'refuse')).toEqual([]);
  });

  it('refuse an outcome that covariates determine', () =>
    expect(of(eights(30).map((row) => ({ ...row, y: 3 * row.x + row.w })))).toMatchObject({ estimates: [], findings: [{ check: 'determined-outcome' }] }));

  it('refuse more numbers than are to be fetched, before these are', () => {
    const rows = Array.from({ length: 8200 }, (_, i) => ({ b: `b${Math.floor(i / 2)}`, z: i % 2, level: `l${(i * 7) % 50}`, y: i % 13 }));
    const data = fromColumns({ b: rows.map((r) => r.b), z: rows.map((r) => r.z), level: rows.map((r) => r.level), y: rows.map((r) => r.y) });
    const { estimates, findings } = runSync(data, blockedAdjusted({ ...asked, adjust: [{ factor: 'level' }] }));
    expect(estimates).toEqual([]);
    expect(findings.find((f) => f.check === 'not-adjusted')?.says).toContain('8,200 cells of block and arm times 49 covariate columns squared');
  });
});
