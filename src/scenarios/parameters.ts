import { EstimandError } from '../errors/estimand-error.ts';
import { quotedList } from '../errors/words.ts';

/** What a parameter may be, in words and as a test. */
export interface Limit {
  readonly asked: string;
  readonly holds: (value: number) => boolean;
}

export const share: Limit = { asked: 'a share from 0 to 1', holds: (value) => value >= 0 && value <= 1 };
export const between = (low: number, high: number): Limit => ({ asked: `a number from ${low} to ${high}`, holds: (value) => value >= low && value <= high });

/**
 * The parameters of a simulation: the defaults, with what was changed.
 *
 * Errors    option-invalid for a parameter that there is not, that is no number, or that lies outside its limit.
 */
export function parametersOf<P extends object>(defaults: P, limits: Readonly<Record<keyof P, Limit>>, changed: Partial<P>): P {
  for (const [option, value] of Object.entries(changed)) {
    if (!Object.hasOwn(defaults, option)) throw invalid(`The parameter "${option}"`, 'unknown', `one of ${quotedList(Object.keys(defaults))}`);
    const { asked, holds } = limits[option as keyof P];
    if (!Number.isFinite(value)) throw invalid(option, String(value), 'a finite number');
    if (!holds(value as number)) throw invalid(option, String(value), asked);
  }
  return { ...defaults, ...changed };
}

/** Errors  option-invalid unless n is a number of rows. */
export function expectRows(n: number): void {
  if (!Number.isSafeInteger(n) || n < 1) throw invalid('n', String(n), 'an integer of at least 1');
}

function invalid(option: string, found: string, asked: string): EstimandError {
  return new EstimandError('option-invalid', { option, found, asked });
}
