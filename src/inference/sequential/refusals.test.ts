import { describe, expect, it } from 'vitest';
import { afterStopping } from './after-stopping.ts';
import { boundsOfSpent, efficacyBounds } from './bounds.ts';
import { crossingChances } from './crossing.ts';
import { conditionalPower, futilityBounds } from './futility.ts';
import { repeatedPValue } from './repeated.ts';

describe('what cannot be asked is refused', () => {
  const spending = 'pocock';
  it.each<[string, () => unknown]>([
    ['fractions is of length 0', () => efficacyBounds({ fractions: [], spending, alpha: 0.025 })],
    ['fractions[1] is 0.4; it must be no less than 0.5', () => efficacyBounds({ fractions: [0.5, 0.4], spending, alpha: 0.025 })],
    ['fractions[0] is 0; it must be', () => efficacyBounds({ fractions: [0, 1], spending, alpha: 0.025 })],
    ['fractions[1] is NaN', () => efficacyBounds({ fractions: [0.5, Number.NaN], spending, alpha: 0.025 })],
    ['alpha is 0; it must be', () => efficacyBounds({ fractions: [1], spending, alpha: 0 })],
    ['spent[0] is 1.2; it must be', () => boundsOfSpent([1], [1.2])],
    ['upper is of length 1; it must be one number for each of 2 looks', () => crossingChances({ fractions: [0.5, 1], upper: [2], drift: 0 })],
    ['lower[0] is NaN', () => crossingChances({ fractions: [1], upper: [2], lower: [Number.NaN], drift: 0 })],
    ['drift is Infinity', () => crossingChances({ fractions: [1], upper: [2], drift: Infinity })],
    ['fractions[1] is 0.5; it must be more than at the look before it', () => crossingChances({ fractions: [0.5, 0.5], upper: [2, 2], drift: 0 })],
    ['z is NaN', () => afterStopping({ fractions: [1], upper: [2], z: Number.NaN, level: 0.95 })],
    ['level is 1.2', () => afterStopping({ fractions: [1], upper: [2], z: 1, level: 1.2 })],
    ['fractions[1] is 0.5', () => afterStopping({ fractions: [0.5, 0.5], upper: [2, 2], z: 1, level: 0.95 })],
    ['efficacy[0] is Infinity', () => futilityBounds({ fractions: [1], efficacy: [Infinity], spending, beta: 0.2 })],
    ['fractions[1] is 1.2; it must be more', () => futilityBounds({ fractions: [1, 1.2], efficacy: [2, 2], spending, beta: 0.2 })],
    ['z is Infinity', () => repeatedPValue({ fractions: [1], spending, z: Infinity })],
    ['critical is NaN', () => conditionalPower({ fraction: 0.5, z: 1, drift: 0, critical: Number.NaN })],
  ])('%s', (says, ask) => expect(ask).toThrow(says));
});
