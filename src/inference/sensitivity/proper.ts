import { EstimandError } from '../../errors/estimand-error.ts';

/** Errors  option-invalid where it does not hold. */
export function proper(option: string, found: number, holds: boolean, asked: string): void {
  if (!holds) throw new EstimandError('option-invalid', { option, found: String(found), asked });
}
