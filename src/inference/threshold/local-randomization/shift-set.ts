import type { Piece } from '../../../estimate/estimate.ts';
import { quadraticSet } from '../../quadratic-set.ts';
import { armStatistics, type Membership } from './arm-statistics.ts';
import type { Assignments } from './assignments.ts';

/**
 * All effects c of a treatment that the randomization test of outcome - c treatment by the difference in means does not reject.
 *
 * Model    Under an assignment the difference is a - c b, in what happened it is A - c B. The assignment speaks for c where |a - c b| >= |A - c B|: a quadratic in c.
 *          The p-value at c is the share of assignments that speak for it, so that all ends are known and nothing is searched. With the treatment that follows
 *          from the side of the cutoff B is one and the set an interval; with another it is an Anderson-Rubin set and may be unbounded or in pieces.
 * Shapes   outcome, treatment and membership one a row.
 * Source   Cattaneo, Frandsen & Titiunik (2015), Journal of Causal Inference 3; Imbens & Rosenbaum (2005), JRSS A 168.
 */
export function shiftSet(outcome: Float64Array, treatment: Float64Array, treated: Membership, assignments: Assignments, level: number): readonly Piece[] {
  const [ofOutcome, ofTreatment] = [armStatistics.difference(outcome), armStatistics.difference(treatment)];
  const [whole, first] = [ofOutcome(treated), ofTreatment(treated)];
  const opens: number[] = [];
  const closes: number[] = [];
  assignments.visit((drawn) => {
    const [a, b] = [ofOutcome(drawn), ofTreatment(drawn)];
    const square = lessRounding(first - b, Math.abs(first) + Math.abs(b)) * lessRounding(first + b, Math.abs(first) + Math.abs(b));
    const linear = -2 * lessRounding(whole * first - a * b, Math.abs(whole * first) + Math.abs(a * b));
    const constant = lessRounding(whole - a, Math.abs(whole) + Math.abs(a)) * lessRounding(whole + a, Math.abs(whole) + Math.abs(a));
    for (const { low = -Infinity, high = Infinity } of quadraticSet(square, linear, constant)) {
      opens.push(low);
      closes.push(high);
    }
  });
  const own = assignments.exact ? 0 : 1;
  const total = assignments.count + own;
  return piecesHeld(Float64Array.from(opens).sort(), Float64Array.from(closes).sort(), (count) => (count + own) / total > 1 - level + 1e-12);
}

const rounding = 1e-12;
const lessRounding = (value: number, scale: number): number => (Math.abs(value) <= rounding * scale ? 0 : value);

/** Where enough of the closed sets that open and close here hold. */
function piecesHeld(opens: Float64Array, closes: Float64Array, enough: (count: number) => boolean): readonly Piece[] {
  const pieces: Piece[] = [];
  let count = 0;
  let open: Piece | undefined;
  let [i, j] = [0, 0];
  while (i < opens.length && opens[i] === -Infinity) i += 1;
  count = i;
  if (enough(count)) open = {};
  while (i < opens.length || (j < closes.length && closes[j] < Infinity)) {
    // At one place all that open there count before any that close.
    if (i < opens.length && !(closes[j] < opens[i])) {
      count += 1;
      if (!open && enough(count)) open = { low: opens[i] };
      i += 1;
    } else {
      count -= 1;
      if (open && !enough(count)) {
        pieces.push({ ...open, high: closes[j] });
        open = undefined;
      }
      j += 1;
    }
  }
  return open ? [...pieces, open] : pieces;
}
