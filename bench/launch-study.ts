// Run by bench/launch.ts: the scenario of a launch that one workspace of many gets on one day, in Parquet, with its study.
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { csvText } from '../src/scenarios/csv-text.ts';
import { globalUpgrade } from '../src/scenarios.ts';
import { benchFolder } from './data.ts';

/** Workspaces over weeks, of which a fifth lie after the launch. The path of the study. */
export async function launchStudy(workspaces: number, weeks: number): Promise<string> {
  mkdirSync(benchFolder, { recursive: true });
  const path = resolve(benchFolder, `launch-${workspaces}x${weeks}`);
  const before = (4 * weeks) / 5;
  const { columns } = globalUpgrade.simulate({ n: workspaces * weeks, before, after: weeks - before });
  if (!existsSync(`${path}.parquet`)) {
    writeFileSync(`${path}.csv`, csvText({ columns }));
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(`copy (from '${path}.csv') to '${path}.parquet.tmp' (format parquet)`);
    connection.closeSync();
    instance.closeSync();
    renameSync(`${path}.parquet.tmp`, `${path}.parquet`);
  }
  writeFileSync(`${path}.yaml`, globalUpgrade.study(basename(`${path}.parquet`)).replace(/launched: \d{4}-\d\d-\d\d/, `launched: ${columns.week[before]}`));
  return `${path}.yaml`;
}
