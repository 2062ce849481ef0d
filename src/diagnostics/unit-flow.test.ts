import { describe, expect, it } from 'vitest';
import { fromColumns } from '../engines/memory/from-rows.ts';
import { runSync } from '../relation/run.ts';
import { unitFlow } from './unit-flow.ts';

describe('unitFlow', () => {
  it('counts every loss from the rows to the estimate', () => {
    const { exhibits } = runSync(fromColumns({ z: [0, 1, 1, null, 0], y: [1, null, 2, 3, 4] }), unitFlow({ assignment: 'z', outcome: 'y' }));
    expect(exhibits[0].columns).toMatchObject({ units: [5, 4, 3], lost: [0, 1, 1] });
    expect(exhibits[0].says).toBe('3 of 5 units are in the estimate of y.');
  });
});
