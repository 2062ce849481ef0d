import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answered, check, scoredUnits, units } from '../../../test/support/scored-units.ts';
import { answerOf } from '../../../test/support/wald-estimate.ts';
import { chiSquareTail } from '../../math/distributions/chi-square.ts';
import { bestLinearProjection } from './best-linear-projection.ts';
import { areaUnderUplift, cumulativeLift, qiniScore } from './cumulative-gain.ts';
import { curveDefinitions } from './curve-definitions.ts';
import { scoresAt, valuesAt } from './effect-scores.ts';
import { halfSamples } from './half-samples.ts';
import { rankedDraws, rankedDrawsInParts } from './ranked-draws.ts';
import { rate, rateDifference } from './rate.ts';
import { targetingCurve } from './targeting-curve.ts';
import { qiniAucScore, upliftAtK, upliftAucScore } from './uplift-curve.ts';

const options = { draws: 60, seed: 3 };

describe('targeting curves', () => {
  it('are the same whatever the order of rows', () => {
    check((seed) => {
      const { sample, priorities } = scoredUnits(seed);
      const turned = Int32Array.from({ length: units }, (_, i) => (7 * i + seed) % units).filter((_, i, all) => all.indexOf(all[i]) === i);
      fc.pre(turned.length === units);
      const before = answered(targetingCurve(sample, priorities, { ...options, level: 0.9 }));
      const after = answered(targetingCurve(scoresAt(sample, turned), valuesAt(priorities, turned), { ...options, level: 0.9 }));
      expect(after.autoc.value).toBeCloseTo(before.autoc.value, 10);
      expect(after.autoc.standardError).toBeCloseTo(before.autoc.standardError, 10);
      expect(after.bands.gain).toBeCloseTo(before.bands.gain, 10);
    });
  });

  it('do not mind a constant added to all scores, nor a rising function of priorities', () => {
    check((seed) => {
      const { sample, priorities } = scoredUnits(seed);
      const moved = { ...sample, scores: sample.scores.map((score) => score + 3) };
      for (const weighting of ['autoc', 'qini'] as const) {
        const before = answered(rate(sample, priorities, weighting, options));
        const after = answered(rate(moved, priorities.map(Math.exp), weighting, options));
        expect(after.value).toBeCloseTo(before.value, 9);
        expect(after.standardError).toBeCloseTo(before.standardError, 9);
      }
    });
  });

  it('meet where all are treated, and their Qini has the opposite sign when the order is turned round', () => {
    check((seed) => {
      const { sample, priorities } = scoredUnits(seed);
      const plain = { scores: sample.scores };
      const { points, average } = answered(targetingCurve(plain, priorities, { ...options, level: 0.9 }));
      expect(points.at(-1)!.targeting.value).toBeCloseTo(0, 12);
      expect(points.at(-1)!.gain.value).toBeCloseTo(average.value, 10);
      expect(points.at(-1)!.targeting.standardError).toBeLessThan(1e-12);
      const above = Math.max(...points.map(({ overRandom }, g) => Math.abs(overRandom.value - points[g].gain.value + points[g].random.value)));
      expect(above).toBeLessThan(1e-12);
      const back = answered(
        targetingCurve(
          plain,
          priorities.map((value) => -value),
          { ...options, level: 0.9 },
        ),
      );
      expect(back.points[3].overRandom.value).toBeCloseTo(-points[5].overRandom.value, 10);
    });
  });

  it('of two rules that rank alike do not differ, with no error', () => {
    const { sample, priorities } = scoredUnits(5);
    const difference = answered(rateDifference(sample, [priorities, priorities.map((value) => 5 * value)], 'autoc', options));
    expect(difference.value).toBeCloseTo(0, 12);
    expect(difference.standardError).toBeCloseTo(0, 12);
  });

  it('give of each cost what the first units cost', () => {
    const { sample, x } = scoredUnits(6);
    const costs = x.map((_, i) => 1 + (i % 4));
    const { points } = answered(targetingCurve({ scores: sample.scores }, x, { ...options, level: 0.9, costs }));
    const order = [...x.keys()].sort((a, b) => x[b] - x[a]);
    const first = order.slice(0, 36).reduce((sum, i) => sum + costs[i], 0) / units;
    expect(points[2].cost).toBeCloseTo(first, 10);
  });

  it('have an error of the average close to that of a mean, of clusters too', () => {
    const { sample } = scoredUnits(7);
    const priorities = sample.scores.map((_, i) => i % 7);
    for (const of of [{ scores: sample.scores }, { scores: sample.scores, clusters: sample.clusters! }]) {
      const { average } = answered(targetingCurve(of, priorities, { draws: 2000, seed: 1, level: 0.9 }));
      const mean = answered(bestLinearProjection(of, { units, columns: [] })).terms[0];
      expect(average.value).toBeCloseTo(mean.value, 10);
      expect(average.standardError / mean.standardError).toBeGreaterThan(0.9);
      expect(average.standardError / mean.standardError).toBeLessThan(1.1);
    }
  });
});

