import { describe, expect, it } from 'vitest';
import { told } from '../../../../test/support/scored-rows-golden.ts';
import type { Piece } from '../../../estimate/estimate.ts';
import { type Random, stream } from '../../../math/random/stream.ts';
import { type Kernel, kernelWeight } from '../kernels.ts';
import { type ScoredRows, scoredRows } from '../scored-rows.ts';
import { type BiasAwareEffect, biasAwareEffect, type LocalDesign } from './bias-aware-effect.ts';
import { biasAwareSet, effectsNotRejected, type JumpPair } from './bias-aware-set.ts';
import { curvatureByRule } from './curvature.ts';
import { jumpOf, localLine } from './local-line.ts';
import { nearestDeviations } from './nearest-deviations.ts';
import { halfLength, optimalWidth } from './optimal-width.ts';

const seeds = Array.from({ length: 20 }, (_, i) => i + 1);
const kernels = Object.keys(kernelWeight) as Kernel[];
const steps = [0, 0.01, 0.05, 0.2];

interface Drawn {
  readonly score: Float64Array;
  readonly outcome: Float64Array;
  readonly treatment: Float64Array;
}

function drawn(random: Random, step: number, n = 300): Drawn {
  const score = Float64Array.from({ length: n }, () => {
    const x = 2 * random.uniform() - 1;
    return step === 0 ? x : Math.round(x / step) * step;
  });
  const treatment = score.map((x) => random.bernoulli(x >= 0 ? 0.8 : 0.2));
  return { score, treatment, outcome: score.map((x, i) => 1 + x + x * x + 0.5 * treatment[i] + 0.3 * random.normal()) };
}
const rowsOf = ({ score, outcome, treatment }: Drawn): ScoredRows => scoredRows(score, 0, [outcome, treatment]);
const design: LocalDesign = { width: 0.55, kernel: 'triangular', errors: 'nearest' };
const effectOf = (rows: ScoredRows, curvature = 2, by = design): BiasAwareEffect => told(biasAwareEffect(rows, rows.columns[0], curvature, by, 0.95));

describe('the jump between two lines', () => {
  it.each(kernels)('%s: lines are fitted without rest, and the jump is what they differ by', (kernel) => {
    for (const step of steps) {
      const rows = rowsOf(drawn(stream(3), step));
      const outcome = rows.score.map((x) => (x < 0 ? 2 - 3 * x : 2.7 + 5 * x));
      const found = told(biasAwareEffect(rows, outcome, 0, { ...design, kernel, errors: 'residuals' }, 0.95));
      expect(found.value).toBeCloseTo(0.7, 10);
      expect(found.standardError).toBeLessThan(1e-10);
    }
  });

  it('has the largest bias where curvature is largest with opposite signs, and no function of the class has more', () => {
    for (const seed of seeds) {
      const random = stream(seed);
      const rows = rowsOf(drawn(random, steps[seed % 4]));
      for (const kernel of kernels) {
        const line = localLine(rows, 0.45 + 0.5 * random.uniform(), kernel)!;
        const worst = rows.score.map((x) => ((x < 0 ? 1 : -1) * x * x) / 2);
        expect(jumpOf(line, worst)).toBeCloseTo(line.bias, 10);
        // Slopes that change by at most one per unit of score: sums of ramps whose kinks share out the whole line.
        const signs = Float64Array.from({ length: 40 }, () => 2 * random.uniform() - 1);
        const inClass = rows.score.map((x) => {
          const [side, at] = [x < 0 ? 0 : 20, Math.abs(x)];
          let value = 0;
          for (let k = 0; k < 20; k++) value += (signs[side + k] * (Math.max(at - k / 20, 0) ** 2 - Math.max(at - (k + 1) / 20, 0) ** 2)) / 2;
          return value;
        });
        expect(Math.abs(jumpOf(line, inClass))).toBeLessThanOrEqual(line.bias * (1 + 1e-9));
      }
    }
  });

  it('does not ask in which unit score and outcome are, nor in which order rows come', () => {
    for (const seed of seeds) {
      const data = drawn(stream(seed), steps[seed % 4]);
      const rows = rowsOf(data);
      const plain = effectOf(rows);
      const scaled = scoredRows(
        data.score.map((x) => 7 + 40 * x),
        7,
        [data.outcome.map((y) => 100 - 3 * y)],
      );
      const other = effectOf(scaled, (2 * 3) / 1600, { ...design, width: 40 * design.width });
      expect(other.value).toBeCloseTo(-3 * plain.value, 8);
      expect(other.standardError).toBeCloseTo(3 * plain.standardError, 8);
      expect(other.interval.low).toBeCloseTo(-3 * plain.interval.high, 8);
      const turned = effectOf(scoredRows(data.score.toReversed(), 0, [data.outcome.toReversed()]));
      expect(turned.value).toBeCloseTo(plain.value, 10);
      expect(turned.standardError).toBeCloseTo(plain.standardError, 10);
    }
  });

  it('is wider the more curvature is allowed, and without any is that of the normal distribution', () => {
    const rows = rowsOf(drawn(stream(5), 0.05));
    const [none, some, more] = [0, 1, 4].map((curvature) => effectOf(rows, curvature));
    expect((none.interval.high - none.interval.low) / 2).toBeCloseTo(1.959963984540054 * none.standardError, 10);
    expect(some.interval.low).toBeLessThan(none.interval.low);
    expect(more.interval.low).toBeLessThan(some.interval.low);
    expect(more.pValue).toBeGreaterThan(some.pValue);
    // Each one-sided bound lies within the interval at the level of both.
    expect(some.bounds.low).toBeGreaterThanOrEqual(some.interval.low);
  });

  it('rejects no effect exactly where its interval leaves it out', () => {
    for (const seed of seeds) {
      const rows = rowsOf(drawn(stream(seed), steps[seed % 4]));
      for (const curvature of [0.1, 1, 5]) {
        const { interval, pValue } = effectOf(rows, curvature);
        expect(pValue < 0.05).toBe(interval.low > 0 || interval.high < 0);
      }
    }
  });
});

