import { EstimandError } from '../errors/estimand-error.ts';
import type { Answer } from '../estimate/answer.ts';
import { leavesZeroOut } from '../estimate/leaves-zero-out.ts';
import { wilson } from '../inference/newcombe.ts';
import { normalQuantile } from '../math/distributions/normal.ts';
import { type Random, stream } from '../math/random/stream.ts';
import type { Asking } from '../relation/asking.ts';
import type { SyncRelation } from '../relation/relation.ts';
import { runSync } from '../relation/run.ts';

export interface SimulatedPowerOptions {
  /** The rows of one replicate. Its random numbers are its own, whatever the others draw. */
  readonly draw: (random: Random, replicate: number) => SyncRelation;
  /** The method that is run on each replicate: its first estimate counts. */
  readonly ask: () => Asking<Answer>;
  readonly replications: number;
  readonly seed: number;
  /** Two-sided; 0.05 unless told. Of an estimate without a test, its own interval is read. */
  readonly alpha?: number;
}

export interface SimulatedPower {
  readonly power: number;
  /** Wilson interval of the power, since the replications are finite. */
  readonly interval: { readonly low: number; readonly high: number; readonly level: 0.95 };
  readonly replications: number;
  /** Replicates in which the method gave no estimate: they count as not found. */
  readonly refused: number;
  readonly seed: number;
  readonly alpha: number;
}

/**
 * Power of any method, by asking it of simulated data and counting how often it finds an effect.
 *
 * Model     share of replicates with p < alpha, with its Wilson interval.
 * Units     a probability.
 * Errors    option-invalid for fewer than one replication or an alpha outside (0, 1); those of the method.
 * Source    Wilson (1927), JASA 22. Same seed, same bits.
 */
export function simulatedPower({ draw, ask, replications, seed, alpha = 0.05 }: SimulatedPowerOptions): SimulatedPower {
  const expect = (holds: boolean, option: string, found: number, asked: string): void => {
    if (!holds) throw new EstimandError('option-invalid', { option, found: String(found), asked });
  };
  expect(Number.isInteger(replications) && replications > 0, 'replications', replications, 'a whole number above zero, such as 1000');
  expect(alpha > 0 && alpha < 1, 'alpha', alpha, 'a share between 0 and 1, such as 0.05');
  return powerFrom(countFinds({ draw, ask, replications, seed, alpha }, 0, replications), { replications, seed, alpha });
}

/** Replicates that found an effect, and those that gave no estimate. */
export interface Finds {
  readonly found: number;
  readonly refused: number;
}

/** The counts of some of the replicates, so that a caller can stop in between. */
export function countFinds({ draw, ask, seed, alpha = 0.05 }: SimulatedPowerOptions, from: number, to: number): Finds {
  let [found, refused] = [0, 0];
  for (let replicate = from; replicate < to; replicate++) {
    const { estimates } = runSync(draw(stream(seed, replicate), replicate), ask());
    if (estimates.length === 0) refused++;
    else if (finds(estimates[0], alpha)) found++;
  }
  return { found, refused };
}

/** Power from the counts of all replicates. */
export function powerFrom({ found, refused }: Finds, of: { readonly replications: number; readonly seed: number; readonly alpha: number }): SimulatedPower {
  const { low, high } = wilson({ events: found, n: of.replications }, normalQuantile(0.975));
  return { power: found / of.replications, interval: { low, high, level: 0.95 }, replications: of.replications, refused, seed: of.seed, alpha: of.alpha };
}

function finds({ test, interval }: Answer['estimates'][number], alpha: number): boolean {
  if (test) return test.pValue < alpha;
  return leavesZeroOut(interval.pieces);
}
