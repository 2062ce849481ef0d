import { describe, expect, it } from 'vitest';
import { column, greater, times } from '../../expressions/build.ts';
import type { PlacedRequest } from '../../relation/relation.ts';
import { moments, quantiles } from '../../relation/requests.ts';
import type { Column } from '../../relation/schema.ts';
import { derive, rollup, type Step, where } from '../../relation/steps.ts';
import { askedTogether } from './together.ts';

const base = ['x', 'y', 'unit'].map((name): Column => ({ name, type: 'number', integer: false, nullable: false, declared: 'DOUBLE' }));
const ask = moments({ columns: { x: column('x') } });
const at = (...steps: Step[]): PlacedRequest => ({ request: ask, steps, schema: base });
const positions = (round: readonly PlacedRequest[]) => askedTogether(round, base, 'rows').map((t) => t.positions);

const doubled = derive({ z: times(2, column('x')) });
const halved = derive({ z: times(0.5, column('x')) });

describe('requests that one SELECT can serve', () => {
  it('are moments on the same rows', () => expect(positions([at(), at(where(greater(column('x'), 0))), at()])).toEqual([[0, 2], [1]]));

  it('are so also where each derives columns of its own', () => {
    const round = [at(), at(doubled), at(derive({ w: column('y') })), at(doubled)];
    const [{ steps, schema, positions: all }] = askedTogether(round, base, 'rows');
    expect(all).toEqual([0, 1, 2, 3]);
    expect(steps).toEqual([derive({ z: times(2, column('x')), w: column('y') })]);
    expect(schema.map((c) => c.name)).toEqual(['x', 'y', 'unit', 'z', 'w']);
  });

  it('are so where they derive in several steps, each step with the others of its kind', () => {
    const further = derive({ v: column('z') });
    const [{ steps, positions: all }, ...others] = askedTogether([at(doubled, further), at(derive({ w: column('y') })), at()], base, 'rows');
    expect([all, others]).toEqual([[0, 1, 2], []]);
    expect(steps).toEqual([derive({ z: times(2, column('x')), w: column('y') }), further]);
    expect(positions([at(doubled, further), at(derive({ v: column('x') }))])).toEqual([[0], [1]]);
    expect(positions([at(doubled, further), at(halved)])).toEqual([[0], [1]]);
  });

  it('are not when a derived name means two things', () => expect(positions([at(doubled), at(halved)])).toEqual([[0], [1]]));

  it('are not when a derived column hides one of the rows', () => expect(positions([at(), at(derive({ x: column('y') }))])).toEqual([[0], [1]]));

  it('are so after the same rollup', () => {
    const perUnit = rollup(['unit'], { total: { kind: 'sum', of: column('x') } });
    expect(positions([at(perUnit), at(perUnit, derive({ z: column('total') })), at()])).toEqual([[0, 1], [2]]);
  });

  it('are not quantiles', () => expect(positions([{ ...at(), request: quantiles({ of: column('x'), at: [0.5] }) }, at()])).toEqual([[0], [1]]));
});
