import { EstimandError } from '../../src/errors/estimand-error.ts';

/** What went wrong, in its own words; `no error` when nothing did. */
export async function messageFrom(run: () => Promise<unknown>): Promise<string> {
  try {
    await run();
  } catch (error) {
    if (error instanceof EstimandError) return error.message;
    throw error;
  }
  return 'no error';
}
