import { describe, expect, it } from 'vitest';
import { studentTQuantile } from '../math/distributions/student-t.ts';
import { type AuditCell, planAudit } from './plan-audit.ts';

const cell = (changes: Partial<AuditCell> = {}): AuditCell => ({ name: 'a', units: 10_000, audited: 100, errorSpread: 1, judgeVariance: 1e-4, ...changes });
/** Welch and Satterthwaite over audits and judged units, written out. */
function spent(cells: readonly AuditCell[], labels: readonly number[]): number {
  const audit = cells.map((c, i) => ((c.share ?? 1) * c.errorSpread) ** 2 / labels[i]);
  const judge = cells.map((c) => (c.share ?? 1) ** 2 * c.judgeVariance);
  const variance = [...audit, ...judge].reduce((a, b) => a + b);
  const spread = cells.reduce((sum, c, i) => sum + audit[i] ** 2 / (labels[i] - 1) + judge[i] ** 2 / (c.units - 1), 0);
  return studentTQuantile(0.975, variance ** 2 / spread) * Math.sqrt(variance);
}

describe('a plan of audits', () => {
  it('reaches the half-width with the fewest labels, by the spread of errors', () => {
    const cells = [cell(), cell({ name: 'b', errorSpread: 3 })];
    const plan = planAudit({ cells, halfWidth: 0.15 });
    const labels = plan.cells.map((c) => c.labels!);
    expect(spent(cells, labels)).toBeLessThanOrEqual(0.15);
    expect(labels[1] / labels[0]).toBeCloseTo(3, 1);
    expect(
      spent(
        cells,
        labels.map((n, i) => n + (i === 0 ? 20 : -21)),
      ),
    ).toBeGreaterThan(0.15);
    expect(
      spent(
        cells,
        labels.map((n, i) => n + (i === 0 ? -21 : 20)),
      ),
    ).toBeGreaterThan(0.15);
    expect(plan.now).toBeCloseTo(spent(cells, [100, 100]), 12);
  });

  it('gives back no label, and asks for no more than there are units', () => {
    const cells = [cell({ audited: 2_000 }), cell({ name: 'b' }), cell({ name: 'c', units: 150, errorSpread: 2 })];
    const plan = planAudit({ cells, halfWidth: 0.35 });
    const [a, b, c] = plan.cells.map(({ labels }) => labels!);
    expect([a, c]).toEqual([2_000, 150]);
    expect(spent(cells, [a, b, c])).toBeLessThanOrEqual(0.35);
    expect(spent(cells, [a, b - 1, c])).toBeGreaterThan(0.35);
  });

  it('reads t: few labels reach further than a normal quantile says, and more are asked for', () => {
    const pairs = cell({ name: 'pairs', units: 300, audited: 5, judgeVariance: 0 });
    const { now, labels } = planAudit({ cells: [pairs], halfWidth: 0.7 });
    expect(now).toBeCloseTo(studentTQuantile(0.975, 4) / Math.sqrt(5), 12);
    // By normal quantiles (1.96 / 0.7)^2, or 8 labels, would do; t asks for 11.
    expect(labels).toBe(11);
    expect(spent([pairs], [11])).toBeLessThanOrEqual(0.7);
    expect(spent([pairs], [10])).toBeGreaterThan(0.7);
  });

  it('takes fewer degrees of freedom where slopes or clusters cost some', () =>
    expect(planAudit({ cells: [cell({ audited: 5, judgeVariance: 0, freedom: 3 })], halfWidth: 1 }).now).toBeCloseTo(
      studentTQuantile(0.975, 3) / Math.sqrt(5),
      12,
    ));

  it('says when no number of labels is enough', () => {
    const cells = [cell({ judgeVariance: 0.01 }), cell({ name: 'b' })];
    const plan = planAudit({ cells, halfWidth: 0.1 });
    expect(plan.labels).toBeUndefined();
    expect(plan.least).toBeCloseTo(spent(cells, [10_000, 10_000]), 12);
  });

  it('weighs strata by their share, and tells what the next label takes off', () => {
    const strata = [cell({ share: 0.9 }), cell({ name: 'b', share: 0.1 })];
    const { cells, now } = planAudit({ cells: strata, halfWidth: 0.1 });
    expect(cells[0].nextLabel).toBeCloseTo(now - spent(strata, [101, 100]), 12);
    expect(cells[0].nextTen).toBeCloseTo(now - spent(strata, [110, 100]), 12);
    const full = planAudit({ cells: [cell({ audited: 98, units: 100 })], halfWidth: 1 });
    expect(full.cells[0].nextTen).toBeCloseTo(full.now - full.least, 12);
    expect(cells[0].nextLabel / cells[1].nextLabel).toBeGreaterThan(50);
  });

  it.each([
    ['halfWidth is 0', { cells: [cell()], halfWidth: 0 }],
    ['0 labels of 10000 units in a', { cells: [cell({ audited: 0 })], halfWidth: 1 }],
  ])('refuses: %s', (message, options) => expect(() => planAudit(options)).toThrow(message));
});
