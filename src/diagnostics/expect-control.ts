import { EstimandError } from '../errors/estimand-error.ts';

/** Errors  arm-missing when no row is in the control arm; groups are keyed by assignment first. */
export function expectControl(groups: readonly { readonly key: readonly string[] }[], column: string, control: string): void {
  const seen = [...new Set(groups.map((g) => g.key[0]))];
  if (!seen.includes(control))
    throw new EstimandError('arm-missing', { column, arm: control, seen, booleans: seen.some((s) => s === 'true' || s === 'false') });
}
