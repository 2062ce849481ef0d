import type { Piece } from '../../estimate/estimate.ts';
import { type Asking, work } from '../../relation/asking.ts';
import { countAssignments } from './assignments.ts';
import { balanceOf, notAccepted } from './balance.ts';
import { type DrawnCurves, drawnCurvesTask, type Ends, type ReadyTest, type Spells } from './drawn-curves.ts';
import { isMechanismRefusal, lotsOf, type Mechanism, type MechanismRefusal } from './mechanism.ts';
import { curveOf, lotTotals, type Studentized, studentizedBy } from './shifted-statistic.ts';

export interface RandomizationTestAsked {
  /** Two arms: 1 treated, 0 control. */
  readonly mechanism: Mechanism;
  readonly outcome: Float64Array;
  /** Divided by its error, or the difference of means as it is. Default: studentized. */
  readonly statistic?: 'studentized' | 'difference';
  readonly draws: number;
  readonly seed: number;
}

/** What an assignment by lot says of an effect. */
export interface RandomizationTest {
  readonly estimate: number;
  /** The statistic of what happened, under no effect. */
  readonly statistic: number;
  readonly studentized: Studentized;
  /** Lots that were drawn: units, or clusters. */
  readonly lots: number;
  readonly exact: boolean;
  /** All assignments that there are, or so many draws. */
  readonly assignments: number;
  readonly pValue: { readonly twoSided: number; readonly greater: number; readonly less: number };
  /** Standard error of the two-sided p-value that is left by drawing some assignments only; zero where it is exact. */
  readonly simulationError: number;
  /** Constant effects that are not rejected at one less the level, two-sided: one piece, with an end missing where none is rejected. */
  set(level: number): Piece;
  /** Each of two one-sided bounds at the level. */
  bounds(level: number): { readonly low: number; readonly high: number };
}

/** Up to so many assignments are all gone through, whatever the draws that are asked for. */
const mostExact = 20_000;
/** Lots that are handled in one part of the work. */
const lotsInPart = 5e6;

/**
 * A randomization test of no effect, and the set of constant effects that it does not reject.
 *
 * Model    The share of assignments by the mechanism that was used under which the statistic is at least as large in size as it was; the sharp null fills in all outcomes. Of an effect t the same is
 *          asked of Y - t W. Where each assignment's statistic crosses that of what happened is solved for, so that the p-value is known at every effect and the ends of the set are
 *          found, not searched for; where it is in pieces, the set reaches from the first to the last. All assignments where they are no more than 20,000 or the draws asked, else draws with p = (1 + b) / (1 + B).
 *          The studentised difference makes it valid for the average effect too, in large samples.
 * Shapes   one outcome a unit, none missing.
 * Errors   those of the mechanism, as a value.
 * Source   Fisher (1935); Pitman (1937); Wu & Ding (2021), JASA 116; Phipson & Smyth (2010), SAGMB 9.
 */
export function* randomizationInference(asked: RandomizationTestAsked): Asking<RandomizationTest | MechanismRefusal> {
  const { mechanism, outcome, draws, seed } = asked;
  const { rerandomized } = mechanism;
  const lots = lotsOf(mechanism);
  if (isMechanismRefusal(lots)) return lots;
  const balance = rerandomized && balanceOf(lots, rerandomized);
  if (balance && isMechanismRefusal(balance)) return balance;
  const other = balance && notAccepted(lots, balance);
  if (other) return other;
  const totals = lotTotals(lots, outcome);
  const wanted = asked.statistic === 'difference' ? 'none' : studentizedBy(lots);
  const own = Math.sqrt(curveOf(lots, totals, wanted)(lots.arms)[2]);
  // Without an error of its own the difference is taken as it is, in any unit.
  const kind = wanted !== 'none' && own > 0 ? wanted : 'none';
  const error = kind === 'none' ? scaleOf(outcome) : own;
  const test: ReadyTest = { lots, totals, kind, error, ...(rerandomized && { rerandomized }) };
  const ways = countAssignments(lots, Math.max(mostExact, draws));
  const n = lots.arms.length;
  const inPart = Math.max(1, Math.floor(lotsInPart / n));
  const which =
    ways !== undefined
      ? [{ kind: 'all' } as const]
      : Array.from(
          { length: Math.ceil(draws / inPart) },
          (_, p) => ({ kind: 'draws', seed, from: p * inPart, to: Math.min(draws, (p + 1) * inPart) }) as const,
        );
  const parts = yield* work(
    drawnCurvesTask,
    which.map((one) => ({ ...test, which: one })),
  );
  const none = parts.find(({ notKept }) => notKept > 0);
  if (none) return { kind: 'rarely-accepted', tries: none.notKept, acceptance: rerandomized!.acceptance };
  return told(test, parts, ways !== undefined);
}

