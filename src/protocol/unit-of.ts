import type { Unit } from '../estimate/estimate.ts';

/** What an outcome is counted in: a currency is written as three capitals, such as EUR. */
export function unitOf(unit: string | undefined): Unit {
  if (unit === undefined) return { kind: 'plain' };
  return /^[A-Z]{3}$/.test(unit) ? { kind: 'money', currency: unit } : { kind: 'named', name: unit };
}
