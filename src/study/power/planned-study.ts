import { EstimandError } from '../../errors/estimand-error.ts';
import type { DeclaredArms, DesignedStudy } from '../../protocol/design.ts';
import type { StudySource } from '../read/parse-study.ts';

/** A study that is planned by its arms. */
export interface PlannedStudy extends DesignedStudy {
  readonly arms: DeclaredArms;
}

/** Errors  not-yet for a design that is not planned from here. */
export function plannedStudy({ study, design, placeOf }: StudySource): PlannedStudy {
  const arms = design.power?.(study);
  if (arms) return { study, design, arms };
  const instead = `Plan a randomized study${design.unplanned === undefined ? '' : `; ${design.unplanned}`}.`;
  throw new EstimandError('not-yet', { what: 'Power of a design that does not assign units to arms', instead }, placeOf(['design', 'kind']));
}
