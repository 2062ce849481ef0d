import { change } from '../../../src/methods/before-after/change.ts';
import { atLeast, below, interval, relative, type Scenario, upper } from '../case.ts';
import { periods } from '../draws-periods.ts';

const plain = { outcome: 'y', period: 'period', before: 'before', after: 'after' };

/** What changed, with whatever brought it about: the number has an honest error all the same. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'before and after, 200 units of unequal activity in both periods',
    draws: periods({ units: 200, most: 8, after: 0.5 }),
    asked: [
      { ask: () => change({ ...plain, cluster: 'unit' }), checks: [interval('change', 'change'), upper('change', 'change')] },
      {
        ask: () => change({ ...plain, outcome: 'b', cluster: 'unit' }),
        checks: [interval('change, a share', 'change/b'), relative('change, a share', 'relative/b', atLeast(0.93))],
      },
    ],
  },
  {
    name: 'before and after, 20 units, a tenth of rows after',
    draws: periods({ units: 20, most: 25, after: 0.1 }),
    asked: [{ ask: () => change({ ...plain, cluster: 'unit' }), checks: [interval('change', 'change', atLeast(0.93))] }],
  },
  {
    name: 'before and after, units in one period each',
    draws: periods({ units: 150, most: 8, after: 0.5, apart: true }),
    asked: [
      { ask: () => change({ ...plain, cluster: 'unit' }), checks: [interval('change', 'change')] },
      { ask: () => change(plain), checks: [interval('change, units ignored', 'change', below(0.9))] },
    ],
  },
  {
    name: 'before and after, rows of nobody in particular, rare events',
    heavy: true,
    least: 400,
    draws: periods({ units: 1_500, most: 1, after: 0.5, rate: 0.01 }),
    asked: [{ ask: () => change({ ...plain, outcome: 'b' }), checks: [interval('change, Newcombe', 'change/b', atLeast())] }],
  },
];
