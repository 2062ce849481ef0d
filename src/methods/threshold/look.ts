import { EstimandError } from '../../errors/estimand-error.ts';
import { and, column, isKnown, less, not, number, subtract } from '../../expressions/build.ts';
import type { Looked, PlaceOf } from '../../protocol/design.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { moments, quantiles } from '../../relation/requests.ts';
import { lookAtArms } from '../arms/look-at-arms.ts';
import type { Threshold } from './own.ts';

/**
 * Before any outcome: are there rows on both sides of the cutoff, and is the logged decision one of the two that the study names?
 *
 * Errors  threshold-cutoff-outside; arm-missing, arm-too-small, arm-unknown.
 */
export function* lookAtSides({ running, cutoff, decision, control, treated, side }: Threshold, place: PlaceOf): Asking<Looked<undefined>> {
  const distance = subtract(column(running), typeof cutoff === 'number' ? number(cutoff) : column(cutoff));
  const scored = isKnown(distance);
  const [below, above, reach] = yield* all([
    ask(moments({ columns: {}, where: and(scored, less(distance, 0)) })),
    ask(moments({ columns: {}, where: and(scored, not(less(distance, 0))) })),
    ask(quantiles({ of: column(running), at: [0, 1] })),
  ]);
  const [rowsBelow, rowsAbove] = [below, above].map(({ groups }) => groups[0]?.moments.n ?? 0);
  if (rowsBelow === 0 || rowsAbove === 0) {
    const [low, high] = reach.groups[0]?.values ?? [];
    const facts = { running, cutoff: String(cutoff), side: rowsBelow === 0 ? 'below' : 'from it on', low: text(low), high: text(high) } as const;
    throw new EstimandError('threshold-cutoff-outside', facts, place(['design', 'cutoff']));
  }
  if (decision !== undefined) {
    const places = { of: (arm: string) => (arm === control ? ['design', 'control'] : ['treatments', arm]), all: ['treatments'] };
    yield* lookAtArms({ column: decision, control, treatments: [treated], labels: {} }, places, place);
  }
  const [ofTreated, ofControl] = side === 'above' ? [rowsAbove, rowsBelow] : [rowsBelow, rowsAbove];
  return { seen: undefined, units: { [control]: ofControl, [treated]: ofTreated } };
}

const text = (value: number | undefined): string => (value === undefined ? '' : String(Number(value.toPrecision(4))));
