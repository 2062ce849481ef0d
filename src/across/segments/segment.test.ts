import { describe, expect, it } from 'vitest';
import { waldEstimate } from '../../../test/support/wald-estimate.ts';
import type { Estimate, Piece, Unit } from '../../estimate/estimate.ts';
import { segmentExhibits, segmentId, tooManyLevels, unsegmented, wholeId } from './segment.ts';

interface Told {
  readonly outcome?: string;
  readonly level: string;
  readonly value: number;
  readonly pieces: readonly Piece[];
  readonly unit?: Unit;
}

function inSegment({ outcome = 'y', level, value, pieces, unit = { kind: 'plain' } }: Told): Estimate {
  const e = waldEstimate({ outcome, value });
  const segment = { column: 'lang', level };
  return { ...e, id: segmentId(e.id, segment), estimand: { ...e.estimand, segment, unit }, interval: { ...e.interval, pieces } };
}

it('an estimate of a segment is called by that on all units', () => expect(wholeId(inSegment({ level: 'de', value: 1, pieces: [] }))).toBe('itt:y:1'));

describe('findings about a column', () => {
  it('name units without a value, if there are any', () => {
    expect(unsegmented('lang', 0)).toBeUndefined();
    expect(unsegmented('lang', 1)).toMatchObject({
      check: 'segment',
      about: { column: 'lang' },
      verdict: 'warn',
      statistic: 1,
      says: expect.stringMatching(/^1 units have no value of lang/),
    });
  });

  it('refuse a column of too many values', () =>
    expect(tooManyLevels('lang', 31, 30)).toMatchObject({
      about: { column: 'lang' },
      verdict: 'refuse',
      statistic: 31,
      threshold: 30,
      says: 'lang has 31 values; segments are shown for at most 30.',
    }));
});

describe('the figure of segments', () => {
  const levels: readonly Told[] = [
    { level: 'de', value: 2, pieces: [{ low: 1, high: 3 }] },
    { level: 'en', value: -2, pieces: [{ low: -3, high: -1 }] },
    { level: 'fr', value: 1, pieces: [{ low: -1, high: 3 }] },
  ];

  it('shows every segment of an outcome with its interval', () => {
    const [figure, other, ...rest] = segmentExhibits([...levels, { outcome: 'z', level: 'de', value: 4, pieces: [{ low: 3, high: 5 }] }].map(inSegment));
    expect(rest).toEqual([]);
    expect(figure).toMatchObject({
      id: 'segments:itt:y:1',
      title: 'Effect on y by segment, 1 against 0',
      kind: 'intervals',
      says: 'Effect of 1 against 0 on y in 3 segments; 2 of the intervals, which hold together, leave zero out.',
      columns: {
        label: ['lang = de', 'lang = en', 'lang = fr'],
        value: [2, -2, 1],
        low: [1, -3, -1],
        high: [3, -1, 3],
        note: ['400 units', '400 units', '400 units'],
      },
      marks: [{ at: 0, label: 'no effect' }],
    });
    expect(other).toMatchObject({ id: 'segments:itt:z:1', columns: { value: [4] } });
  });

  it('calls outcome and arms by what readers know them as', () => {
    const called = { outcomes: { y: 'Tickets resolved' }, arms: { '1': 'Assistant' } };
    const [figure] = segmentExhibits(levels.map(inSegment), called);
    expect(figure.id).toBe('segments:itt:y:1');
    expect(figure.title).toBe('Effect on Tickets resolved by segment, Assistant against 0');
    expect(figure.says).toMatch(/^Effect of Assistant against 0 on Tickets resolved in 3 segments;/);
  });

  it('draws shares in percentage points', () => {
    const [figure] = segmentExhibits([inSegment({ level: 'de', value: 0.25, pieces: [{ low: 0.125, high: 0.5 }], unit: { kind: 'share' } })]);
    expect(figure.title).toBe('Effect on y by segment, 1 against 0 (percentage points)');
    expect(figure.columns).toMatchObject({ value: [25], low: [12.5], high: [50] });
  });

  it.each<[what: string, leavesOut: number, low: number | undefined, high: number | undefined, pieces: readonly Piece[]]>([
    ['a ray above zero', 1, 1, undefined, [{ low: 1 }]],
    ['a ray below zero', 1, undefined, -1, [{ high: -1 }]],
    ['a ray over zero', 0, -1, undefined, [{ low: -1 }]],
    ['the other ray over zero', 0, undefined, 1, [{ high: 1 }]],
    ['an interval that starts at zero', 0, 0, 1, [{ low: 0, high: 1 }]],
    ['an interval that ends at zero', 0, -1, 0, [{ low: -1, high: 0 }]],
    ['the whole line', 0, undefined, undefined, [{}]],
    ['two rays', 0, undefined, undefined, [{ high: -1 }, { low: 1 }]],
    [
      'two pieces',
      0,
      1,
      4,
      [
        { low: 1, high: 2 },
        { low: 3, high: 4 },
      ],
    ],
    ['an empty set', 0, undefined, undefined, []],
  ])('says of %s whether it leaves zero out: %d', (_, leavesOut, low, high, pieces) => {
    const [figure] = segmentExhibits([inSegment({ level: 'de', value: 1, pieces })]);
    expect(figure.says).toContain(`in 1 segments; ${leavesOut} of the intervals`);
    expect(figure.columns).toMatchObject({ low: [low], high: [high] });
  });
});
