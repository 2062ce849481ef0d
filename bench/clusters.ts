import type { DuckDBConnection } from '@duckdb/node-api';
import { openFiles } from '../src/duckdb.ts';
import { itt, run } from '../src/index.ts';
import { bell, benchFile } from './data.ts';
import { leastInTurn, type Spent } from './measure.ts';

type Row = (what: string, ours: Spent, theirs: Spent, bound: string) => void;

const clusters = 50_000;

/** The difference in means with 50,000 clusters, CR2, against bare scans of its three columns. */
export async function benchClusters(rows: number, runs: number, bare: DuckDBConnection, row: Row): Promise<void> {
  const file = await benchFile('clusters', rows, {
    team: `(hash(i, 7) % ${clusters})::integer`,
    arm: `(hash(hash(i, 7) % ${clusters}, 8) % 2)::integer`,
    y: bell(200),
  });
  const scan = (sql: string) => async () => (await bare.run(sql)).getRows();
  const data = await openFiles(file, { threads: 2 });
  const [ours, byArm, byCluster] = await leastInTurn(
    runs,
    () => run(data, itt({ outcome: 'y', assignment: 'arm', control: 0, cluster: 'team' })),
    scan(`select arm, sum(y), max(team) from '${file}' group by arm`),
    scan(`select team, arm, sum(y) from '${file}' group by team, arm`),
  );
  data.close();
  row('ITT of 50,000 clusters, CR2; bare sums by arm', ours, byArm, 'at most 6x');
  row('  against bare sums by cluster and arm', ours, byCluster, 'shown');
}
