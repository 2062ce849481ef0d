import { describe, expect, it } from 'vitest';
import { fromColumns } from '../engines/memory/from-rows.ts';
import { runSync } from '../relation/run.ts';
import { repeatedUnits } from './repeated-units.ts';

describe('repeatedUnits', () => {
  it('passes when every unit has one row', () => {
    expect(runSync(fromColumns({ unit: ['a', 'b', 'c'] }), repeatedUnits({ unit: 'unit' })).findings).toMatchObject([{ verdict: 'pass', statistic: 0 }]);
  });
  it('fails on identification, counting units and rows', () => {
    const { findings } = runSync(fromColumns({ unit: ['a', 'b', 'a', 'a', 'c', 'c', null] }), repeatedUnits({ unit: 'unit' }));
    expect(findings).toMatchObject([
      { verdict: 'fail', identification: true, statistic: 2, says: '2 of 3 values of unit have more than one row (6 rows in all).' },
    ]);
  });
  it('does not send a routing log to add rows up, which it refuses', () => {
    const { findings } = runSync(fromColumns({ user: ['a', 'b', 'a'] }), repeatedUnits({ unit: 'user', routed: true }));
    expect(findings).toMatchObject([{ verdict: 'fail', mend: expect.stringContaining('`cluster: user` under design') }]);
    expect(findings[0].mend).not.toContain('many-per-unit');
  });
});
