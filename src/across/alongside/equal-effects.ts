import { shapeOf, tailGroups, tailRows } from '../../diagnostics/arm-shapes.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import { mostTailError } from '../../estimate/thresholds.ts';
import type { Expression } from '../../expressions/expression.ts';
import { eventsIn, fewEvents, squaresEqualValues } from '../../inference/arms/binary.ts';
import { type ArmEvents, equalEffectsOfRare } from '../../inference/exact/equal-effects.ts';
import { tailError } from '../../inference/tail-error.ts';
import type { Moments } from '../../moments/moments.ts';
import { type Asking, all } from '../../relation/asking.ts';
import type { Group } from '../../relation/requests.ts';
import { within } from '../../relation/within.ts';
import { interactionTest } from '../segments/interaction.ts';
import type { Part } from '../segments/parts.ts';

/** An outcome whose values can be looked at: a mean, that no judge measures. */
export interface LookedAtOutcome {
  readonly name: string;
  readonly measure: Expression;
}

/** By outcome, then by part: moments of its values and of their squares, by arm. */
export type Looks = ReadonlyMap<string, ReadonlyMap<string, readonly Group[]>>;

const keyOf = ({ column, level }: Pick<Part, 'column' | 'level'>): string => JSON.stringify([column, level]);

/** The values of some outcomes in some parts, or of clusters their means. */
export function* lookAtParts(
  outcomes: readonly LookedAtOutcome[],
  parts: readonly Part[],
  { assignment, cluster }: { readonly assignment: string; readonly cluster?: string },
): Asking<Looks> {
  const looks = yield* all(
    outcomes.map(({ name, measure }) => all(parts.map(({ met }) => within(tailGroups(tailRows(measure, assignment, cluster), name), met)))),
  );
  return new Map(outcomes.map(({ name }, i) => [name, new Map(parts.map((part, j) => [keyOf(part), looks[i][j]]))]));
}

/** Whether the effects in the arms of another experiment are equal; `untested` says why that cannot be told. */
export type Equality = { readonly pValue: number; readonly by: string; readonly statistic?: number } | { readonly untested: string };

/** Ends of intervals that miss more often than so many times what is promised say nothing at all. */
const farOff = 4;

/**
 * Are these effects, in the arms of another experiment, equal?
 *
 * Model   Welch's F on the estimates (`interactionTest`). Of shares with fewer than 10 events or non-events in an arm of a part, by draws under equal differences (`equalEffectsOfRare`).
 *         Of means whose values are skewed for the sizes of their arms the p-value is multiplied by how many times too often an end of the worst interval misses, from twice on; from four
 *         times on nothing is said.
 * Errors  none: a value that says why it is not tested.
 */
export function equalEffects(
  estimates: readonly Estimate[],
  parts: readonly Pick<Part, 'column' | 'level'>[],
  looks: Looks,
  { level, clustered, seed }: { readonly level: number; readonly clustered: boolean; readonly seed: number },
): Equality {
  const { outcome, contrast } = estimates[0].estimand;
  const own = looks.get(outcome);
  // A part without any event has no estimate, and still tells how few there are.
  const cells = parts.flatMap((part) => cellOf(own?.get(keyOf(part)) ?? [], contrast) ?? []);
  const binary = cells.length > 0 && cells.every(({ treated, base }) => [treated, base].every((m) => squaresEqualValues(m, 'y')));
  if (cells.length > 1 && binary && !clustered && cells.some(isRare))
    return { pValue: equalEffectsOfRare(cells.map(eventsOf), seed), by: 'by draws of its few events' };
  if (estimates.length < 2) return { untested: 'fewer than two of its arms have an effect' };
  if (estimates.some(({ standardError }) => standardError === undefined)) return { untested: 'an effect rests on too few events' };
  const test = interactionTest(estimates);
  if (!test) return { untested: 'fewer than two of its effects have an error' };
  const times = cells.length > 0 && !binary ? timesTooOften(cells, (1 - level) / 2) : 1;
  if (times >= farOff) return { untested: 'in some of its arms a few values decide the mean' };
  const pValue = Math.min(1, test.pValue * (times > mostTailError ? times : 1));
  return { pValue, statistic: test.statistic, by: `F = ${test.statistic.toFixed(2)}` };
}

interface Cell {
  readonly treated: Moments;
  readonly base: Moments;
}

function cellOf(groups: readonly Group[], { treatment, control }: Estimate['estimand']['contrast']): Cell | undefined {
  const [treated, base] = [treatment, control].map((arm) => groups.find(({ key }) => key[0] === arm)?.moments);
  return treated && base && treated.n > 0 && base.n > 0 ? { treated, base } : undefined;
}

const isRare = ({ treated, base }: Cell): boolean => [treated, base].some((m) => Math.min(eventsIn(m, 'y'), m.n - eventsIn(m, 'y')) < fewEvents);

const eventsOf = ({ treated, base }: Cell): ArmEvents => ({
  treated: treated.n,
  treatedEvents: eventsIn(treated, 'y'),
  control: base.n,
  controlEvents: eventsIn(base, 'y'),
});

/** How many times as often as promised an end of the worst of these intervals misses. */
function timesTooOften(cells: readonly Cell[], alpha: number): number {
  const shapes = cells.map(({ treated, base }) => ({ treated: shapeOf(treated), base: shapeOf(base) }));
  const everywhere = shapes.flatMap(({ treated, base }) => [treated, base]);
  return Math.max(...shapes.map(({ treated, base }) => tailError(treated, base, { all: everywhere, alpha }) / alpha));
}
