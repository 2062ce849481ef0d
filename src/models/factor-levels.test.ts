import { expect, it } from 'vitest';
import { leastUnitsOf } from './factor-levels.ts';

it.each<[arms: readonly number[], least: number]>([
  [[500, 500], 12],
  [[940, 60], 108],
  [[900, 50, 50], 146],
  [[12], 2],
  [[400, 0], 2],
])('arms of %s take %i units of a level to hold two each in 99 of 100 assignments', (arms, least) => {
  expect(leastUnitsOf(arms)).toBe(least);
});
