import { EstimandError } from '../../errors/estimand-error.ts';

/** Looks that are at most this part of the information apart are one look: nothing was learned between them. */
export const leastInformation = 1e-5;

const mostLooks = 1000;

/** Errors  option-invalid. */
export function expectOption(holds: boolean, option: string, found: number | string, asked: string): void {
  if (!holds) throw new EstimandError('option-invalid', { option, found: String(found), asked });
}

/** Errors  option-invalid unless fractions are positive numbers that do not fall. */
export function expectFractions(fractions: readonly number[]): void {
  expectOption(
    fractions.length > 0 && fractions.length <= mostLooks,
    'fractions',
    `of length ${fractions.length}`,
    `a share of the information for each of 1 to ${mostLooks} looks`,
  );
  for (const [look, fraction] of fractions.entries()) {
    expectOption(fraction > 0 && Number.isFinite(fraction), `fractions[${look}]`, fraction, 'a share of the planned information above 0, such as 0.5');
    const before = look > 0 ? fractions[look - 1] : 0;
    expectOption(fraction >= before, `fractions[${look}]`, fraction, `no less than ${before}, the look before it`);
  }
}

/** Errors  option-invalid unless there is one number for each look, which may be infinite. */
export function expectBounds(option: string, bounds: readonly number[], looks: number): void {
  expectOption(bounds.length === looks, option, `of length ${bounds.length}`, `one number for each of ${looks} looks`);
  for (const [look, bound] of bounds.entries()) expectOption(!Number.isNaN(bound), `${option}[${look}]`, bound, 'a number, or infinite');
}

export function expectChance(option: string, chance: number): void {
  expectOption(chance > 0 && chance < 1, option, chance, 'a chance between 0 and 1, such as 0.025');
}

export function expectNumber(option: string, value: number): void {
  expectOption(Number.isFinite(value), option, value, 'a finite number');
}
