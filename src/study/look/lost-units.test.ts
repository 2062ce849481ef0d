import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import { runSync } from '../../relation/run.ts';
import { asUnits, type Counted, lossFinding, lostRows } from './lost-units.ts';

const assignment = { column: 'z', control: '0', treatments: ['1', '2'] };
const of = (...lost: readonly number[]) => ({ column: 'site', arms: lost.map((count, i) => ({ arm: String(i), lost: count, kept: 10_000 - count })) });
const found = (lost: readonly number[], counted: Counted = asUnits) => lossFinding(of(...lost), assignment, counted)[0];

describe('units that are left out', () => {
  it('are not spoken of when there are none', () => expect(lossFinding(of(0, 0, 0), assignment, asUnits)).toEqual([]));

  it('pass where the arms lose alike, and warn where that is much', () => {
    expect(found([300, 310, 290])).toMatchObject({ verdict: 'pass', about: { column: 'site' } });
    expect(found([3000, 3010, 2990])).toMatchObject({ verdict: 'warn', statistic: 0.3 });
  });

  it('warn where they differ, naming the arm: what they hide is bounded with each outcome', () => {
    const says = '1,110 of 30,000 units have no site and are in no estimate: 5.0 % of arm 2 and 3.0 % of arm 0 (p < 0.001).';
    const { identification, ...rest } = found([300, 310, 500]);
    expect(rest).toMatchObject({ verdict: 'warn', about: { column: 'site', arm: '2' }, says });
    expect(identification).toBeUndefined();
  });

  it('are counted in total where no arm is assigned', () => {
    const all = { column: 'id', arms: [{ arm: '', lost: 10, kept: 990 }] };
    expect(lossFinding(all, undefined, asUnits)).toMatchObject([{ verdict: 'pass', says: '10 of 1,000 units have no id and are in no estimate (1.0 %).' }]);
  });
});

describe('rows of units with many that are left out', () => {
  const rows = (perUnit: number) => ({ what: 'rows', perUnit }) as const;

  it('fail where they differ: nothing bounds what they would have added', () => {
    expect(found([300, 310, 500], rows(1))).toMatchObject({ verdict: 'fail', identification: true });
  });

  it('count as one for each unit', () => {
    expect(found([300, 310, 380], rows(1))).toMatchObject({ verdict: 'warn' });
    expect(found([300, 310, 380], rows(10))).toMatchObject({ verdict: 'pass' });
  });

  it('count by the larger units where these are unequal', () => {
    const asked = (unit: readonly (string | null)[]) => runSync(fromColumns({ unit, z: unit.map((_, i) => i % 2) }), lostRows('unit', 'z'));
    expect(asked(['a', 'a', 'a', 'b', 'b', 'b', null]).counted.perUnit).toBeCloseTo(3, 12);
    expect(asked([...Array.from({ length: 9 }, () => 'a'), 'b', null])).toMatchObject({
      rows: {
        arms: [
          { lost: 1, kept: 5 },
          { lost: 0, kept: 5 },
        ],
      },
      counted: { perUnit: expect.closeTo(Math.cbrt((9 ** 4 + 1) / 10), 10) },
    });
    // Nothing is asked where nothing is lost, and nothing known where all is.
    expect([asked(['a', 'a']).counted.perUnit, asked([null, null]).counted.perUnit]).toEqual([1, 1]);
  });

  it('only warn of a trace', () => {
    const trace = { column: 'site', arms: [2, 20].map((lost, i) => ({ arm: String(i), lost, kept: 1_000_000 })) };
    expect(lossFinding(trace, assignment, rows(1))).toMatchObject([{ verdict: 'warn', pValue: expect.closeTo(0.00012, 4) }]);
  });
});
