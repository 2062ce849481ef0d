import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditPlan } from '../../src/across/measurement/audit-plan.ts';
import { measuredBy } from '../../src/across/measurement/measured-by.ts';
import { isMeasurement, measurement } from '../../src/across/measurement/measurement.ts';
import type { MeasurementOptions } from '../../src/across/measurement/options.ts';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { usualLevels } from '../../src/inference/wald.ts';
import { stream } from '../../src/math/random/stream.ts';
import { blocked } from '../../src/methods/arms/blocked/blocked.ts';
import { runSync } from '../../src/relation/run.ts';
import { expectDeepClose } from '../support/deep-close.ts';
import { runs } from '../support/runs.ts';

// Laws of judge and audit in pairs, on random pairs.

interface Row {
  readonly z: number;
  readonly item: string;
  readonly judge: number;
  readonly human: number | undefined;
}

/** Pairs of judged answers, of which people score both of some, and perhaps one of others. */
function pairs(seed: number, single: boolean): readonly Row[] {
  const random = stream(20261129, seed);
  return Array.from({ length: 30 + random.integer(40) }, (_, i) => {
    const level = 2 * random.normal();
    const [both, one] = [i < 4 || random.uniform() < 0.4, single && random.uniform() < 0.4];
    const first = random.bernoulli(0.5);
    return [0, 1].map((z): Row => {
      const y = level + 0.4 * z + random.normal();
      return { z, item: `q${i}`, judge: 0.7 * y + 0.5 * random.normal(), human: both || (one && z === first) ? y : undefined };
    });
  }).flat();
}

const options: MeasurementOptions = { outcome: 'quality', judges: ['judge'], human: 'human', assignment: 'z', arms: ['0', '1'], blocks: 'item' };

/** All that is said of judge and audit: the effect, its error, what the judge is worth, and the plan. */
function told(rows: readonly Row[], o: MeasurementOptions = options) {
  const [control, arm] = o.arms;
  const relation = fromColumns(Object.fromEntries((['z', 'item', 'judge', 'human'] as const).map((name) => [name, rows.map((row) => row[name])])));
  const found = runSync(relation, measurement(o));
  if (!isMeasurement(found)) throw new Error(found.refused.says);
  const contrast = { outcome: 'quality', assignment: 'z', control, treatments: [arm], blocks: 'item' };
  const answer = runSync(
    relation,
    measuredBy({ ...o, ...usualLevels }, (asked) => blocked({ ...contrast, ...asked })),
  );
  const [e] = answer.estimates;
  const [alone] = runSync(relation, blocked({ ...contrast, measure: found.audit.measure })).estimates;
  return {
    value: e.value,
    standardError: e.standardError!,
    df: (e.interval.reference as { df: number }).df,
    alone: { value: alone.value, standardError: alone.standardError! },
    gain: answer.findings.find((f) => f.check === 'judge-gain')!.statistic!,
    single: answer.findings.find((f) => f.check === 'audit-blocks')!.statistic!,
    plan: auditPlan(found, 0.95, 0.1).findings[0].statistic!,
  };
}

const everySeed = (law: (seed: number) => void): void => fc.assert(fc.property(fc.nat(2 ** 30), law), runs(5));

describe.each([
  ['both of a pair audited, or none', false],
  ['one of some pairs audited', true],
])('a judge in pairs, %s', (_, single) => {
  it('has the same to say of pairs in another order and by other names', () =>
    everySeed((seed) => {
      const rows = pairs(seed, single);
      const renamed = [...rows].reverse().map((row) => ({ ...row, item: `x${1000 - Number(row.item.slice(1))}` }));
      expectDeepClose(told(renamed), told(rows), 1e-8);
    }));

  it('turns its sign when the arms are swapped, and nothing else', () =>
    everySeed((seed) => {
      const rows = pairs(seed, single);
      const there = told(rows);
      const swapped = told(rows, { ...options, arms: ['1', '0'] });
      expectDeepClose({ ...swapped, value: -swapped.value, alone: { ...swapped.alone, value: -swapped.alone.value } }, there, 1e-8);
    }));

  it('counts the labels of pairs where one alone has any', () =>
    everySeed((seed) => {
      const rows = pairs(seed, single);
      const labelled = rows.filter((row) => row.human !== undefined);
      const alone = labelled.filter((row) => labelled.filter(({ item }) => item === row.item).length === 1);
      expect(told(rows).single).toBe(alone.length);
    }));
});

describe('a judge in pairs that were audited whole', () => {
  it('does not see what is alike in a pair: a constant for each changes nothing', () =>
    everySeed((seed) => {
      const rows = pairs(seed, false);
      const shift = (item: string, by: number): number => by * Math.sin(Number(item.slice(1)) + seed);
      const moved = (ofJudge: number, ofHuman: number) =>
        rows.map((row) => ({
          ...row,
          judge: row.judge + shift(row.item, ofJudge),
          human: row.human === undefined ? undefined : row.human + shift(row.item, ofHuman),
        }));
      const there = told(rows);
      expectDeepClose(told(moved(5, 5)), there, 1e-7);
      expectDeepClose(told(moved(30, 0)), there, 1e-6);
      expectDeepClose(told(moved(0, -30)), there, 1e-6);
    }));

  it('errs as if pairs were rows, with the difference as outcome', () =>
    everySeed((seed) => {
      const rows = pairs(seed, false);
      const halves = (z: number) => rows.filter((row) => row.z === z);
      const difference = halves(1)
        .map((row, i) => ({ ...row, other: halves(0)[i] }))
        .filter((row) => row.human !== undefined);
      const d = difference.map((row) => row.human! - row.other.human!);
      const mean = d.reduce((a, b) => a + b) / d.length;
      const variance = d.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (d.length - 1) / d.length;
      expectDeepClose(told(rows).alone, { value: mean, standardError: Math.sqrt(variance) }, 1e-9);
    }));
});
