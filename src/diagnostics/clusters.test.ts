import { describe, expect, it } from 'vitest';
import { fromRows } from '../engines/memory/from-rows.ts';
import type { Finding } from '../estimate/finding.ts';
import { runSync } from '../relation/run.ts';
import { clusters } from './clusters.ts';

interface Row {
  readonly team: string | null;
  readonly z: number;
  readonly y: number;
}

const team = (name: string, z: number, rows: number): readonly Row[] => Array.from({ length: rows }, (_, i) => ({ team: name, z, y: i % 3 }));
const alike = (z: number, count: number, rows = 4): readonly Row[] => Array.from({ length: count }, (_, g) => team(`${z}-${g}`, z, rows)).flat();

function findingsOn(rows: readonly Row[]): readonly Finding[] {
  return runSync(fromRows(rows.map((row) => ({ ...row }))), clusters({ cluster: 'team', assignment: 'z', control: 0, outcomes: [{ name: 'y' }] })).findings;
}

describe('clusters', () => {
  it('says what there is', () => {
    expect(findingsOn([...alike(0, 8), ...alike(1, 6)])).toMatchObject([
      { check: 'clusters', verdict: 'pass', says: expect.stringMatching(/^14 clusters of team \(8 in arm 0, 6 in arm 1\) hold 4\.0 rows on average/) },
    ]);
  });

  it('fails when clusters have rows in several arms', () => {
    const rows = [...alike(0, 8), ...alike(1, 6), ...team('both', 0, 2), ...team('both', 1, 2)];
    expect(findingsOn(rows)[0]).toMatchObject({ check: 'cluster-arms', verdict: 'fail', identification: true, statistic: 1 });
    const all = rows.map((row, i) => ({ ...row, team: `t${i % 3}` }));
    expect(findingsOn(all)).toMatchObject([{ check: 'cluster-arms', statistic: 3, says: expect.stringContaining('3 of 3 clusters') }]);
  });

  it('warns of rows in no cluster', () => {
    const rows = [...alike(0, 8), ...alike(1, 6), { team: null, z: 0, y: 1 }];
    expect(findingsOn(rows)[0]).toMatchObject({ check: 'cluster-missing', verdict: 'warn', statistic: 1 });
  });

  it('warns of an arm with few clusters, and of one that decides', () => {
    const rows = [...alike(0, 8), ...team('large', 1, 40), ...alike(1, 3)];
    expect(findingsOn(rows)).toMatchObject([
      { check: 'few-clusters', about: { arm: '1' }, statistic: 4, says: expect.stringMatching(/leaves \d\.\d degrees of freedom/) },
      { check: 'cluster-weight', about: { arm: '1' }, statistic: 40 / 52 },
      { check: 'clusters' },
    ]);
  });
});
