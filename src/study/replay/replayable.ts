import { EstimandError } from '../../errors/estimand-error.ts';
import type { DeclaredArms } from '../../protocol/design.ts';
import type { KeyPath } from '../../protocol/keys/problem.ts';
import type { StudySource } from '../read/parse-study.ts';

/**
 * The arms of a study that can be drawn anew.
 *
 * Errors  not-replayable, at the line of what chance did not draw, or is not drawn by this version.
 */
export function replayable({ study, design, placeOf }: StudySource): DeclaredArms {
  const refuse = (path: KeyPath, why: string, instead: string): never => {
    throw new EstimandError('not-replayable', { why, instead }, placeOf(path));
  };
  const arms = design.arms?.(study);
  if (!arms || design.drawn(study) !== 'by-chance')
    return refuse(
      ['design', 'kind'],
      `in ${design.called} no coin decided who got what, so that nothing can be drawn anew`,
      'Replay a randomized study; of another design read the checks and the sensitivity that its analysis gives.',
    );
  if (study.population) refuse(['population'], 'what served units say of all is not drawn anew by this version', 'Take population out for the replay.');
  const measured = Object.entries(study.outcomes).find(([, o]) => o.measured && (o.role === 'primary' || o.role === 'guardrail'));
  if (measured)
    refuse(
      ['outcomes', measured[0], 'measured'],
      'who was audited depends on the arms, and audits are not drawn anew by this version',
      `Replay it with another primary, such as the judge's scores themselves, to see what the assignment does.`,
    );
  return arms;
}
