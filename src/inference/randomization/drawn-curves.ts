import { stream } from '../../math/random/stream.ts';
import type { Task } from '../../relation/requests.ts';
import { visitAssignments } from './assignments.ts';
import { type Balance, balanceOf } from './balance.ts';
import { type CurveIn, crossings, negated, reflected } from './crossings.ts';
import { isMechanismRefusal, type Lots, type Rerandomized } from './mechanism.ts';
import { lotDraws } from './redraw.ts';
import { type Curve, curveOf, type LotTotals, type Studentized } from './shifted-statistic.ts';

/** A test that is ready to be drawn for. */
export interface ReadyTest {
  readonly lots: Lots;
  readonly totals: LotTotals;
  readonly kind: Studentized;
  /** The error of the estimate: effects are counted in it, from the estimate on. */
  readonly error: number;
  readonly rerandomized?: Rerandomized;
}

/** All assignments, or the draws from one number to below another. */
export type Which = { readonly kind: 'all' } | { readonly kind: 'draws'; readonly seed: number; readonly from: number; readonly to: number };

/** What draws say: how many reach what happened under no effect, and under which effects each does. */
export interface DrawnCurves {
  readonly count: number;
  readonly reached: { readonly twoSided: number; readonly greater: number; readonly less: number };
  readonly ends: Ends;
  /** Tries of the draw that found none balanced; then the rest is empty. */
  readonly notKept: number;
}

/** Effects from which on draws reach what happened, and after which they no longer do, seen from one side. */
export interface Spells {
  readonly ups: Float64Array;
  readonly downs: Float64Array;
}

/** In size, seen from below and from above; and one-sided, above from below and below from above. What is seen from above has the other sign. */
export interface Ends {
  readonly low: Spells;
  readonly high: Spells;
  readonly greater: Spells;
  readonly less: Spells;
}

export interface CurvesPart extends ReadyTest {
  readonly which: Which;
}

/** Some of the assignments, or all of them: what a thread does for a randomization test. */
export const drawnCurvesTask: Task<CurvesPart, DrawnCurves> = { name: 'assignments drawn anew', run: drawnCurves };

/** What counts as reached, but for rounding. */
const tie = 1e-9;

function drawnCurves({ which, ...test }: CurvesPart): DrawnCurves {
  const { lots, totals, kind, error } = test;
  const balance = balanceIn(test);
  const statistic = curveOf(lots, totals, kind);
  const ends = { low: spells(), high: spells(), greater: spells(), less: spells() };
  const none = -totals.estimate / error;
  const slack = tie * Math.abs(none) + 1e-12;
  let [twoSided, greater, less, count] = [0, 0, 0, 0];
  const see = (drawn: Int32Array): void => {
    const curve = inErrors(statistic(drawn), test);
    const t = (curve.a - curve.b * none) / Math.sqrt(Math.max(1e-14, curve.q0 + curve.q1 * none + curve.q2 * none * none));
    count++;
    if (Math.abs(t) >= Math.abs(none) - slack) twoSided++;
    if (t >= -none - slack) greater++;
    if (t <= -none + slack) less++;
    const seen = reflected(curve);
    crossings(curve, both(ends.greater, ends.low));
    crossings(seen, both(ends.less, ends.high));
    crossings(negated(curve), ends.low);
    crossings(negated(seen), ends.high);
  };
  let notKept = 0;
  if (which.kind === 'all') visitAssignments(lots, balance, see);
  else {
    const draw = lotDraws(lots, balance);
    for (let d = which.from; d < which.to && notKept === 0; d++) {
      const drawn = draw(stream(which.seed, d));
      if (drawn) see(drawn);
      else notKept = Math.ceil(50 / balance!.acceptance);
    }
  }
  const arrays = { low: ends.low.arrays(), high: ends.high.arrays(), greater: ends.greater.arrays(), less: ends.less.arrays() };
  return { count, reached: { twoSided, greater, less }, ends: arrays, notKept };
}

function spells() {
  const [ups, downs]: [number[], number[]] = [[], []];
  return {
    up: (u: number): void => void ups.push(u),
    down: (u: number): void => void downs.push(u),
    arrays: (): Spells => ({ ups: Float64Array.from(ups), downs: Float64Array.from(downs) }),
  };
}

const both = (one: ReturnType<typeof spells>, other: ReturnType<typeof spells>) => ({
  up(u: number): void {
    one.up(u);
    other.up(u);
  },
  down(u: number): void {
    one.down(u);
    other.down(u);
  },
});

function balanceIn({ lots, rerandomized }: ReadyTest): Balance | undefined {
  if (!rerandomized) return undefined;
  const balance = balanceOf(lots, rerandomized);
  // It was there when the test was made ready.
  return isMechanismRefusal(balance) ? undefined : balance;
}

/** A curve with the effect in errors. */
function inErrors([a, b, q0, q1, q2]: Curve, { error, kind }: ReadyTest): CurveIn {
  return kind === 'none' ? { a: a / error, b, q0: 1, q1: 0, q2: 0 } : { a: a / error, b, q0: q0 / (error * error), q1: q1 / error, q2 };
}
