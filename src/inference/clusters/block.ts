import { column, is, subtract, sum, times, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { choleskyFactor, choleskyInverse } from '../../math/cholesky.ts';
import { type CentredFit, rotatedColumns } from '../second-pass.ts';

/** One regression, or that of one arm: its rotated columns make the basis, the constant first. */
export interface Block extends Pick<CentredFit, 'n' | 'columns' | 'means' | 'inverse'> {
  /** The arm whose rows it is about. */
  readonly arm?: string;
  readonly residuals: readonly Residual[];
}

/** What a row's outcome is less its prediction: an expression less a constant, and less the slopes times the columns about their means. */
export interface Residual {
  readonly of: Expression;
  readonly less: number;
  readonly slopes?: Float64Array;
}

/** What is added up beside: an expression, or slopes times the columns of the regression about some point. */
export type Summand = { readonly of: Expression } | { readonly slopes: Float64Array; readonly about: Float64Array };

/** What turns the columns of a block about their means into its basis: C with S^-1 = CC', k x k. */
export const turnOf = ({ inverse, columns }: Pick<Block, 'inverse' | 'columns'>): Float64Array => choleskyFactor(inverse, columns.length)!;

/** The spread of each column in the rows of a block, as the root of its mean square. */
export function spreadsOf({ inverse, columns, n }: Pick<Block, 'inverse' | 'columns' | 'n'>): Float64Array {
  const k = columns.length;
  const gram = choleskyInverse(choleskyFactor(inverse, k)!, k);
  return Float64Array.from({ length: k }, (_, j) => Math.sqrt(gram[j * (k + 1)] / n));
}

/**
 * How many times longer the way is from the columns to their basis than straight on: one where they are uncorrelated, large where they are nearly
 * collinear. Sums of products of columns lose as many digits as its square has when they are turned into the basis.
 */
export function stretchOf(block: Pick<Block, 'inverse' | 'columns' | 'n'>): number {
  const k = block.columns.length;
  const [turn, spreads] = [turnOf(block), spreadsOf(block)];
  const lengths = block.columns.map((_, j) => spreads.reduce((so, spread, i) => so + Math.abs(turn[i * k + j]) * spread, 0) * Math.sqrt(block.n));
  return Math.max(1, ...lengths);
}

/** The same blocks with their bases as columns and residuals that are nothing else, row by row where the data are: no digit is lost, but nobody else asks for these. */
export function turnedByRow(blocks: readonly Block[]): readonly Block[] {
  return blocks.map((block) => {
    const k = block.columns.length;
    return {
      ...block,
      columns: rotatedColumns(block),
      means: new Float64Array(k),
      inverse: Float64Array.from({ length: k * k }, (_, e) => (e % (k + 1) === 0 ? 1 : 0)),
      residuals: block.residuals.map(({ of, less, slopes }) => {
        const above = subtract(of, less);
        return { of: slopes ? subtract(above, along(block, { slopes, about: block.means })) : above, less: 0 };
      }),
    };
  });
}

/** Slopes times the columns about some point, as an expression. */
export function along({ columns }: Pick<Block, 'columns'>, { slopes, about }: { readonly slopes: Float64Array; readonly about: Float64Array }): Expression {
  return sum(columns.flatMap((x, j) => (slopes[j] === 0 ? [] : [times(slopes[j], subtract(x, about[j]))])));
}

/** An expression that is another one in the rows of each block. */
export function byBlock(blocks: readonly Block[], assignment: string | undefined, pick: (block: Block) => Expression): Expression {
  const last = blocks[blocks.length - 1];
  return blocks.slice(0, -1).reduceRight((otherwise, block) => when(is(column(assignment!), block.arm!), pick(block), otherwise), pick(last));
}
