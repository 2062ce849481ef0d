import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../math/distributions/normal.ts';
import { type AuditCell, planAudit } from './plan-audit.ts';

const z = normalQuantile(0.975);
const cell = (changes: Partial<AuditCell> = {}): AuditCell => ({ name: 'a', units: 10_000, audited: 100, errorSpread: 1, judgeVariance: 1e-4, ...changes });
const spent = (cells: readonly AuditCell[], labels: readonly number[]): number =>
  z * Math.sqrt(cells.reduce((sum, c, i) => sum + (c.share ?? 1) ** 2 * (c.judgeVariance + c.errorSpread ** 2 / labels[i]), 0));

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
    expect(cells[0].nextLabel / cells[1].nextLabel).toBeGreaterThan(50);
  });

  it.each([
    ['halfWidth is 0', { cells: [cell()], halfWidth: 0 }],
    ['0 labels of 10000 units in a', { cells: [cell({ audited: 0 })], halfWidth: 1 }],
  ])('refuses: %s', (message, options) => expect(() => planAudit(options)).toThrow(message));
});
