import { describe, expect, it } from 'vitest';
import { stream } from '../../math/random/stream.ts';
import { type ObservedUnits, unitsAt, valuesAt } from './observed-units.ts';
import type { Redrawn } from './redrawn-effect.ts';
import { chainBootstrap, type Estimator, placeboTreatments, randomCause, subsetEffects } from './refuters.ts';

const n = 400;
const random = stream(3);
const treated = Uint8Array.from({ length: n }, (_, i) => i % 2);
const outcome = Float64Array.from(treated, (t) => 2 * t + random.normal());
const units: ObservedUnits = { treated, names: [], columns: [] };

/** The difference of means, whose standard error is known. */
const difference: Estimator = (y, { treated: arm }) => {
  const [control, treatment] = [0, 1].map((one) => {
    const own = y.filter((_, i) => arm[i] === one);
    const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
    return { mean, variance: own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (own.length - 1) / own.length };
  });
  return own(treatment.mean - control.mean, Math.sqrt(treatment.variance + control.variance));
};
const own = (value: number, standardError: number) => (Number.isFinite(value) ? { value, errors: () => ({ standardError, df: n - 2 }) } : undefined);
const whole = difference(outcome, units)!;
const { standardError } = whole.errors();
const redrawn =
  (y: Float64Array, of: ObservedUnits): Redrawn =>
  (places, dealt = of.treated) =>
    difference(valuesAt(y, places), unitsAt({ ...of, treated: dealt }, places))?.value;

describe('placebo treatments', () => {
  const asked = { draws: 200, seed: 1, most: n };
  const plain = redrawn(outcome, units);

  it('have no effect on average, and one that the estimator makes is seen', () => {
    expect(Math.abs(placeboTreatments(units, plain, asked).distance)).toBeLessThan(4);
    const biased: Redrawn = (places, dealt) => plain(places, dealt)! + standardError;
    expect(placeboTreatments(units, biased, asked).distance).toBeGreaterThan(4.5);
  });

  it.each([n, n / 4])('are as many as units were treated, of the first %i', (most) => {
    const counts: Redrawn = (places, dealt) => places.reduce((sum, place) => sum + dealt![place], 0);
    expect(new Set(placeboTreatments(units, counts, { ...asked, most }).effects)).toEqual(new Set([most / 2]));
  });
});

it('a cause of pure chance is one column more, which the units know', () => {
  const names: Estimator = (y, of) => own(of.columns.length + of.names.length, y.length);
  expect(randomCause(outcome, units, names, 1)!.value).toBe(2);
});

describe('parts of the units', () => {
  const asked = { draws: 100, share: 0.8, seed: 1 };

  it('differ from the whole as chance lets them', () => {
    const { farthest } = subsetEffects(units, redrawn(outcome, units), whole, asked);
    expect(farthest).toBeGreaterThan(1.5);
    expect(farthest).toBeLessThan(4.5);
  });

  it('differ by more where one unit carries the effect', () => {
    const carried = outcome.map((y, i) => (i === 1 ? 400 : y));
    const blind = { value: difference(carried, units)!.value, errors: whole.errors };
    expect(subsetEffects(units, redrawn(carried, units), blind, asked).farthest).toBeGreaterThan(4.5);
  });
});

describe('the bootstrap of the chain', () => {
  it.each([n, n / 4])('spreads as the standard error says, of %i units at a time', (most) => {
    const ratio = chainBootstrap(units, redrawn(outcome, units), { draws: 1000, seed: 1, most })! / standardError;
    // The deviation of a deviation over a thousand draws is 2 %.
    expect(Math.abs(ratio - 1)).toBeLessThan(0.1);
  });

  it('spreads by more where units of a cluster are alike, which the standard error of units does not count', () => {
    const shared = Array.from({ length: n / 10 }, () => random.normal());
    const together = outcome.map((y, i) => y + 2 * shared[Math.floor(i / 10)] * (Math.floor(i / 10) % 2));
    const inClusters = { ...units, treated: Uint8Array.from(treated, (_, i) => Math.floor(i / 10) % 2) };
    const clusters = { codes: Int32Array.from(treated, (_, i) => Math.floor(i / 10)), count: n / 10 };
    const alone = difference(together, inClusters)!;
    expect(
      chainBootstrap({ ...inClusters, clusters }, redrawn(together, inClusters), { draws: 400, seed: 1, most: n })! / alone.errors().standardError,
    ).toBeGreaterThan(1.25);
  });

  it('is none where most samples give no effect', () => {
    let asked = 0;
    expect(
      chainBootstrap(units, (places) => (asked++ % 3 === 0 ? redrawn(outcome, units)(places) : undefined), { draws: 60, seed: 1, most: n }),
    ).toBeUndefined();
  });
});
