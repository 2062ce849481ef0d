import { equals, less, number, when } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { unknown } from '../arm-measure.ts';

/** The number that belongs to a code, found by halves so that thousands of cells are a dozen choices deep; unknown of other codes. */
export function byCode(values: readonly (readonly [code: number, value: number])[], code: Expression): Expression {
  const sorted = [...values].sort(([a], [b]) => a - b);
  const among = (from: number, to: number): Expression => {
    if (to - from === 1) return when(equals(code, sorted[from][0]), number(sorted[from][1]), unknown);
    const middle = (from + to) >> 1;
    return when(less(code, sorted[middle][0]), among(from, middle), among(middle, to));
  };
  return among(0, sorted.length);
}