describe('deviations from nearby rows', () => {
  it('are those of the definition, with all ties, also of scores that are not exact in binary', () => {
    for (const seed of seeds) {
      const random = stream(seed);
      const { score } = rowsOf(drawn(random, steps[seed % 4], 80));
      const column = score.map(() => random.normal());
      const found = nearestDeviations(score, column, 10, 70, 3);
      for (let i = 10; i < 70; i++) {
        const others = Array.from({ length: 60 }, (_, k) => k + 10).filter((k) => k !== i);
        const gaps = others.map((k) => Math.abs(score[k] - score[i]));
        const reach = gaps.toSorted((a, b) => a - b)[2] + 1e-9;
        const near = others.filter((_, k) => gaps[k] <= reach);
        const mean = near.reduce((sum, k) => sum + column[k], 0) / near.length;
        expect(found[i - 10]).toBeCloseTo(Math.sqrt(near.length / (near.length + 1)) * (column[i] - mean), 10);
      }
    }
  });
});

describe('bandwidths', () => {
  it('are no worse for their goal than any other', () => {
    for (const seed of seeds.slice(0, 8)) {
      const rows = rowsOf(drawn(stream(seed), steps[seed % 4]));
      const found = told(optimalWidth(rows, rows.columns[0], 2, 'triangular', { kind: 'interval', level: 0.95 }));
      for (let k = 1; k <= 40; k++) {
        const line = localLine(rows, k / 40, 'triangular');
        if (!line) continue;
        const middle = line.below - line.from;
        const variance = line.weights.reduce((sum, w, i) => sum + w * w * (i < middle ? found.variance.below : found.variance.above), 0);
        expect(halfLength(2 * line.bias, Math.sqrt(variance), 0.95)).toBeGreaterThanOrEqual(found.loss * (1 - 1e-6));
      }
    }
  });

  it('are shorter the more curvature is allowed', () => {
    const rows = rowsOf(drawn(stream(2), 0));
    const widths = [0.1, 1, 10].map((curvature) => told(optimalWidth(rows, rows.columns[0], curvature, 'triangular', { kind: 'mse' })).width);
    expect(widths).toEqual(widths.toSorted((a, b) => b - a));
  });
});

