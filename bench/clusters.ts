import type { DuckDBConnection } from '@duckdb/node-api';
import { openFiles } from '../src/duckdb.ts';
import { itt, run } from '../src/index.ts';
import { bell, benchFile } from './data.ts';
import { medianSeconds } from './measure.ts';

type Row = (what: string, ours: number, theirs: number, bound: string) => void;

const clusters = 50_000;

/** The difference in means with 50,000 clusters, CR2, against bare scans of its three columns. */
export async function benchClusters(rows: number, runs: number, bare: DuckDBConnection, row: Row): Promise<void> {
  const file = await benchFile('clusters', rows, {
    team: `(hash(i, 7) % ${clusters})::integer`,
    arm: `(hash(hash(i, 7) % ${clusters}, 8) % 2)::integer`,
    y: bell(200),
  });
  const seconds = (sql: string): Promise<number> => medianSeconds(runs, async () => (await bare.run(sql)).getRows());
  const data = await openFiles(file, { threads: 2 });
  const ours = await medianSeconds(runs, () => run(data, itt({ outcome: 'y', assignment: 'arm', control: 0, cluster: 'team' })));
  data.close();
  row('ITT of 50,000 clusters, CR2; bare sums by arm', ours, await seconds(`select arm, sum(y), max(team) from '${file}' group by arm`), 'at most 6x');
  row('  against bare sums by cluster and arm', ours, await seconds(`select team, arm, sum(y) from '${file}' group by team, arm`), 'shown');
}
