import { EstimandError } from '../errors/estimand-error.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { type Asking, ask } from '../relation/asking.ts';
import { levels } from '../relation/requests.ts';
import type { StudySource } from './parse-study.ts';

/**
 * Before any outcome: are the arms in the data those of the study?
 *
 * Errors  arm-missing, arm-too-small, arm-unknown, at the line that names the arm.
 */
export function* firstLook({ assignment }: Protocol, source: StudySource): Asking<void> {
  if (!assignment) return;
  const { groups } = yield* ask(levels({ of: assignment.column }));
  const seen = groups.map((g) => g.key[0]);
  const booleans = seen.some((s) => s === 'true' || s === 'false');
  const known = [assignment.control, ...assignment.treatments];
  for (const arm of known) {
    const units = groups.find((g) => g.key[0] === arm)?.moments.n;
    const place = source.placeOf(arm === assignment.control ? ['design', 'control'] : ['treatments', arm]);
    if (units === undefined) throw new EstimandError('arm-missing', { column: assignment.column, arm, seen, booleans }, place);
    if (units < 2) throw new EstimandError('arm-too-small', { column: assignment.column, arm, units }, place);
  }
  const unknown = groups.find((g) => !known.includes(g.key[0]));
  if (unknown)
    throw new EstimandError('arm-unknown', { column: assignment.column, arm: unknown.key[0], units: unknown.moments.n, known }, source.placeOf(['treatments']));
}