describe('the set of effects', () => {
  const contains = (pieces: readonly Piece[], t: number): boolean => pieces.some(({ low = -Infinity, high = Infinity }) => low <= t && t <= high);
  const shape = (pieces: readonly Piece[]): string =>
    pieces.map(({ low, high }) => `${low === undefined ? '(' : '['}${high === undefined ? ')' : ']'}`).join(' ');

  it('holds exactly the candidates whose sharp problem is not rejected, whatever its shape', () => {
    const shapes = new Set<string>();
    for (let seed = 0; seed < 200; seed++) {
      const random = stream(900, seed);
      const unit = 10 ** (4 * random.uniform() - 2);
      const strength = [0.3, 1.5, 4][seed % 3];
      const own = (scale: number) => ({
        value: scale * strength * random.normal(),
        largestBias: scale * random.exponential() * 0.7,
        variance: scale ** 2 * random.exponential(),
      });
      const [outcome, treatment] = [own(unit), own(1)];
      const jumps: JumpPair = { outcome, treatment, covariance: (2 * random.uniform() - 1) * Math.sqrt(outcome.variance * treatment.variance) };
      const pieces = told(effectsNotRejected(jumps, 0.95));
      shapes.add(shape(pieces));
      for (let i = 1; i < 400; i++) {
        const c = unit * Math.tan(-Math.PI / 2 + (Math.PI * i) / 400);
        const value = Math.abs(outcome.value - c * treatment.value);
        const error = Math.sqrt(outcome.variance - 2 * c * jumps.covariance + c * c * treatment.variance);
        const half = halfLength(outcome.largestBias + Math.abs(c) * treatment.largestBias, error, 0.95);
        if (Math.abs(value / half - 1) > 1e-9 && contains(pieces, c) !== value <= half) expect.fail(`seed ${seed}, c = ${c}: ${value} against ${half}`);
      }
      expect(contains(pieces, outcome.value / treatment.value)).toBe(true);
    }
    for (const one of ['[]', '()', '(] [)']) expect([...shapes]).toContain(one);
  });

  it('with a treatment that follows from the side is the interval', () => {
    for (const seed of seeds) {
      const rows = rowsOf(drawn(stream(seed), steps[seed % 4]));
      const treatment = rows.score.map((x) => (x >= 0 ? 1 : 0));
      const { pieces, ratio } = told(biasAwareSet(rows, { outcome: rows.columns[0], treatment }, { outcome: 2, treatment: 0 }, design, 0.95));
      const { interval, value } = effectOf(rows);
      expect(ratio).toBeCloseTo(value, 10);
      expect(pieces.length).toBe(1);
      expect(pieces[0].low).toBeCloseTo(interval.low, 8);
      expect(pieces[0].high).toBeCloseTo(interval.high, 8);
    }
  });

  it('is refused for a treatment that nothing moves', () => {
    const rows = rowsOf(drawn(stream(4), 0));
    const treatment = new Float64Array(rows.score.length);
    const found = biasAwareSet(rows, { outcome: rows.columns[0], treatment }, { outcome: 1, treatment: 0 }, design, 0.95);
    expect(found).toEqual({ refused: 'no-first-stage' });
  });
});

describe('what cannot be had', () => {
  const few = scoredRows(Float64Array.of(-2, -1, -1, 0, 0, 1, 2), 0, [Float64Array.of(1, 2, 3, 4, 5, 6, 7)]);
  it('is refused with the side and how many scores it lacks', () => {
    expect(curvatureByRule(few, few.columns[0])).toEqual({ refused: 'few-values', side: 'below', values: 2, least: 5 });
    expect(optimalWidth(few, few.columns[0], 1, 'triangular', { kind: 'mse' })).toEqual({ refused: 'few-values', side: 'below', values: 2, least: 3 });
    // A triangular kernel leaves scores at the bandwidth without weight.
    expect(biasAwareEffect(few, few.columns[0], 1, { ...design, width: 2 }, 0.95)).toEqual({ refused: 'few-values', side: 'below', values: 1, least: 2 });
    expect('value' in biasAwareEffect(few, few.columns[0], 1, { ...design, width: 2, kernel: 'uniform' }, 0.95)).toBe(true);
    const far = scoredRows(Float64Array.of(-5, -4, -3, -2, -1, 1, 1 + 1e-9, 1 + 2e-9, 1 + 3e-9, 1e3), 0, [Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 9)]);
    expect(curvatureByRule(far, far.columns[0])).toEqual({ refused: 'scores-too-close', side: 'above' });
    const near = scoredRows(Float64Array.of(-1, -1 - 1e-9, 1, 2, 3), 0, [Float64Array.of(1, 2, 3, 4, 5)]);
    expect(biasAwareEffect(near, near.columns[0], 1, { ...design, width: 4 }, 0.95)).toEqual({ refused: 'scores-too-close', side: 'below' });
    const oneSide = scoredRows(Float64Array.of(1, 2, 3), 0, [Float64Array.of(1, 2, 3)]);
    expect(biasAwareEffect(oneSide, oneSide.columns[0], 1, design, 0.95)).toMatchObject({ refused: 'few-values', side: 'below', values: 0 });
  });
});
