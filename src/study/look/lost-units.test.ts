import { describe, expect, it } from 'vitest';
import { lossFinding, rowsEach } from './lost-units.ts';

const assignment = { column: 'z', control: '0', treatments: ['1', '2'] };
const units = { what: 'units', perUnit: 1 };
const of = (...lost: readonly number[]) => ({ column: 'site', arms: lost.map((count, i) => ({ arm: String(i), lost: count, kept: 10_000 - count })) });
const found = (lost: readonly number[], counted = units) => lossFinding(of(...lost), assignment, counted)[0];

describe('units that are left out', () => {
  it('are not spoken of when there are none', () => expect(lossFinding(of(0, 0, 0), assignment, units)).toEqual([]));

  it('pass where the arms lose alike, and warn where that is much', () => {
    expect(found([300, 310, 290])).toMatchObject({ verdict: 'pass', about: { column: 'site' } });
    expect(found([3000, 3010, 2990])).toMatchObject({ verdict: 'warn', statistic: 0.3 });
  });

  it('fail on identification where they differ, naming the arm', () => {
    expect(found([300, 310, 500])).toMatchObject({
      verdict: 'fail',
      identification: true,
      about: { column: 'site', arm: '2' },
      says: '1,110 of 30,000 units have no site and are in no estimate: 5.0 % of arm 2 and 3.0 % of arm 0 (p < 0.001).',
    });
  });

  it('only warn of a trace', () => {
    const trace = { column: 'site', arms: [2, 20].map((lost, i) => ({ arm: String(i), lost, kept: 1_000_000 })) };
    expect(lossFinding(trace, assignment, units)).toMatchObject([{ verdict: 'warn', pValue: expect.closeTo(0.00012, 4) }]);
  });

  it('count rows of one unit once', () => {
    expect(found([300, 310, 380])).toMatchObject({ verdict: 'warn' });
    expect(found([300, 310, 380], { what: 'rows', perUnit: 10 })).toMatchObject({ verdict: 'pass' });
    expect([rowsEach(of(0, 0), 4000), rowsEach(of(0, 0), 0)]).toEqual([5, 1]);
  });

  it('are counted in total where no arm is assigned', () => {
    const [all] = [{ column: 'id', arms: [{ arm: '', lost: 10, kept: 990 }] }];
    expect(lossFinding(all, undefined, units)).toMatchObject([{ verdict: 'pass', says: '10 of 1,000 units have no id and are in no estimate (1.0 %).' }]);
  });
});
