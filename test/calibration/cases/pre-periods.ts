import { column, isKnown } from '../../../src/expressions/build.ts';
import { cuped } from '../../../src/methods/arms/cuped.ts';
import { within } from '../../../src/relation/within.ts';
import { type Asked, below, type Expected, interval, nominal, type Scenario, shown } from '../case.ts';
import { newcomers } from '../draws.ts';

const ask = () => cuped({ outcome: 'y', assignment: 'z', control: 0, covariate: 'x' });
const kept = (expected: Expected = nominal()): Asked => ({ ask, checks: [interval('cuped', 'itt', expected)] });
/** What CUPED does where it drops units without a pre-period. */
const dropped: Asked = { ask: () => within(ask(), isKnown(column('x'))), checks: [interval('cuped of the units with a pre-period', 'itt', below(0.5))] };

/** Pre-periods that only some units have. */
export const scenarios: readonly Scenario[] = [
  { name: 'newcomers without a pre-period who gain thrice as much, 1,000 units', draws: newcomers(1000, { share: 0.5, gain: 3 }), asked: [kept(), dropped] },
  ...[
    { n: 1000, share: 0.5 },
    { n: 200, share: 0.5 },
    { n: 40, share: 0.5 },
    { n: 1000, share: 0.05 },
  ].map(({ n, share }) => ({
    name: `newcomers without a pre-period who gain as much, ${100 * share} % of ${n.toLocaleString('en-US')} units treated`,
    draws: newcomers(n, { share, gain: 1 }),
    asked: [kept()],
  })),
  // CUPED leaves the arm out of the regression: its two coefficients take 2 in 39 of the effect, a bias of -0.08 beside an error of 0.46.
  { name: 'newcomers without a pre-period who gain thrice as much, 40 units', draws: newcomers(40, { share: 0.5, gain: 3 }), asked: [kept(shown)] },
];
