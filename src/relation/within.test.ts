import { describe, expect, it } from 'vitest';
import { fromColumns } from '../engines/memory/from-rows.ts';
import { column, greater, is, less, times } from '../expressions/build.ts';
import { type Asking, all, ask } from './asking.ts';
import { columns, levels, moments, quantiles, type RowsReply, type RowsRequest } from './requests.ts';
import { run, runSync } from './run.ts';
import { derive, rollup, type Step, where } from './steps.ts';
import { within } from './within.ts';

const rows = fromColumns({
  y: [1, 2, 3, 4, 5, 6, 7, 8],
  g: ['a', 'a', 'b', 'b', 'b', 'c', 'c', null],
  x: [1, null, 1, -1, 2, 3, -2, 1],
});
const noticed = greater(column('x'), 0);

const ways: Readonly<Record<string, readonly Step[]>> = {
  'no steps': [],
  'a condition': [where(less(column('y'), 7))],
  'a derived column': [derive({ z: times(2, column('y')) })],
  'a derived column that hides one of the condition': [derive({ x: times(-1, column('x')) })],
  'a rollup': [rollup(['g'], { y: { kind: 'sum', of: column('y') }, x: { kind: 'max', of: column('x') } })],
  'a rollup after a derived column': [derive({ w: column('x') }), rollup(['g'], { y: { kind: 'mean', of: column('w') }, x: { kind: 'count' } })],
};

const requestsOver = (over: readonly Step[]): readonly RowsRequest[] => [
  moments({ columns: { y: column('y') }, by: ['g'], over }),
  moments({ columns: { y: column('y') }, by: ['g'], over, where: less(column('y'), 6) }),
  quantiles({ of: column('y'), at: [0, 0.5, 1], over }),
  columns({ columns: { y: column('y') }, keys: ['g'], over, where: is(column('g'), 'b') }),
  levels({ of: 'g', over }),
];

function* asking(requests: readonly RowsRequest[]): Asking<readonly RowsReply[]> {
  return yield* all(requests.map((request) => ask(request) as Asking<RowsReply>));
}

describe('a method within a condition', () => {
  it.each(Object.entries(ways))('is the method on those rows, after %s', async (_, over) => {
    const requests = requestsOver(over);
    const wanted = runSync(rows.where(noticed), asking(requests));
    expect(runSync(rows, within(asking(requests), noticed))).toEqual(wanted);
    expect(await run(rows, within(asking(requests), noticed))).toEqual(wanted);
  });

  it('counts an unknown condition as not met', () => {
    const [reply] = runSync(rows, within(asking([moments({ columns: { y: column('y') } })]), noticed));
    expect(reply).toMatchObject({ groups: [{ moments: { n: 5 }, dropped: 0 }] });
  });

  it('can stand in another', () => {
    const requests = requestsOver([]);
    const small = less(column('y'), 6);
    expect(runSync(rows, within(within(asking(requests), noticed), small))).toEqual(runSync(rows.where(noticed).where(small), asking(requests)));
  });

  it('keeps what two conditions ask of a derived column apart', () => {
    const requests = requestsOver(ways['a derived column that hides one of the condition']);
    const [noticing, others] = [noticed, less(column('x'), 0)];
    const [a, b] = runSync(rows, all([within(asking(requests), noticing), within(asking(requests), others)]));
    expect([a, b]).toEqual([runSync(rows.where(noticing), asking(requests)), runSync(rows.where(others), asking(requests))]);
  });

  it('asks nothing of a method that asks nothing, and passes its errors on', () => {
    function* failing(): Asking<never> {
      yield [levels({ of: 'g' })];
      throw new Error('it cannot be');
    }
    expect(runSync(rows, within(all([]), noticed))).toEqual([]);
    expect(() => runSync(rows, within(failing(), noticed))).toThrow('it cannot be');
  });

  it('names a column that is not there', () => {
    for (const over of Object.values(ways)) {
      expect(() => runSync(rows, within(asking(requestsOver(over)), greater(column('xx'), 0)))).toThrow('"xx" is not a column');
    }
  });
});
