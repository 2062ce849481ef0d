import { EstimandError } from '../../errors/estimand-error.ts';
import { normalQuantile } from '../distributions/normal.ts';
import { philox } from './philox.ts';

/** A sequence of independent random numbers. Every sampler takes exactly one uniform, so draws stay aligned whatever their parameters. */
export interface Random {
  /** Uniform on (0, 1): an odd multiple of 2^-53, so never 0, 0.5 or 1. */
  uniform(): number;
  /** Standard normal, by inversion. */
  normal(): number;
  /** 1 with the given chance, else 0. */
  bernoulli(chance: number): 0 | 1;
  /** One of 0, 1, ..., count - 1; no value is favoured by more than count / 2^52 of its chance. */
  integer(count: number): number;
  /** Exponential with mean 1. */
  exponential(): number;
}

const TWO_32 = 2 ** 32;

/**
 * The random numbers of one replicate under one seed. Same seed and replicate: same bits, on any machine and with any number of workers;
 * another seed or replicate: an independent stream.
 *
 * Model     Philox4x32-10 keyed by the seed; the counter holds the replicate and the position in its stream.
 * Units     seed and replicate: integers from 0 to 2^53 - 1. A stream holds 2^65 uniforms.
 * Errors    option-invalid when seed or replicate is not such an integer.
 */
export function stream(seed: number, replicate = 0): Random {
  mustBeSafeNatural('seed', seed);
  mustBeSafeNatural('replicate', replicate);
  const key0 = (seed % TWO_32) | 0;
  const key1 = (seed / TWO_32) | 0;
  const counter = new Uint32Array([0, 0, replicate % TWO_32, replicate / TWO_32]);
  const block = new Uint32Array(4);
  let unread = 0;

  function uniform(): number {
    if (unread === 0) {
      philox(counter, key0, key1, block);
      counter[0] += 1;
      if (counter[0] === 0) counter[1] += 1;
      unread = 2;
    }
    const at = 4 - 2 * unread;
    unread -= 1;
    return ((block[at] >>> 6) * 2 ** 26 + (block[at + 1] >>> 6) + 0.5) * 2 ** -52;
  }

  return {
    uniform,
    normal: () => normalQuantile(uniform()),
    bernoulli: (chance) => (uniform() < chance ? 1 : 0),
    integer: (count) => Math.floor(uniform() * count),
    exponential: () => -Math.log(uniform()),
  };
}

function mustBeSafeNatural(option: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 0) return;
  throw new EstimandError('option-invalid', { option, found: String(value), asked: 'an integer from 0 to 2^53 - 1' });
}
