import { describe, expect, it } from 'vitest';
import { auditedAnswers as answers } from '../../../test/support/audited-answers.ts';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import { studentTQuantile } from '../../math/distributions/student-t.ts';
import { stream } from '../../math/random/stream.ts';
import { itt } from '../../methods/arms/itt.ts';
import { planAudit } from '../../power/plan-audit.ts';
import { runSync } from '../../relation/run.ts';
import { auditPlan } from './audit-plan.ts';
import { type AuditStratum, auditStrata } from './audit-strata.ts';
import { measuredBy } from './measured-by.ts';
import { isMeasurement, type Measurement, measurement } from './measurement.ts';
import type { MeasurementOptions } from './options.ts';
import { plannedAudits } from './planned-audits.ts';

const options: MeasurementOptions = { outcome: 'quality', judges: ['judge'], human: 'human', sampling: 'p', assignment: 'z', arms: ['0', '1'] };

function measuredOn(rows: ReturnType<typeof answers>, o: MeasurementOptions = options): Measurement {
  const found = runSync(rows, measurement(o));
  if (!isMeasurement(found)) throw new Error(found.refused.says);
  return found;
}

const rows = answers(3, [0.3, 0.05]);
const found = measuredOn(rows);
const strata = runSync(rows, auditStrata(found))!;
const [planned] = plannedAudits(found, strata);

/** Half the width of the measured interval. */
function reachOn(of: ReturnType<typeof answers>): number {
  const asked = measuredBy({ ...options, level: 0.95, boundsLevel: 0.95 }, (at) => itt({ outcome: 'quality', assignment: 'z', control: 0, ...at }));
  const [{ low = 0, high = 0 }] = runSync(of, asked).estimates[0].interval.pieces;
  return (high - low) / 2;
}

