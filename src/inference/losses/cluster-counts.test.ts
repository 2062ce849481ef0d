import { expect, it } from 'vitest';
import { fromRows } from '../../engines/memory/from-rows.ts';
import { column } from '../../expressions/build.ts';
import { runSync } from '../../relation/run.ts';
import { clusterCounts } from './cluster-counts.ts';

it('has clusters by what they hold, in whatever order their rows come', () => {
  const rows = Array.from({ length: 400 }, (_, i) => ({ c: `c${(i * 37) % 60}`, z: ((i * 37) % 60) % 2, y: i % 7 === 0 ? 1 : 0 }));
  const asked = () => clusterCounts({ counted: column('y'), assignment: 'z', cluster: 'c' });
  const byArm = (those: typeof rows) => runSync(fromRows(those), asked()).toSorted((a, b) => (a.arm < b.arm ? -1 : 1));
  const found = byArm(rows);
  expect(byArm(rows.toReversed())).toEqual(found);
  expect(found.map(({ units }) => units.reduce((sum, n) => sum + n, 0))).toEqual([0, 1].map((z) => rows.filter((row) => row.z === z).length));
});
