import { add, call, divide, greater, subtract, sum, times, when } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import type { ArmPiece, ArmPieces } from './arm-pieces.ts';

/** A unit as expressions. */
export interface UnitRow {
  /** Is it treated? */
  readonly treated: Expression;
  readonly outcome: Expression;
  /** Without the constant: those of the chance, of which regressions have the first. */
  readonly columns: readonly Expression[];
  /** How much it counts among those the effect is about, where they do not count alike. */
  readonly target: Expression | undefined;
  /** What it weighs in its arm; what its treatment adds to the score of the constant of the chance. Absent where no chance enters. */
  readonly weight?: Expression;
  readonly score?: Expression;
}

/** What a unit adds to the errors of both means, times their scales, as columns that are derived one set after the other. */
export interface PieceRows {
  readonly derived: readonly Readonly<Record<string, Expression>>[];
  /** To the error of each arm's mean. */
  readonly adds: readonly [Expression, Expression];
  /** Of the unit's own arm: its residual times what it counts; and what it counts. */
  readonly residual: Expression;
  readonly loading: Expression;
}

/** A unit that fits itself leaves nothing that could be scaled up. */
const least = 1e-6;

/**
 * `effectErrors` as expressions: HC2, so that nothing changes where units are no longer looked at one by one; but for leverages that nobody sees.
 *
 * Shapes  derived columns are called by the prefix.
 */
export function pieceRows(pieces: ArmPieces, row: UnitRow, prefix: string): PieceRows {
  const { treated, outcome } = row;
  const made = (name: string): Expression => ({ op: 'column', name: `${prefix}:${name}` });
  const own = (of: (piece: ArmPiece) => Expression): Expression => when(treated, of(pieces[1]), of(pieces[0]));
  const predicts = pieces[0].aboutWhom;
  const predicted = (arm: 0 | 1): Expression => (predicts ? made(`predicted ${arm}`) : { op: 'number', value: pieces[arm].value });
  const leverage = leverageOf(pieces, own, row);
  const first = {
    ...(predicts && {
      [`${prefix}:predicted 0`]: linear(pieces[0].predicted, row.columns),
      [`${prefix}:predicted 1`]: linear(pieces[1].predicted, row.columns),
    }),
    [`${prefix}:loading`]: sum([...(row.weight ? [row.weight] : []), ...(pieces[0].pull ? [own(({ pull }) => linear(pull!, row.columns))] : [])]),
    ...(leverage && { [`${prefix}:left`]: subtract(1, leverage) }),
  };
  const second = { [`${prefix}:residual`]: times(made('loading'), subtract(outcome, when(treated, predicted(1), predicted(0)))) };
  const left = when(greater(made('left'), least), made('left'), least);
  const third = { [`${prefix}:scaled`]: leverage ? divide(made('residual'), call('sqrt', left)) : made('residual') };
  const rest = (arm: 0 | 1): readonly Expression[] => {
    const { value, carried } = pieces[arm];
    const about = subtract(predicted(arm), value);
    return [
      ...(predicts ? [row.target ? times(row.target, about) : about] : []),
      ...(carried && row.score ? [times(row.score, linear(carried, row.columns))] : []),
    ];
  };
  return {
    derived: [first, second, third],
    adds: [sum([when(treated, 0, made('scaled')), ...rest(0)]), sum([when(treated, made('scaled'), 0), ...rest(1)])],
    residual: made('residual'),
    loading: made('loading'),
  };
}

/** Units for each coefficient from which on leverages change the sixth digit of an error: they are left out, since they cost more than all else that is asked of a unit. */
const unseen = 500_000;

function leverageOf(pieces: ArmPieces, own: (of: (piece: ArmPiece) => Expression) => Expression, { columns, weight }: UnitRow): Expression | undefined {
  if (pieces.some(({ inverse, units, fitted }) => inverse && units < unseen * fitted)) return own(({ inverse }) => quadratic(inverse!, columns));
  return pieces[0].aboutWhom || !weight ? undefined : own(({ scale }) => times(1 / scale, weight));
}

/** The constant first; columns beyond the factors count for nothing. */
function linear(factors: Float64Array, columns: readonly Expression[]): Expression {
  return columns
    .slice(0, factors.length - 1)
    .reduce<Expression>((total, x, j) => (factors[j + 1] === 0 ? total : add(total, times(factors[j + 1], x))), { op: 'number', value: factors[0] });
}

/** x' matrix x, of a constant and the columns. */
function quadratic(matrix: Float64Array, columns: readonly Expression[]): Expression {
  const k = Math.sqrt(matrix.length);
  // Each column times twice what lies before it and once its own.
  const row = (i: number): Float64Array => Float64Array.from({ length: i + 1 }, (_, j) => (i === j ? 1 : 2) * matrix[i * k + j]);
  return columns.slice(0, k - 1).reduce<Expression>((total, x, j) => add(total, times(x, linear(row(j + 1), columns))), { op: 'number', value: matrix[0] });
}
