import { describe, expect, it } from 'vitest';
import { agesOf } from './ages.ts';

/** So many units that were followed for exactly so many days. */
const reached = (...days: readonly number[]): readonly number[] => days;

describe('the ages that are told', () => {
  it('go as far as 20 units of each arm were followed', () => {
    // 100 units for 5 days; of 19 of one arm it is the sixth too.
    expect(agesOf([reached(0, 0, 0, 0, 0, 81, 19), reached(0, 0, 0, 0, 0, 50, 50)])).toMatchObject({ days: 1, bins: 5 });
    expect(agesOf([reached(0, 0, 0, 0, 0, 80, 20), reached(0, 0, 0, 0, 0, 50, 50)])).toMatchObject({ days: 1, bins: 6 });
  });

  it('are undefined where no two days have enough', () => {
    expect(agesOf([reached(100), reached(100)])).toBeUndefined();
    expect(agesOf([reached(0, 100), reached(0, 100)])).toBeUndefined();
    expect(agesOf([reached(), reached(0, 0, 100)])).toBeUndefined();
    expect(agesOf([reached(0, 0, 100), reached(0, 0, 100)])).toEqual({ days: 1, bins: 2, window: 2 });
  });

  it('are weeks where they are many, of which 28 are told', () => {
    const long = Array.from({ length: 400 }, (_, day) => (day === 399 ? 100 : 0));
    expect(agesOf([long, long])).toEqual({ days: 7, bins: 28, window: 28 });
    const month = Array.from({ length: 30 }, (_, day) => (day === 29 ? 100 : 0));
    expect(agesOf([month, month])).toEqual({ days: 7, bins: 4, window: 4 });
  });

  it('are tested over the window that knows a slope best: units times the cube of its length', () => {
    // 1,000 units for four days, 300 for eight: 1,000 x 60 against 300 x 504.
    expect(agesOf([reached(0, 0, 0, 0, 700, 0, 0, 0, 300), reached(0, 0, 0, 0, 700, 0, 0, 0, 300)])).toMatchObject({ window: 8 });
    expect(agesOf([reached(0, 0, 0, 0, 900, 0, 0, 0, 100), reached(0, 0, 0, 0, 900, 0, 0, 0, 100)])).toMatchObject({ window: 4 });
  });
});
