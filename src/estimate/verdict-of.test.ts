import { expect, it } from 'vitest';
import { judgedBy, verdictOf } from './verdict-of.ts';

const limits = { warnBelow: 0.01, failBelow: 0.001 };

it.each([
  [0.01, 'pass'],
  [0.0099, 'warn'],
  [0.001, 'warn'],
  [0.00099, 'fail'],
] as const)('a p-value of %d is a %s', (pValue, verdict) => expect(verdictOf(pValue, limits)).toBe(verdict));

it('has nothing to correct where a check passes, and no estimate to decide by where it fails', () => {
  const found = (pValue: number) => judgedBy(limits, { check: 'balance', about: {}, pValue, says: '' }, 'Look.');
  expect(found(0.5)).toEqual({ check: 'balance', about: {}, canHold: true, pValue: 0.5, says: '', verdict: 'pass' });
  expect(found(0.005)).toMatchObject({ verdict: 'warn', mend: 'Look.' });
  expect(found(0.005)).not.toHaveProperty('identification');
  expect(found(0)).toMatchObject({ verdict: 'fail', identification: true, mend: 'Look.' });
});
