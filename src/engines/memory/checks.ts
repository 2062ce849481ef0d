import { EstimandError } from '../../errors/estimand-error.ts';
import type { NumberVector } from '../../expressions/vector.ts';
import type { Moments } from '../../moments/moments.ts';
import type { Weight } from '../../relation/requests.ts';

/** Errors  not-finite, with the count. */
export function expectFinite(v: NumberVector, among: Uint8Array, column: string, source: string): void {
  let count = 0;
  for (let i = 0; i < among.length; i++) if (among[i] === 1 && !Number.isFinite(v.values[i])) count++;
  if (count > 0) throw new EstimandError('not-finite', { column, count, source });
}

/** Errors  weight-negative; weight-fractional. */
export function expectWeights(values: Float64Array, kind: Weight['kind'], among: Uint8Array, source: string): void {
  let [negative, fractional] = [false, false];
  for (let i = 0; i < among.length; i++) {
    if (among[i] === 0) continue;
    negative ||= values[i] < 0;
    fractional ||= values[i] % 1 !== 0 && Number.isFinite(values[i]);
  }
  if (negative) throw new EstimandError('weight-negative', { source });
  if (kind === 'frequency' && fractional) throw new EstimandError('weight-fractional', { source });
}

/** Errors  too-large-to-square: values that are finite, and whose products are not. */
export function expectSquares(m: Moments, source: string): void {
  if (![m.weight, ...m.mean, ...m.comoment].every(Number.isFinite)) throw new EstimandError('too-large-to-square', { columns: m.columns, source });
}
