import { EstimandError } from '../../../errors/estimand-error.ts';
import { column, equals, isKnown, when } from '../../../expressions/build.ts';
import type { PlaceOf } from '../../../protocol/design.ts';
import type { StudyFile } from '../../../protocol/keys/study-file.ts';
import { periodColumn, periodOf } from '../../../protocol/periods.ts';
import type { Column } from '../../../relation/schema.ts';
import { neverStarted, type StagedRollout, type Waves } from '../own.ts';
import type { StagedRolloutKeys } from './keys.ts';
import { isNumbered } from './within-units.ts';

const unseen: Waves = { shape: 'panel', periods: [], cohorts: [], always: { units: 0, rows: 0 }, timeless: 0, clusterless: 0, seenOnce: false, repeats: false };

/**
 * The rollout as methods read it.
 *
 * Errors  period-length where dates have no length of period, or numbers have one; staged-type where start and time cannot be compared.
 */
export function rolloutOf(
  { unit, time, rows, outcomes, design }: StudyFile<StagedRolloutKeys>,
  place: PlaceOf,
  schema: readonly Column[],
  seen: Waves = unseen,
): StagedRollout {
  // A study without a time is refused when it is read.
  const clock = time!;
  const { period, start, treated, within, cluster, comparison, anticipation, estimator, weights, base, bands, honest } = design;
  const type = typeIn(schema, clock);
  if (type === 'time' && period === undefined) throw new EstimandError('period-length', { column: clock, type, period }, place(['design']));
  if (type === 'number' && period !== undefined) throw new EstimandError('period-length', { column: clock, type, period }, place(['design', 'period']));
  const ofStart = start === undefined ? undefined : typeIn(schema, start);
  if (start !== undefined && type !== undefined && ofStart !== undefined && ofStart !== type)
    throw new EstimandError('staged-type', { column: start, found: heldAs[ofStart], other: clock }, place(['design', 'start']));
  // Where rows of a unit were brought to one in each period, they have it as a number.
  const periodOfRow = isNumbered(rows, design) ? column(periodColumn) : periodOf(clock, period);
  return {
    kind: 'staged-rollout',
    ...(unit !== undefined && { unit }),
    time: clock,
    clock: periodOfRow,
    ...(period && { period }),
    startedBy: start ?? treated!,
    ...(treated !== undefined && { treatedBy: treated }),
    start:
      start === undefined ? when(equals(column(treated!), 1), periodOfRow, neverStarted) : when(isKnown(column(start)), periodOf(start, period), neverStarted),
    ...(within && { within }),
    ...(cluster !== undefined && cluster !== unit && { cluster }),
    comparison,
    anticipation,
    estimator,
    weights,
    base,
    bands,
    honest,
    // Cells are known once the periods are.
    ...(seen !== unseen && Object.values(outcomes).some(({ measured }) => measured) && { inCells: true as const }),
    ...seen,
  };
}

const heldAs: Readonly<Record<'time' | 'number', string>> = { time: 'dates or times', number: 'numbers' };

/** Booleans and texts are refused where columns are looked at. */
function typeIn(schema: readonly Column[], name: string): 'time' | 'number' | undefined {
  const type = schema.find((c) => c.name === name)?.type;
  return type === 'time' || type === 'number' ? type : undefined;
}
