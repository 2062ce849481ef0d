import { describe, expect, it } from 'vitest';
import type { Piece } from '../../src/estimate/estimate.ts';
import { type BiasAwareEffect, biasAwareEffect } from '../../src/inference/threshold/bias-aware/bias-aware-effect.ts';
import { biasAwareSet } from '../../src/inference/threshold/bias-aware/bias-aware-set.ts';
import { curvatureByRule } from '../../src/inference/threshold/bias-aware/curvature.ts';
import type { ErrorSource } from '../../src/inference/threshold/bias-aware/jump-errors.ts';
import { localLine } from '../../src/inference/threshold/bias-aware/local-line.ts';
import { optimalWidth, type WidthGoal } from '../../src/inference/threshold/bias-aware/optimal-width.ts';
import { imbensKalyanaraman, pilotVariance } from '../../src/inference/threshold/bias-aware/pilot-variance.ts';
import type { Kernel } from '../../src/inference/threshold/kernels.ts';
import { expectEstimate, expectRelative } from '../support/agree.ts';
import { thresholdGolden, thresholdRows, told } from '../support/scored-rows-golden.ts';

interface Case {
  readonly frame: string;
  readonly score: string;
  readonly column: string;
  readonly cluster: string | null;
  readonly curvature: number;
  readonly kernel: Kernel;
  readonly goal: WidthGoal['kind'];
  readonly errors: ErrorSource;
  readonly width: number;
  readonly objective: number | null;
  readonly pilot: { readonly below: number; readonly above: number; readonly within: number };
  readonly value: number;
  readonly standardError: number;
  readonly bias: number;
  readonly low: number;
  readonly high: number;
  readonly effectiveRows: number;
  readonly leverage: number;
}

const golden = thresholdGolden<{
  readonly cases: readonly Case[];
  readonly tolerance: { readonly closed: number; readonly width: number; readonly objective: number; readonly set: number; readonly published: number };
  readonly programme: readonly { readonly kernel: Kernel; readonly width: number; readonly bias: number }[];
  readonly rules: readonly { readonly frame: string; readonly score: string; readonly column: string; readonly curvature: number }[];
  readonly sets: readonly {
    readonly score: string;
    readonly width: number;
    readonly kernel: Kernel;
    readonly errors: ErrorSource;
    readonly curvature: { readonly outcome: number; readonly treatment: number };
    readonly treatment: string;
    readonly pieces: readonly (readonly [number | null, number | null])[];
  }[];
  readonly published: {
    readonly imbensKalyanaraman: number;
    readonly pilot: { readonly below: number; readonly above: number };
    readonly headst: readonly (readonly [width: number, value: number, residuals: number, nearest: number])[];
    readonly leeLowerBound: number;
    readonly headstUniform: { readonly width: number; readonly effectiveRows: number };
  };
}>('bias-aware');
const { tolerance, published } = golden;
const goals: { readonly [K in WidthGoal['kind']]: WidthGoal } = {
  mse: { kind: 'mse' },
  interval: { kind: 'interval', level: 0.95 },
  bound: { kind: 'bound', level: 0.95, chance: 0.8 },
};

