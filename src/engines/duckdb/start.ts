import { rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { EstimandError } from '../../errors/estimand-error.ts';
import type { Resources } from '../../relation/resources.ts';
import { resourcesOf } from './resources.ts';

export interface Started {
  readonly connection: DuckDBConnection;
  /** Ends it, and removes what it put aside on disk. */
  close(): void;
}

/**
 * A database in memory that loads nothing from outside, within bounds of memory, threads and disk.
 *
 * Errors  temporary-unwritable.
 */
export async function startDuckDB(given: Resources): Promise<Started> {
  const { memory, threads, temporary, disk } = await resourcesOf(given);
  await mkdir(temporary, { recursive: true, mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    throw new EstimandError('temporary-unwritable', { path: temporary, why: error.code ?? error.message });
  });
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    memory_limit: `${memory}B`,
    threads: String(threads),
    temp_directory: temporary,
  });
  const connection = await instance.connect();
  // Given at the start it holds nothing back (DuckDB 1.5.5).
  await connection.run(`set max_temp_directory_size = '${disk}B'`);
  // Else the text of a moment would depend on the machine.
  await connection.run("set TimeZone = 'UTC'");
  return {
    connection,
    close() {
      connection.closeSync();
      instance.closeSync();
      rmSync(temporary, { recursive: true, force: true });
    },
  };
}
