import { isCurrency } from '../estimate/currency.ts';
import type { Unit } from '../estimate/estimate.ts';

/** What an outcome is counted in. */
export function unitOf(unit: string | undefined): Unit {
  if (unit === undefined) return { kind: 'plain' };
  return isCurrency(unit) ? { kind: 'money', currency: unit } : { kind: 'named', name: unit };
}
