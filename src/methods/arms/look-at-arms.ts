import { EstimandError } from '../../errors/estimand-error.ts';
import type { PlaceOf } from '../../protocol/design.ts';
import type { KeyPath } from '../../protocol/keys/problem.ts';
import type { Assignment } from '../../protocol/protocol.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { levels } from '../../relation/requests.ts';

/** Where a study names its arms. */
export interface ArmPlaces {
  of(arm: string): KeyPath;
  /** All of them. */
  readonly all: KeyPath;
}

/**
 * Before any outcome: are the arms in the data those of the study, and how many units has each?
 *
 * Errors  arm-missing, arm-too-small, arm-unknown, at the line that names the arm.
 */
export function* lookAtArms({ column, control, treatments }: Assignment, at: ArmPlaces, place: PlaceOf): Asking<Readonly<Record<string, number>>> {
  const { groups } = yield* ask(levels({ of: column }));
  const seen = groups.map((g) => g.key[0]);
  const booleans = seen.some((s) => s === 'true' || s === 'false');
  const known = [control, ...treatments];
  for (const arm of known) {
    const units = groups.find((g) => g.key[0] === arm)?.moments.n;
    if (units === undefined) throw new EstimandError('arm-missing', { column, arm, seen, booleans }, place(at.of(arm)));
    if (units < 2) throw new EstimandError('arm-too-small', { column, arm, units }, place(at.of(arm)));
  }
  const unknown = groups.find((g) => !known.includes(g.key[0]));
  if (unknown) throw new EstimandError('arm-unknown', { column, arm: unknown.key[0], units: unknown.moments.n, known }, place(at.all));
  return Object.fromEntries(groups.map((g) => [g.key[0], g.moments.n]));
}
