import { expect, it } from 'vitest';
import { emptyMoments } from '../../../moments/moments.ts';
import { countsOf } from './spells-of.ts';

it('counts units that are old enough, and no day of units that are too young', () => {
  const none = emptyMoments(['numerator']);
  const group = (arm: string, bin: string, n: number, dropped: number) => ({ key: [arm, bin], moments: { ...none, n }, dropped });
  const groups = [group('on', '0', 30, 0), group('on', '1', 25, 2), group('on', '2', 0, 31), group('off', '0', 28, 0), group('off', '1', 27, 0)];
  expect(countsOf(groups, 2)).toEqual(
    new Map([
      ['on', [30, 25]],
      ['off', [28, 27]],
    ]),
  );
});
