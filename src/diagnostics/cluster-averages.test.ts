import { describe, expect, it } from 'vitest';
import { fromRows } from '../engines/memory/from-rows.ts';
import { stream } from '../math/random/stream.ts';
import { itt } from '../methods/arms/itt.ts';
import { runSync } from '../relation/run.ts';
import { clusters } from './clusters.ts';

interface Row {
  readonly team: string;
  readonly z: number;
  readonly y: number;
}

/** Teams of 2 to 41 rows, half treated; the effect of a team is `base` and so much more for each row that it has. */
function teams(count: number, perRow: number, seed: number): readonly Row[] {
  const random = stream(seed);
  return Array.from({ length: count }, (_, g) => {
    const [size, own, z] = [2 + random.integer(40), random.normal(), g % 2];
    return Array.from({ length: size }, (): Row => ({ team: `t${g}`, z, y: own + random.normal() + z * (1 + perRow * size) }));
  }).flat();
}

const rowsOf = (rows: readonly Row[]) => fromRows(rows.map((row) => ({ ...row })));
const asked = (rows: readonly Row[]) => runSync(rowsOf(rows), clusters({ cluster: 'team', assignment: 'z', control: 0, outcomes: [{ name: 'y' }] }));
const tableOf = (rows: readonly Row[]) =>
  asked(rows).exhibits.find(({ id }) => id === 'cluster-averages')!.columns as Readonly<Record<string, readonly number[]>>;
const warned = (rows: readonly Row[]) => asked(rows).findings.filter(({ check }) => check === 'cluster-size');

describe('effects over rows and over clusters', () => {
  const rows = teams(60, 0.05, 3);

  it('are the clustered effect, and the difference of cluster means by Welch', () => {
    const table = tableOf(rows);
    const [overRows] = runSync(rowsOf(rows), itt({ outcome: 'y', assignment: 'z', control: 0, cluster: 'team' })).estimates;
    const names = [...new Set(rows.map(({ team }) => team))];
    const means = names.map((team) => {
      const own = rows.filter((row) => row.team === team);
      return { z: own[0].z, y: own.reduce((sum, { y }) => sum + y, 0) / own.length };
    });
    const [overClusters] = runSync(fromRows(means), itt({ outcome: 'y', assignment: 'z', control: 0 })).estimates;
    const [{ low, high }] = overClusters.interval.pieces;
    expect(table['over rows'][0]).toBeCloseTo(overRows.value, 10);
    expect([table['over clusters'][0], table.low[0], table.high[0]]).toEqual([overClusters.value, low, high].map((x) => expect.closeTo(x!, 10)));
  });

  it('are the same in clusters of one size', () => {
    const even = rows.filter((row, i) => rows.slice(0, i).filter(({ team }) => team === row.team).length < 2);
    const {
      'over rows': [overRows],
      'over clusters': [overClusters],
    } = tableOf(even);
    expect(overRows).toBeCloseTo(overClusters, 12);
    expect(warned(even)).toEqual([]);
  });

  it('are a warning where treatment does more in large ones, which says both', () => {
    const [found] = warned(teams(200, 0.1, 5));
    expect(found).toMatchObject({ verdict: 'warn', about: { column: 'y', arm: '1' }, threshold: 0.01 });
    expect(found.says).toMatch(
      /^The effect on y goes with the size of a team \(p < 0\.001\): averaged over rows, as it is estimated, it is 3\.\d+ in arm 1, and averaged over team 2\.\d+ \(/,
    );
    expect(warned(teams(200, 0, 5))).toEqual([]);
  });
});
