import { EstimandError } from '../../errors/estimand-error.ts';
import { whyFailed } from './sql-text.ts';

/** An error of DuckDB as one that can be corrected: too little memory or disk is no fault of the query. */
export function queryFailed(error: unknown): EstimandError {
  return outOfRoom(error) ?? new EstimandError('query-failed', { why: whyFailed(error) });
}

export function outOfRoom(error: unknown): EstimandError | undefined {
  const message = error instanceof Error ? error.message : '';
  if (!message.startsWith('Out of Memory Error')) return undefined;
  return new EstimandError('out-of-room', { of: /max_temp_directory_size|No space left/.test(message) ? 'disk' : 'memory' });
}