describe('raw curves', () => {
  const { x } = scoredUnits(13);
  const treated = Uint8Array.from(x, (_, i) => i % 2);
  const outcome = x.map((value) => (value > 0 ? 1 : 0));

  it('refuse arms that nobody is in, outcomes that are no yes or no, shares outside', () => {
    expect(upliftAucScore({ outcome, treated: new Uint8Array(units), priorities: x })).toEqual({ kind: 'arm-empty', arm: 'treated' });
    expect(qiniScore({ outcome, treated: new Uint8Array(units).fill(1), priorities: x }, 'raw')).toEqual({ kind: 'arm-empty', arm: 'control' });
    expect(qiniAucScore({ outcome: x, treated, priorities: x })).toEqual({ kind: 'not-binary', what: 'the outcome', rows: units });
    expect(upliftAtK({ outcome, treated, priorities: x }, 1, 'overall')).toHaveProperty('kind', 'out-of-range');
    expect(cumulativeLift({ outcome, treated, priorities: x.with(2, Number.NaN) })).toEqual({ kind: 'not-finite', what: 'priorities', rows: 1 });
    expect(areaUnderUplift({ outcome: new Float64Array(units), treated, priorities: x }, 'normalized')).toHaveProperty('kind', 'out-of-range');
    expect(upliftAucScore({ outcome: outcome.fill(0), treated, priorities: new Float64Array(units) })).toHaveProperty('kind', 'nothing-varies');
  });
});

it.each([6, 7])('halves of %i hold half of them, and none is likelier than another', (drawn) => {
  const times = 4000;
  const counts = new Map<string, number>();
  for (const kept of halfSamples(drawn, { from: 0, to: times }, 9)) counts.set(kept.join(''), (counts.get(kept.join('')) ?? 0) + 1);
  const ways = drawn === 6 ? 20 : 35;
  expect(counts.size).toBe(ways);
  for (const half of counts.keys()) expect([...half].filter((bit) => bit === '1')).toHaveLength(3);
  const expected = times / ways;
  const squares = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(chiSquareTail(squares, ways - 1)).toBeGreaterThan(1e-4);
});

it('every measure is said in one sentence that names it', () => {
  for (const [id, says] of Object.entries(curveDefinitions)) {
    expect(says).toMatch(/^[A-Z][^.]*: [^.]+\.$/);
    if (id.includes('/')) expect(says).toContain(`(${id.split('/')[0]})`);
  }
});

it('draws in parts are those drawn at once', () => {
  const { sample, priorities } = scoredUnits(15);
  const rules = [priorities, priorities.map((value) => -value)];
  const asked = { seed: 4, draws: 130 };
  expect(answerOf(rankedDrawsInParts(sample, rules, asked))).toEqual(rankedDraws(sample, rules, asked));
});