describe('strata of an audit', () => {
  it('are the units of one probability, with what they stand for', () => {
    expect(strata.map(({ arm, chance }) => `${arm} ${chance}`)).toEqual(['0 0.3', '0 0.05', '1 0.3', '1 0.05']);
    for (const arm of ['0', '1']) expect(strata.filter((s) => s.arm === arm).reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    const [hard, easy] = strata;
    expect(hard.share).toBeCloseTo(0.2, 1);
    expect(hard.errorSpread / easy.errorSpread).toBeGreaterThan(1.5);
  });

  it('are planned from the interval as it is read', () => {
    const { now } = planAudit({ cells: planned.cells, halfWidth: 1 });
    const byArm = planAudit({ cells: plannedAudits(found)[0].cells, halfWidth: 1 });
    expect(now / byArm.now).toBeCloseTo(1, 9);
    expect(Math.abs(now / reachOn(rows) - 1)).toBeLessThan(0.001);
  });

  it('leave labels alone the error that they have by these probabilities: the judge is worth so much more', () => {
    const asked = measuredBy({ ...options, level: 0.95, boundsLevel: 0.95 }, (at) => itt({ outcome: 'quality', assignment: 'z', control: 0, ...at }));
    const { estimates, findings } = runSync(rows, asked);
    const alone = runSync(rows, itt({ outcome: 'quality', assignment: 'z', control: 0, measure: found.audit.measure })).estimates[0];
    const worth = (alone.standardError! / estimates[0].standardError!) ** 2;
    expect(findings.find(({ check }) => check === 'judge-gain')!.statistic! / worth).toBeCloseTo(1, 2);
    // Labels taken for drawn alike would be worth as many.
    const { audited, spread } = found.arms[0];
    expect(found.audit.variances[0] / (spread ** 2 / audited)).toBeGreaterThan(1.3);
  });

  it('that are one, or one a unit, or have hardly a label, are none: the plan is by arm', () => {
    const none = (of: ReturnType<typeof answers>): readonly AuditStratum[] | undefined => runSync(of, auditStrata(measuredOn(of)));
    expect(none(answers(3, [0.1, 0.1]))).toBeUndefined();
    expect(none(answers(3, [0.3, 0.0005]))).toBeUndefined();
    const random = stream(8);
    const active = Float64Array.from({ length: 4_000 }, () => 0.001 + 0.9 * random.uniform() ** 4);
    const drawn = fromColumns({
      z: active.map((_, i) => i % 2),
      p: active,
      judge: active.map(() => random.normal()),
      human: Array.from(active, (p) => (random.uniform() < p ? random.normal() : null)),
    });
    expect(none(drawn)).toBeUndefined();
    expect(runSync(rows, auditStrata(measuredOn(rows, { ...options, sampling: undefined } as never)))).toBeUndefined();
  });

  it('are told by arm and chance, with the chance that draws the labels needed', () => {
    const { findings, exhibits } = auditPlan(found, 0.95, 0.08, strata);
    expect(findings[0]).toMatchObject({ check: 'audit-plan', verdict: 'warn', mend: expect.stringContaining('at chance 0.3') });
    const { columns } = exhibits[0];
    expect(columns['arm and chance']).toEqual(planned.cells.map(({ name }) => name));
    for (const [i, chance] of (columns['chance that draws them'] as readonly number[]).entries())
      expect(chance * planned.cells[i].units).toBeCloseTo(columns.needed[i] as number, 9);
  });
});

describe('a plan by strata', () => {
  const halfWidth = 0.085;
  const plan = planAudit({ cells: planned.cells, halfWidth });
  const [hard, easy] = plan.cells.map(({ labels }, i) => labels! / planned.cells[i].units);

  it('takes the fewest labels, as trying every split in strata and arms shows', () => {
    // Welch and Satterthwaite over arms, Kish within, written out.
    const reach = (labels: readonly number[]): number => {
      const parts = ['0', '1'].flatMap((arm) => {
        const own = planned.cells.map((cell, i) => ({ ...cell, n: labels[i] })).filter(({ stratumOf }) => stratumOf === arm);
        const share = own.map(({ share: of = 1 }) => of);
        const audit = own.reduce((sum, { errorSpread, n }, k) => sum + (share[k] * errorSpread) ** 2 / n, 0);
        const kish = (of: (k: number) => number): number => 1 / share.reduce((sum, s, k) => sum + s ** 2 / of(k), 0);
        const [then, now] = [kish((k) => own[k].n), kish((k) => own[k].audited)];
        const freedom = own[0].freedom! + (then - now) * Math.min(1, (own[0].freedom! + 1) / now);
        const judge = own.reduce((sum, { judgeVariance }, k) => sum + share[k] ** 2 * judgeVariance, 0);
        return [
          { variance: audit, freedom },
          { variance: judge, freedom: found.arms.find((a) => a.arm === arm)!.units - 1 },
        ];
      });
      const variance = parts.reduce((sum, part) => sum + part.variance, 0);
      return studentTQuantile(0.975, variance ** 2 / parts.reduce((sum, part) => sum + part.variance ** 2 / part.freedom, 0)) * Math.sqrt(variance);
    };
    const labels = plan.cells.map((cell) => cell.labels!);
    expect(reach(labels)).toBeLessThanOrEqual(halfWidth);
    const few = labels.reduce((a, b) => a + b) - 4;
    const steps = Array.from({ length: 21 }, (_, k) => 0.9 + 0.01 * k);
    for (const a of steps)
      for (const b of steps)
        for (const c of steps) {
          const tried = [labels[0] * a, labels[1] * b, labels[2] * c];
          const rest = few - tried.reduce((x, y) => x + y);
          const kept = [...tried, rest].every((n, i) => n >= planned.cells[i].audited && n <= planned.cells[i].units);
          if (kept) expect(reach([...tried, rest])).toBeGreaterThan(halfWidth);
        }
  });

  it('reaches the half-width in studies that are audited by it; as many labels drawn alike do not', () => {
    const mean = (chances: readonly [number, number]): number => {
      const reaches = Array.from({ length: 8 }, (_, seed) => reachOn(answers(100 + seed, chances)));
      return reaches.reduce((a, b) => a + b) / reaches.length;
    };
    const alike = plan.labels! / 4_000;
    const reached = mean([hard, easy]) / halfWidth;
    expect(Math.abs(reached - 1)).toBeLessThan(0.02);
    expect(mean([alike, alike])).toBeGreaterThan(1.03 * halfWidth);
  });
});
