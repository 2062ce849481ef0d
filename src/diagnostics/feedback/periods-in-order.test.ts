import { describe, expect, it } from 'vitest';
import { messageOf } from '../../../test/support/small-study.ts';
import { periodsInOrder } from './periods-in-order.ts';

describe('periods in the order of time', () => {
  it.each([
    [
      ['10', '9', '2'],
      ['2', '9', '10'],
    ],
    [
      ['week 10', 'week 9', 'week 11'],
      ['week 9', 'week 10', 'week 11'],
    ],
    [
      ['2026-W10', '2026-W9', '2025-W52'],
      ['2025-W52', '2026-W9', '2026-W10'],
    ],
    [
      ['2026-10-01', '2026-9-30', '2026-02-28'],
      ['2026-02-28', '2026-9-30', '2026-10-01'],
    ],
    [
      ['v1.10', 'v1.9', 'v2.0'],
      ['v1.9', 'v1.10', 'v2.0'],
    ],
    [['all'], ['all']],
  ])('%j', (labels, wanted) => {
    expect(periodsInOrder(labels, 'week').map(({ label }) => label)).toEqual(wanted);
  });

  it('keeps the distances that one number tells', () => {
    expect(periodsInOrder(['week 10', 'week 7'], 'week').map(({ time }) => time)).toEqual([7, 10]);
  });

  it.each([
    [['March', 'April'], '"March"'],
    [['week 9', 'wk 10'], '"week 9" and "wk 10"'],
    [['31/12/2025', '01/02/2026'], '"31/12/2025"'],
  ])('refuses %j', (labels, found) => {
    expect(messageOf(() => periodsInOrder(labels, 'week'))).toBe(
      `Column "week" holds ${found}, of which text does not tell what came first. Number the periods in data.sql, or write each alike: week 9 and week 10, or dates such as 2026-03-01.`,
    );
  });
});
