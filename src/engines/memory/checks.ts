import { EstimandError } from '../../errors/estimand-error.ts';
import type { Expression } from '../../expressions/expression.ts';
import type { NumberVector } from '../../expressions/vector.ts';
import type { Weight } from '../../relation/requests.ts';

/** Errors  not-finite with the count, integer-too-large: a measure must be a double in good standing. */
export function expectFinite(v: NumberVector, among: Uint8Array, e: Expression, label: string, source: string): void {
  const column = e.op === 'column' ? e.name : label;
  let [bad, large] = [0, 0];
  for (let i = 0; i < among.length; i++) {
    if (among[i] === 0) continue;
    if (!Number.isFinite(v.values[i])) bad++;
    else if (v.exact && Math.abs(v.values[i]) > Number.MAX_SAFE_INTEGER) large++;
  }
  if (bad > 0) throw new EstimandError('not-finite', { column, count: bad, source });
  if (large > 0) throw new EstimandError('integer-too-large', { column, count: large, source });
}

export function expectWeights(v: NumberVector, kind: Weight['kind'], among: Uint8Array, source: string): void {
  let [bad, negative, fractional] = [0, 0, 0];
  for (let i = 0; i < among.length; i++) {
    if (among[i] === 0) continue;
    if (!Number.isFinite(v.values[i])) bad++;
    else if (v.values[i] < 0) negative++;
    else if (!Number.isInteger(v.values[i])) fractional++;
  }
  if (bad > 0) throw new EstimandError('not-finite', { column: 'weight', count: bad, source });
  if (negative > 0) throw new EstimandError('weight-negative', { count: negative, source });
  if (kind === 'frequency' && fractional > 0) throw new EstimandError('weight-fractional', { count: fractional, source });
}
