import { describe, expect, it } from 'vitest';
import { fromColumns } from '../engines/memory/from-rows.ts';
import { stream } from '../math/random/stream.ts';
import { adjustedItt } from '../methods/arms/adjusted-itt.ts';
import { itt } from '../methods/arms/itt.ts';
import { runSync } from '../relation/run.ts';
import type { PowerDesign } from './design.ts';
import { powerOf } from './power-of.ts';
import { smallestMargin } from './smallest.ts';

const units = 400;
const mean = 10;
const sd = 12;
const design = (share: number, change: Partial<PowerDesign> = {}): PowerDesign => ({
  outcome: { kind: 'mean', sd },
  better: 'lower',
  test: { kind: 'non-inferiority', margin: share * mean, controlMean: mean },
  ...change,
});

/** How often the upper bound of the relative effect lies within the tolerance, of studies in which nothing changes; x explains half. */
function passes(share: number, adjusted: boolean, replications = 400): number {
  let passed = 0;
  for (let r = 0; r < replications; r++) {
    const random = stream(77, r);
    const x = Float64Array.from({ length: units }, () => random.normal());
    const y = x.map((value) => mean + sd * Math.SQRT1_2 * (value + random.normal()));
    const rows = fromColumns({ z: x.map((_, i) => i % 2), x, y });
    const asked = { outcome: 'y', assignment: 'z', control: 0 };
    const { relative } = runSync(rows, adjusted ? adjustedItt({ ...asked, adjust: ['x'] }) : itt(asked)).estimates[0];
    if ((relative?.bounds?.high ?? Infinity) <= share) passed++;
  }
  return passed / replications;
}

describe('a margin that is a share of the control mean', () => {
  it.each([
    [0.3, false],
    [0.5, false],
    [0.3, true],
  ])('of %d is planned as it will be tested, adjusted %s', (share, adjusted) => {
    const planned = powerOf(design(share, adjusted ? { variationExplained: 0.5 } : {}), { units, effect: 0 });
    const found = passes(share, adjusted);
    const slack = 3.5 * Math.sqrt((planned * (1 - planned)) / 400);
    expect(Math.abs(found - planned)).toBeLessThan(slack);
  });

  it('asks for more than one that is known, where less is better, and for less where more is', () => {
    const known = powerOf(design(0.25, { test: { kind: 'non-inferiority', margin: 2.5 } }), { units, effect: 0 });
    expect(powerOf(design(0.25), { units, effect: 0 })).toBeLessThan(known - 0.05);
    expect(powerOf(design(0.25, { better: 'higher' }), { units, effect: 0 })).toBeGreaterThan(known + 0.05);
  });

  it('at the margin errs as often as asked, and is found smallest where power is that asked', () => {
    expect(powerOf(design(0.4), { units, effect: 4 })).toBeCloseTo(0.05, 3);
    const margin = smallestMargin(design(0.4), { units, power: 0.8 });
    expect(powerOf(design(margin / mean), { units, effect: 0 })).toBeCloseTo(0.8, 8);
  });
});
