import { type Asking, all } from '../../relation/asking.ts';
import { binaryOutcome } from '../arms/binary.ts';
import { leeBoundsOf } from './lee-bounds.ts';
import { amongCounted, askOutcomes, type LossBounds, type LossBoundsOptions, outcome, seenArms } from './seen-arms.ts';
import { askFilled, type Possible, worstCaseOf } from './worst-case.ts';

export interface AnyLossBoundsOptions extends LossBoundsOptions {
  /** Between which values the outcome lies, where that is declared. */
  readonly possible?: Possible;
}

/**
 * What the effect of each treatment arm can be, whatever the lost units would have shown: worst-case bounds among all units assigned where the outcome has declared
 * bounds or is 0 or 1, else Lee's among those that would be observed in either arm.
 *
 * Shapes  one result for each treatment arm, in the order given, or of their names. Two to three rounds, one more with clusters, and one where a column that holds
 *         fractions by type must be looked through for values other than 0 and 1.
 * Units   outcome units.
 * Errors  arm-missing; cluster-spans-arms and cluster-too-few with clusters.
 * Source  Lee (2009), Review of Economic Studies 76; Horowitz & Manski (2000), JASA 95; Imbens & Manski (2004), Econometrica 72.
 */
export function lossBounds(options: AnyLossBoundsOptions): Asking<readonly LossBounds[]> {
  return amongCounted(options, bounds(options));
}

function* bounds(o: AnyLossBoundsOptions): Asking<readonly LossBounds[]> {
  const reply = yield* askOutcomes(o);
  const { control, treatments } = seenArms(reply, o);
  const possible = o.possible ?? ((yield* binaryOutcome(reply, outcome, o.measure)) ? { least: 0, most: 1 } : undefined);
  if (possible === undefined) return yield* all(treatments.map((treatment) => leeBoundsOf(treatment, control, o, false)));
  const worst = { ...o, possible };
  return yield* worstCaseOf(treatments, control, yield* askFilled(worst), worst);
}
