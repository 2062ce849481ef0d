import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarOf, joined, middleOf, spellsText, spellText } from './calendar.ts';

const day = 86_400;
const monday = Date.UTC(2026, 10, 2) / 1000;

describe('the days of a study', () => {
  it('begin with that of the first unit, go by weeks beyond a month, and end where no study is so long', () => {
    expect(calendarOf(monday + 5, monday + 3 * day - 1)).toEqual({ start: monday, days: 1, bins: 3 });
    expect(calendarOf(monday + 5, monday + 3 * day)).toMatchObject({ bins: 4 });
    expect(calendarOf(monday, monday + 31 * day)).toEqual({ start: monday, days: 7, bins: 5 });
    expect(calendarOf(monday, monday + 2 * 365 * day)).toMatchObject({ days: 14, bins: 53 });
    expect(calendarOf(0, monday)).toBeUndefined();
    expect(calendarOf(-5, 5)).toEqual({ start: -day, days: 1, bins: 2 });
  });

  it('are joined until every arm has enough, the rest with the last', () => {
    const counts = [
      [5, 5],
      [5, 0],
      [0, 6],
      [9, 9],
      [1, 1],
    ];
    expect(joined(counts, [5, 6])).toEqual([
      { from: 0, to: 3 },
      { from: 3, to: 5 },
    ]);
    expect(joined(counts, [50, 6])).toEqual([]);
  });

  it('lose nobody when they are joined, and leave no spell with too few', () => {
    const table = fc.array(fc.array(fc.nat(30), { minLength: 3, maxLength: 3 }), { maxLength: 40 });
    fc.assert(
      fc.property(table, (counts) => {
        const spells = joined(counts, [20, 10, 5]);
        expect(spells.flatMap(({ from, to }) => counts.slice(from, to))).toEqual(spells.length === 0 ? [] : counts);
        for (const { from, to } of spells) {
          const units = counts.slice(from, to).reduce((so, bin) => so.map((n, arm) => n + bin[arm]), [0, 0, 0]);
          expect(units.every((n, arm) => n >= [20, 10, 5][arm])).toBe(true);
        }
      }),
    );
  });

  it('are told by their dates', () => {
    const calendar = { start: monday, days: 7, bins: 3 };
    expect(spellText({ from: 1, to: 2 }, calendar)).toBe('2026-11-09 to 2026-11-15');
    expect(middleOf({ from: 1, to: 2 }, calendar)).toBe(10);
    expect(spellText({ from: 2, to: 3 }, { ...calendar, days: 1 })).toBe('2026-11-04');
    expect(
      spellsText(
        [
          { from: 0, to: 1 },
          { from: 1, to: 3 },
        ],
        { ...calendar, days: 1 },
      ),
    ).toBe('2 spells of days');
  });
});
