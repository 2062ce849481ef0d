import { describe, it } from 'vitest';
import { gapBy } from '../../src/inference/synthetic/gap.ts';
import type { Panel } from '../../src/inference/synthetic/panel.ts';
import type { Ends } from '../../src/inference/synthetic/prediction-errors.ts';
import { type PredictionOptions, predictionIntervals } from '../../src/inference/synthetic/prediction-intervals.ts';
import { syntheticControl } from '../../src/inference/synthetic/synthetic-control.ts';
import { studentTQuantile } from '../../src/math/distributions/student-t.ts';
import { type Random, stream } from '../../src/math/random/stream.ts';
import { type DrawnPanel, drawPanel } from '../support/placebo-panels.ts';
import { expectHits, few, heldBy, replications } from './band.ts';
import { atLeast, below, type Expected, shown } from './case.ts';

const effect = 1;
const covers = ({ low, high }: Ends): boolean => low <= effect && effect <= high;

/** The treated unit is a mix of four donors, 0.4 to 0.1, and noise of its own; with `above` it also lies so far above them. */
function mixedPanel(shape: Omit<DrawnPanel, 'noise'>, own: number, above: number, random: Random): Panel {
  const panel = drawPanel({ ...shape, noise: () => 0.7 }, random);
  const { periods, before, donors } = panel;
  const values = panel.values.slice();
  let error = random.normal();
  for (let t = 0; t < periods; t++) {
    if (t > 0) error = shape.carried * error + Math.sqrt(1 - shape.carried ** 2) * random.normal();
    let value = above + own * error + (t >= before ? effect : 0);
    for (const [donor, weight] of [0.4, 0.3, 0.2, 0.1].entries()) value += weight * values[donor * periods + t];
    values[donors * periods + t] = value;
  }
  return { ...panel, values };
}

/** The mix is taken for known, and errors to come for such as it left before the change. */
function naive(panel: Panel, level: PredictionOptions['level']): Ends {
  const gap = gapBy(syntheticControl({ level }), panel)!;
  const radius = studentTQuantile(0.95, panel.before - 1) * gap.rmspeBefore;
  const value = gap.values[panel.periods - 1];
  return { low: value - radius, high: value + radius };
}

function checked(panel: Panel, level: PredictionOptions['level'], seed: number): Readonly<Record<string, boolean>> {
  const wide = predictionIntervals(panel, { level, coverage: 0.9, tails: 'sub-gaussian' }, stream(seed))!;
  // Doubt about the weights is the same by either way.
  const other = predictionIntervals(panel, { level, coverage: 0.9, tails: 'location-scale', draws: 1 }, stream(seed))!;
  const last = wide.periods.length - 1;
  const { effect: found, inSample } = wide.periods[last];
  const { outOfSample } = other.periods[last];
  const narrow = { low: found.value - inSample.high - outOfSample.high, high: found.value - inSample.low - outOfSample.low };
  return {
    'first period': covers(wide.periods[0].effect),
    'last period': covers(wide.periods[last].effect),
    average: covers(wide.average.effect),
    'last period, location and scale': covers(narrow),
    'last period, naive': covers(naive(panel, level)),
  };
}

function expectShares(name: string, expected: Readonly<Record<string, Expected>>, draw: (random: Random) => Panel, level: PredictionOptions['level']): void {
  const hits = new Map<string, number>();
  for (let seed = 0; seed < few; seed++)
    for (const [check, holds] of Object.entries(checked(draw(stream(20_261_130, seed)), level, seed)))
      hits.set(check, (hits.get(check) ?? 0) + (holds ? 1 : 0));
  if (process.env.CALIBRATION_PRINT === '1')
    for (const [check, count] of hits) console.log(`${name}, ${level}, ${check}: ${(count / few).toFixed(4)} of ${few}`);
  for (const [check, of] of Object.entries(expected)) expectHits(hits.get(check) ?? 0, heldBy(of, few), few);
}

const levels = [['kept'], ['moved']] as const;
/** What is not promised is shown in long runs alone. */
const atLength = it.skipIf(replications < 2000);
const promised = { 'first period': atLeast(0.9), 'last period': atLeast(0.9), average: atLeast(0.9) };

describe('prediction intervals of 90 %', () => {
  const mixed = { units: 31, treated: 1, periods: 27, before: 24, effect: 0, carried: 0.3 };

  it.each(levels)('cover where the treated unit is a mix of donors, with more of these than periods (level %s)', (level) => {
    const expected = { ...promised, 'last period, location and scale': shown, 'last period, naive': below(0.9) };
    expectShares('mix of 30 donors, 24 periods', expected, (random) => mixedPanel(mixed, 0.5, level === 'moved' ? 2 : 0, random), level);
  });

  atLength.each(levels)('are not promised to where each period depends much on the one before, and do better than the naive ones (level %s)', (level) => {
    const expected = {
      'first period': shown,
      'last period': shown,
      average: shown,
      'last period, location and scale': shown,
      'last period, naive': below(0.9),
    };
    expectShares('dependent periods', expected, (random) => mixedPanel({ ...mixed, carried: 0.75 }, 0.5, level === 'moved' ? 2 : 0, random), level);
  });

  it.each(levels)('cover with ten donors and sixty periods (level %s)', (level) => {
    expectShares(
      'mix of 10 donors, 60 periods',
      promised,
      (random) => mixedPanel({ ...mixed, units: 11, periods: 63, before: 60 }, 0.5, level === 'moved' ? 2 : 0, random),
      level,
    );
  });

  atLength.each(levels)('are not promised to where the treated unit is no mix of donors, but follows the same factors (level %s)', (level) => {
    const expected = { 'first period': shown, 'last period': shown, average: shown, 'last period, location and scale': shown };
    expectShares('factors', expected, (random) => drawPanel({ ...mixed, effect, noise: () => 0.5 }, random), level);
  });

  atLength.each(levels)('are not promised to with ten periods (level %s)', (level) => {
    const expected = { 'first period': shown, 'last period': shown, average: shown, 'last period, location and scale': shown };
    expectShares(
      'mix of 8 donors, 10 periods',
      expected,
      (random) => mixedPanel({ ...mixed, units: 9, periods: 13, before: 10 }, 0.5, level === 'moved' ? 2 : 0, random),
      level,
    );
  });
});
