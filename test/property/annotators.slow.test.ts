import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { annotators } from '../../src/diagnostics/judges/annotators.ts';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { stream } from '../../src/math/random/stream.ts';
import { type AuditCell, planAudit } from '../../src/power/plan-audit.ts';
import { labelOf } from '../../src/protocol/measured-of.ts';
import { runSync } from '../../src/relation/run.ts';
import { expectDeepClose } from '../support/deep-close.ts';
import { runs } from '../support/runs.ts';

// Laws of several people who label, and of plans by strata, on random audits.

const people = ['a', 'b', 'c'];

/** Two arms of units, of which each person labels some. */
function labelsOf(seed: number): Readonly<Record<string, readonly (number | null)[]>> {
  const random = stream(20261130, seed);
  const n = 40 + random.integer(40);
  const there = Array.from({ length: n }, () => random.normal());
  return {
    z: there.map((_, i) => i % 2),
    ...Object.fromEntries(people.map((name, k) => [name, there.map((x) => (random.uniform() < 0.7 ? x + 0.3 * k + 0.5 * random.normal() : null))])),
  };
}

/** Agreement in both arms, and how surely the same people labelled these. */
function told(columns: Readonly<Record<string, readonly (number | null)[]>>, names: readonly string[] = people, more: object = {}) {
  const rows = fromColumns(columns).derive({ label: labelOf(names, 'mean') });
  const { exhibits, findings } = runSync(rows, annotators({ outcome: 'y', human: 'label', annotators: names, assignment: 'z', control: 0, ...more }));
  const { arm, ...shown } = exhibits[0].columns;
  const by = findings.find(({ check }) => check === 'annotators-by-arm');
  return { alpha: shown['Krippendorff alpha'] as readonly number[], low: shown.low as readonly number[], pValue: by?.pValue, of: Math.abs(by?.statistic ?? 0) };
}

const seeds = fc.integer({ min: 0, max: 1e6 });

describe('people who label', () => {
  it('may stand in any order', () =>
    fc.assert(
      fc.property(seeds, (seed) => {
        const columns = labelsOf(seed);
        const [one, other] = [told(columns), told(columns, ['c', 'a', 'b'])];
        expectDeepClose([other.alpha, other.low, other.of], [one.alpha, one.low, one.of], 1e-9);
        // One of them is left out of the test, since shares add up to one: whichever it is.
        if (one.pValue !== undefined && one.pValue >= 0.01) expect(other.pValue).toBeCloseTo(one.pValue, 9);
      }),
      runs(60),
    ));

  it('agree alike on any line of the scale, and not where one person has a scale of his own', () =>
    fc.assert(
      fc.property(seeds, fc.double({ min: 0.1, max: 50, noNaN: true }), fc.double({ min: -1000, max: 1000, noNaN: true }), (seed, by, from) => {
        const columns = labelsOf(seed);
        const moved = (names: readonly string[]) => ({
          ...columns,
          ...Object.fromEntries(names.map((name) => [name, columns[name].map((x) => (x === null ? null : from + by * x))])),
        });
        const [one, all] = [told(columns), told(moved(people))];
        expectDeepClose([all.alpha, all.low], [one.alpha, one.low], 1e-6);
        const shifted = told({ ...columns, b: columns.b.map((x) => (x === null ? null : x + 5)) });
        for (const [i, alpha] of shifted.alpha.entries()) expect(alpha).toBeLessThan(one.alpha[i]);
      }),
      runs(40),
    ));

  it('in clusters of one are as they are alone, and copies in a cluster tell no more', () =>
    fc.assert(
      fc.property(seeds, (seed) => {
        const columns = labelsOf(seed);
        const id = columns.z.map((_, i) => i);
        const one = told(columns);
        expectDeepClose(told({ ...columns, id }, people, { cluster: 'id' }).low, one.low, 1e-9);
        const twice = Object.fromEntries(Object.entries({ ...columns, id }).map(([name, values]) => [name, [...values, ...values]]));
        const clustered = told(twice, people, { cluster: 'id' });
        // But for how many labels there are, which alpha counts.
        for (const [i, low] of one.low.entries()) if (low > -1) expect(Math.abs(clustered.low[i] - low)).toBeLessThan(0.05);
      }),
      runs(40),
    ));
});

describe('a plan by strata', () => {
  const cell = fc.record({
    units: fc.integer({ min: 200, max: 5_000 }),
    audited: fc.integer({ min: 2, max: 100 }),
    errorSpread: fc.double({ min: 0.05, max: 3, noNaN: true }),
    judgeVariance: fc.double({ min: 1e-6, max: 1e-4, noNaN: true }),
  });
  const strata = (cells: readonly Omit<AuditCell, 'name'>[]): readonly AuditCell[] => {
    const total = cells.reduce((sum, { units }) => sum + units, 0);
    return cells.map((one, i) => ({ ...one, name: `${i}`, stratumOf: 'arm', share: one.units / total }));
  };
  const anyStrata = fc.array(cell, { minLength: 1, maxLength: 4 }).map(strata);

  it('asks for fewer labels the wider the interval may be, never for fewer than there are, nor for more than there are units', () =>
    fc.assert(
      fc.property(anyStrata, fc.double({ min: 0.03, max: 0.5, noNaN: true }), (cells, halfWidth) => {
        const [narrow, wide] = [planAudit({ cells, halfWidth }), planAudit({ cells, halfWidth: 1.2 * halfWidth })];
        if (narrow.labels !== undefined) expect(wide.labels!).toBeLessThanOrEqual(narrow.labels);
        for (const [i, { labels }] of narrow.cells.entries()) {
          if (labels === undefined) continue;
          expect(labels).toBeGreaterThanOrEqual(cells[i].audited);
          expect(labels).toBeLessThanOrEqual(cells[i].units);
        }
      }),
      runs(200),
    ));

  it('of a stratum cut in two alike is that of the whole', () =>
    fc.assert(
      fc.property(cell, fc.double({ min: 0.05, max: 0.5, noNaN: true }), (one, halfWidth) => {
        const audited = 2 * one.audited;
        const whole = planAudit({ cells: [{ ...one, units: 2 * one.units, audited, name: 'whole', stratumOf: 'arm', share: 1 }], halfWidth });
        const half = { ...one, stratumOf: 'arm', share: 0.5, judgeVariance: 2 * one.judgeVariance, judgeFreedom: (2 * one.units - 1) / 2 };
        const cut = planAudit({
          cells: [
            { ...half, name: 'left' },
            { ...half, name: 'right' },
          ],
          halfWidth,
        });
        expectDeepClose([cut.now, cut.least], [whole.now, whole.least], 1e-9);
        if (whole.labels !== undefined) expect(Math.abs(cut.labels! - whole.labels)).toBeLessThanOrEqual(2);
      }),
      runs(200),
    ));
});
