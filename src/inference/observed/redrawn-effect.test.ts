import { describe, expect, it } from 'vitest';
import { stream } from '../../math/random/stream.ts';
import { doublyRobustMeans } from './doubly-robust-means.ts';
import { effectErrors } from './effect-errors.ts';
import { type ObservedUnits, unitsAt, valuesAt } from './observed-units.ts';
import { propensityOf } from './propensity.ts';
import { redrawnEffect } from './redrawn-effect.ts';

const n = 600;
const random = stream(7);
const x = Float64Array.from({ length: n }, () => random.normal());
const level = Float64Array.from({ length: n }, () => random.bernoulli(0.2));
const treated = Uint8Array.from(x, (of, i) => random.bernoulli(1 / (1 + Math.exp(1 - of - level[i]))));
const outcome = Float64Array.from(x, (of, i) => 3 + of + level[i] + treated[i] * (1 + of) + random.normal());
const units: ObservedUnits = { treated, names: ['x', 'level', 'squared'], columns: [x, level, x.map((of) => of * of)] };
const straight = (of: ObservedUnits): ObservedUnits => ({ ...of, names: of.names.slice(0, 2), columns: of.columns.slice(0, 2) });

function wholeFit(places: Int32Array, target: 'ate' | 'att' | 'atc' | 'ato', of = units) {
  const [own, all] = [valuesAt(outcome, places), unitsAt(of, places)];
  const chances = propensityOf(all);
  if ('kind' in chances) return undefined;
  const means = doublyRobustMeans(own, straight(all), target, chances);
  return 'kind' in means ? undefined : { value: means[1].value - means[0].value, error: Math.sqrt(effectErrors(means, all).variance) };
}

const everybody = Int32Array.from({ length: n }, (_, i) => i);
const nearOf = (of: ObservedUnits): Float64Array => {
  const chances = propensityOf(of);
  if ('kind' in chances) throw new Error(chances.kind);
  return chances.coefficients;
};
const drawnPlaces = (draw: number, size: number): Int32Array => {
  const from = stream(1, draw);
  return Int32Array.from({ length: size }, () => from.integer(n));
};

describe.each(['ate', 'att', 'atc', 'ato'] as const)('the effect of `%s` among drawn units', (target) => {
  const effect = redrawnEffect(outcome, units, { target, straight: 2, near: nearOf(units) });

  it('is that of the whole chain fitted to them', () => {
    for (const size of [n, 150]) {
      for (let draw = 1; draw <= 50; draw++) {
        const places = drawnPlaces(draw, size);
        const whole = wholeFit(places, target)!;
        expect(Math.abs(effect(places)! - whole.value), `draw ${draw}`).toBeLessThan(1e-3 * whole.error);
      }
    }
    expect(effect(everybody)).toBeCloseTo(wholeFit(everybody, target)!.value, 5);
  });

  it('does not move with where a column begins, far from zero as it may be', () => {
    const moved = { ...units, columns: units.columns.map((column, j) => column.map((value) => 1e6 + value / 2 ** j)) };
    const again = redrawnEffect(outcome, moved, { target, straight: 2, near: nearOf(moved) });
    expect(again(drawnPlaces(3, n))).toBeCloseTo(effect(drawnPlaces(3, n))!, 4);
  });
});

describe('no effect', () => {
  const effect = redrawnEffect(outcome, units, { target: 'ate', straight: 2, near: nearOf(units) });
  const where = (keep: (i: number) => boolean): Int32Array => everybody.filter(keep);

  it('is told where an arm has too few, a covariate tells nothing, or the choice is certain: the whole fit says why', () => {
    expect(effect(where((i) => treated[i] === 0))).toBeUndefined();
    expect(effect(Int32Array.of(...where((i) => treated[i] === 0), ...where((i) => treated[i] === 1).slice(0, 3)))).toBeUndefined();
    expect(effect(where((i) => level[i] === 0))).toBeUndefined();
    expect(effect(where((i) => treated[i] === (x[i] > 0 ? 1 : 0)))).toBeUndefined();
  });
});
