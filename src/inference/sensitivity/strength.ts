import { proper } from './proper.ts';

/** A hidden cause by its strength: the shares of what is left of the treatment and of the outcome, given covariates (and treatment), that it would explain. */
export interface HiddenCause {
  readonly withTreatment: number;
  readonly withOutcome: number;
}

/** Errors  option-invalid for a partial R2 with the treatment outside 0 to below 1, or with the outcome outside 0 to 1. */
export function strengthOf(cause: HiddenCause): HiddenCause {
  proper('withTreatment', cause.withTreatment, cause.withTreatment >= 0 && cause.withTreatment < 1, 'a share from 0 to below 1');
  proper('withOutcome', cause.withOutcome, cause.withOutcome >= 0 && cause.withOutcome <= 1, 'a share from 0 to 1');
  return cause;
}
