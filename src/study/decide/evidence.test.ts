import { expect, it } from 'vitest';
import { between } from '../../../test/support/spoken.ts';
import type { Estimate, Piece } from '../../estimate/estimate.ts';
import { towardsBetter } from './evidence.ts';

const on = (...pieces: readonly Piece[]): Estimate => ({ ...between([1, 3]), interval: { ...between([1, 3]).interval, pieces } });

it('an interval is turned so that more is better', () => {
  expect(towardsBetter(between([1, 3]), 'higher')).toEqual({ worst: 1, best: 3 });
  expect(towardsBetter(between([1, 3]), 'lower')).toEqual({ worst: -3, best: -1 });
});

it.each<[what: string, e: Estimate | undefined]>([
  ['no estimate', undefined],
  ['a standard error of zero', { ...between([1, 3]), standardError: 0 }],
  ['a ray upwards', on({ low: 1 })],
  ['a ray downwards', on({ high: 3 })],
  ['two pieces', on({ low: 1, high: 2 }, { low: 3, high: 4 })],
  ['an empty set', on()],
])('nothing is read of %s', (_, e) => expect(towardsBetter(e, 'higher')).toBeUndefined());

it('an interval without a standard error is read', () => {
  const { standardError, ...score } = between([1, 3]);
  expect(towardsBetter(score, 'higher')).toEqual({ worst: 1, best: 3 });
});
