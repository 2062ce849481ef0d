import { EstimandError } from '../errors/estimand-error.ts';
import type { Answer } from '../estimate/answer.ts';
import type { Finding } from '../estimate/finding.ts';
import type { Asking } from '../relation/asking.ts';

/** A method on a part of the rows. An error that would stop the whole study becomes a refusal that names the part. */
export function* refusing(asking: Asking<Answer>, check: string, about: Finding['about'], part: string): Asking<Answer> {
  try {
    return yield* asking;
  } catch (error) {
    if (!(error instanceof EstimandError)) throw error;
    const { what } = error;
    // The part lacks an arm that the study has.
    const mend = error.code === 'arm-missing' ? 'Join it with a part that has every arm, in data.sql, or leave it out.' : error.mend;
    return { estimates: [], findings: [{ check, about, verdict: 'refuse', says: `No effect for ${part}: ${what}`, mend }], exhibits: [] };
  }
}
