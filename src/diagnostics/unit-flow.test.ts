import { describe, expect, it } from 'vitest';
import { fromColumns } from '../engines/memory/from-rows.ts';
import { column, greater } from '../expressions/build.ts';
import { runSync } from '../relation/run.ts';
import { unitFlow } from './unit-flow.ts';

describe('unitFlow', () => {
  it('counts every loss from the rows to the estimate', () => {
    const { exhibits } = runSync(fromColumns({ z: [0, 1, 1, null, 0], y: [1, null, 2, 3, 4] }), unitFlow({ assignment: 'z', outcome: 'y' }));
    expect(exhibits[0].columns).toMatchObject({ units: [5, 4, 3], lost: [0, 1, 1] });
    expect(exhibits[0].says).toBe('3 of 5 units are in the estimate of y.');
  });

  it('counts who could not notice their arm', () => {
    const rows = fromColumns({ z: [0, 1, 1, null, 0], y: [1, null, 2, 3, 4], shown: [1, 1, 0, 1, null] });
    const { exhibits } = runSync(rows, unitFlow({ assignment: 'z', outcome: 'y', trigger: greater(column('shown'), 0) }));
    expect(exhibits[0].columns).toMatchObject({
      step: ['in the data', 'assigned to an arm (z)', 'could notice their arm (shown > 0)', 'with y'],
      units: [5, 4, 2, 1],
      lost: [0, 1, 2, 1],
    });
    expect(exhibits[0].says).toBe('1 of 5 units are in the estimate of y.');
  });
});
