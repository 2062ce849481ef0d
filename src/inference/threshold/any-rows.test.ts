import { expect, it } from 'vitest';
import { stream } from '../../math/random/stream.ts';
import type { Bandwidths } from './bandwidths.ts';
import { plotBins, plotDefaults } from './plot-bins.ts';
import type { ThresholdData } from './sides.ts';
import { thresholdDefaults, thresholdEffect } from './threshold-effect.ts';

it('whatever the rows, numbers are finite or refused', () => {
  const random = stream(41);
  const pick = <T>(from: readonly T[]): T => from[random.integer(from.length)];
  const wrong: string[] = [];
  let told = 0;
  for (let k = 0; k < 400; k++) {
    const [rows, grid, unit, scale] = [
      1 + random.integer(pick([40, 400])),
      pick([0, 0, 1, 5, 20]),
      pick([1, 1e-12, 1e12, 1e-150, 1e150]),
      pick([1, 1e9, 1e-9, 1e100]),
    ];
    const score = Float64Array.from({ length: rows }, () => {
      const x = random.normal() + 0.3;
      return (grid ? Math.round(x * grid) / grid : x) * unit;
    });
    const kind = pick(['normal', 'rare', 'constant', 'line']);
    const outcome = score.map((x) =>
      kind === 'normal' ? scale * random.normal() : kind === 'rare' ? random.bernoulli(0.1) : kind === 'constant' ? 3 : x / unit,
    );
    const covariates = [score.map(() => random.normal()), score.map(() => random.bernoulli(0.02)), score.map(() => 1), score].map((values, j) => ({
      name: `x${j}`,
      values,
    }));
    const clusters = pick([0, 0, 1, 2, 20]);
    const data: ThresholdData = {
      score,
      outcome,
      ...(random.bernoulli(0.4) && { treatment: score.map((x) => random.bernoulli(x >= 0 ? 0.7 : 0.2)) }),
      ...(random.bernoulli(0.4) && { covariates }),
      ...(clusters > 0 && { cluster: Int32Array.from(score, () => random.integer(clusters)) }),
    };
    const order = random.integer(4);
    const width = pick([0.1, 0.5, 2]) * unit;
    const fixed: Bandwidths = { h: { below: width, above: width }, b: { below: 2 * width, above: width / 2 } };
    const found = thresholdEffect(data, {
      ...thresholdDefaults,
      order,
      biasOrder: order + 1 + random.integer(2),
      kernel: pick(['triangular', 'uniform', 'epanechnikov']),
      errors: { kind: clusters > 0 ? pick(['CR1', 'CR2', 'CR3']) : pick(['HC1', 'HC2', 'HC3']) },
      bandwidths: pick(['mserd', 'certwo', 'msecomb2', fixed]),
      withinRange: pick([true, false]),
    });
    if ('refused' in found) continue;
    told++;
    const { effect, firstStage, sides } = found;
    const numbers = [effect, firstStage ?? effect].flatMap(({ conventional, robust }) => [...Object.values(conventional), ...Object.values(robust)]);
    if (![...numbers, ...sides.below.curve.coefficients, sides.above.outcome.biasCorrected].every(Number.isFinite)) wrong.push(JSON.stringify(found));
    const picture = plotBins(data, { ...plotDefaults, order: 2, bins: pick(['es', 'esmv', 'qs', 'qsmvpr']) });
    if ('refused' in picture) continue;
    const seen = [picture.below, picture.above].flatMap(({ bins, points }) => [
      ...bins.flatMap((bin) => [bin.outcome, ...(bin.interval ?? [])]),
      ...points.outcome,
    ]);
    if (!seen.every(Number.isFinite)) wrong.push(JSON.stringify(picture));
  }
  expect(wrong).toEqual([]);
  // Enough of them told numbers at all.
  expect(told).toBeGreaterThan(50);
});
