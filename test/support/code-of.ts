import { EstimandError } from '../../src/errors/estimand-error.ts';

/** The code of the error that is thrown; undefined when nothing is. */
export function codeOf(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof EstimandError) return error.code;
    throw error;
  }
  return undefined;
}
