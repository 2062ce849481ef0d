import { describe, expect, it } from 'vitest';
import { sampledTogether } from './sampled-together.ts';

describe('what means of a sum of outcomes owe to the audits of each', () => {
  const [first, second] = [
    { called: 'labels of a', cells: [{ start: 2, period: 0, variance: 1, freedom: 9 }], cohorts: [{ start: 2, freedom: 12 }, { freedom: 7 }] },
    {
      called: 'labels of b',
      cells: [
        { start: 2, period: 0, variance: 2, freedom: 4 },
        { period: 1, variance: 3, freedom: 5 },
      ],
      cohorts: [{ start: 2, freedom: 8 }, { freedom: 20 }],
    },
  ];

  it('is nothing where nothing is audited', () => expect(sampledTogether([])).toBeUndefined());

  it('is that of one, by its square', () =>
    expect(sampledTogether([{ times: -3, of: first }])).toEqual({ ...first, cells: [{ start: 2, period: 0, variance: 9, freedom: 9 }] }));

  it('adds up in cells that both have, as if drawn apart', () =>
    expect(
      sampledTogether([
        { times: 1, of: first },
        { times: 2, of: second },
      ]),
    ).toEqual({
      called: 'labels of a and labels of b',
      cells: [
        { start: 2, period: 0, variance: 9, freedom: expect.closeTo(81 / (1 / 9 + 64 / 4), 12) },
        { period: 1, variance: 12, freedom: expect.closeTo(5, 12) },
      ],
      cohorts: [{ start: 2, freedom: 8 }, { freedom: 7 }],
    }));
});