describe('bias-aware effects agree with a second implementation', () => {
  it.each(golden.cases)('$frame by $score, $kernel for $goal, $errors, clusters $cluster', (c) => {
    const rows = thresholdRows(c.frame, c.score, [c.column], c.cluster);
    const [column] = rows.columns;
    if (c.objective === null) {
      const pilot = told(pilotVariance(rows, column));
      expectRelative(pilot.below, c.pilot.below, tolerance.closed, 'variance below');
    } else {
      const { width, loss, variance } = told(optimalWidth(rows, column, c.curvature, c.kernel, goals[c.goal]));
      expectRelative(loss, c.objective, tolerance.objective, 'loss');
      // Among few scores a line goes through two of them whatever the width: the best is not one.
      if (c.score !== 'coarse') expectRelative(width, c.width, tolerance.width, 'width');
      expectRelative(variance.below, c.pilot.below, tolerance.closed, 'variance below');
      expectRelative(variance.above, c.pilot.above, tolerance.closed, 'variance above');
      if (c.cluster) expectRelative(variance.withinClusters, c.pilot.within, tolerance.closed, 'covariance within clusters');
    }
    const found: BiasAwareEffect = told(biasAwareEffect(rows, column, c.curvature, { width: c.width, kernel: c.kernel, errors: c.errors }, 0.95));
    expectEstimate(found.value, c.value, c.standardError, tolerance.closed);
    expectRelative(found.standardError, c.standardError, tolerance.closed, 'standard error');
    expectRelative(found.largestBias, c.bias, tolerance.closed, 'bias');
    expectEstimate(found.interval.low, c.low, c.standardError, tolerance.closed, 'low');
    expectEstimate(found.interval.high, c.high, c.standardError, tolerance.closed, 'high');
    expectRelative(found.effectiveRows, c.effectiveRows, tolerance.closed, 'effective rows');
    expectRelative(found.leverage, c.leverage, tolerance.closed, 'leverage');
  });

  it.each(golden.programme)(
    'the largest bias is that of a linear programme over all functions of the class: $kernel within $width',
    ({ kernel, width, bias }) => {
      const line = localLine(thresholdRows('simulated', 'rounded', []), width, kernel)!;
      expectRelative(line.bias, bias, tolerance.closed, 'bias');
    },
  );

  it.each(golden.rules)('the rule of thumb for $column by $score', ({ frame, score, column, curvature }) => {
    const rows = thresholdRows(frame, score, [column]);
    expectRelative(curvatureByRule(rows, rows.columns[0]) as number, curvature, tolerance.closed, 'curvature');
  });

  it.each(golden.sets)('the set of $treatment by $score within $width', ({ score, width, kernel, errors, curvature, treatment, pieces }) => {
    const rows = thresholdRows('simulated', score, ['outcome', treatment]);
    const found = told(biasAwareSet(rows, { outcome: rows.columns[0], treatment: rows.columns[1] }, curvature, { width, kernel, errors }, 0.95));
    expect(found.pieces.length).toBe(pieces.length);
    for (const [i, [low, high]] of pieces.entries()) {
      const piece: Piece = found.pieces[i];
      if (low === null) expect(piece.low).toBeUndefined();
      else expectRelative(piece.low, low, tolerance.set, 'low');
      if (high === null) expect(piece.high).toBeUndefined();
      else expectRelative(piece.high, high, tolerance.set, 'high');
    }
  });
});

describe('published numbers of RDHonest', () => {
  const lee = thresholdRows('lee08', 'margin', ['voteshare']);
  const headst = thresholdRows('headst', 'povrate', ['mortHS']);

  it('the bandwidth of Imbens and Kalyanaraman and the variances at it (Lee 2008)', () => {
    expectRelative(imbensKalyanaraman(lee, lee.columns[0], 0), published.imbensKalyanaraman, tolerance.published, 'bandwidth');
    const pilot = told(pilotVariance(lee, lee.columns[0]));
    expectRelative(Math.sqrt(pilot.below), published.pilot.below, tolerance.published, 'below');
    expectRelative(Math.sqrt(pilot.above), published.pilot.above, tolerance.published, 'above');
  });

  it('estimate and both errors (Ludwig and Miller 2007)', () => {
    for (const [width, value, residuals, nearest] of published.headst) {
      const at = (errors: ErrorSource): BiasAwareEffect => told(biasAwareEffect(headst, headst.columns[0], 0.1, { width, kernel: 'uniform', errors }, 0.95));
      expectRelative(at('nearest').value, value, tolerance.published, 'estimate');
      expectRelative(at('residuals').standardError, residuals, tolerance.published, 'residuals');
      expectRelative(at('nearest').standardError, nearest, tolerance.published, 'nearest');
    }
  });

  it('the lower bound of Lee and the bandwidth of Ludwig and Miller by the rule of thumb', () => {
    const bound = told(biasAwareEffect(lee, lee.columns[0], 0.1, { width: 10, kernel: 'uniform', errors: 'nearest' }, 0.95)).bounds.low;
    expectRelative(bound, published.leeLowerBound, tolerance.published, 'lower bound');
    const { width } = told(optimalWidth(headst, headst.columns[0], curvatureByRule(headst, headst.columns[0]) as number, 'uniform', { kind: 'mse' }));
    expect(width).toBeCloseTo(published.headstUniform.width, 5);
    const { effectiveRows } = told(biasAwareEffect(headst, headst.columns[0], 1, { width, kernel: 'uniform', errors: 'nearest' }, 0.95));
    expect(effectiveRows).toBeCloseTo(published.headstUniform.effectiveRows, 8);
  });
});