function told({ lots, totals: { estimate }, kind, error }: ReadyTest, parts: readonly DrawnCurves[], exact: boolean): RandomizationTest {
  const assignments = parts.reduce((sum, { count }) => sum + count, 0);
  // What happened is one of all, and one more than what was drawn.
  const own = exact ? 0 : 1;
  const share = (of: keyof DrawnCurves['reached']): number => (own + parts.reduce((sum, { reached }) => sum + reached[of], 0)) / (own + assignments);
  const spells = (of: keyof Ends): Spells => {
    const joined = (side: keyof Spells): Float64Array => {
      const all = new Float64Array(parts.reduce((sum, { ends }) => sum + ends[of][side].length, 0));
      let from = 0;
      for (const { ends } of parts) {
        all.set(ends[of][side], from);
        from += ends[of][side].length;
      }
      return all.sort();
    };
    return { ups: joined('ups'), downs: joined('downs') };
  };
  const [low, high, greater, less] = [spells('low'), spells('high'), spells('greater'), spells('less')];
  /** So many must speak for an effect, beside what happened, that it is not rejected. */
  const needed = (alpha: number): number => Math.floor(alpha * (assignments + own) + 1e-9) + 1 - own;
  // All speak for the estimate, in size; one-sided a bound may lie behind it.
  const lowest = (of: Spells, alpha: number): number => firstHeld(of, needed(alpha));
  const at = (u: number): number => estimate + error * u;
  const twoSided = share('twoSided');
  return {
    estimate,
    statistic: estimate / error,
    studentized: kind,
    lots: lots.arms.length,
    exact,
    assignments,
    pValue: { twoSided, greater: share('greater'), less: share('less') },
    simulationError: exact ? 0 : Math.sqrt((twoSided * (1 - twoSided)) / assignments),
    set: (level) => {
      const [from, to] = [at(Math.min(0, lowest(low, 1 - level))), at(-Math.min(0, lowest(high, 1 - level)))];
      return { ...(from > -Infinity && { low: from }), ...(to < Infinity && { high: to }) };
    },
    bounds: (level) => ({ low: at(lowest(greater, 1 - level)), high: at(-lowest(less, 1 - level)) }),
  };
}

/** The first effect that so many speak for; what ends at a place still holds there. */
function firstHeld({ ups, downs }: Spells, needed: number): number {
  if (needed < 1) return -Infinity;
  let ended = 0;
  for (let begun = 0; begun < ups.length; begun++) {
    while (ended < downs.length && downs[ended] < ups[begun]) ended++;
    if (begun + 1 - ended >= needed) return ups[begun];
  }
  return Infinity;
}

/** A number of the size of the outcome's spread: it scales what is compared, and changes nothing. */
function scaleOf(outcome: Float64Array): number {
  let [least, most] = [Infinity, -Infinity];
  for (const y of outcome) {
    least = Math.min(least, y);
    most = Math.max(most, y);
  }
  return most > least ? most - least : 1;
}
