import { expressionKey } from '../../expressions/walk.ts';
import { remembered } from '../../math/remembered.ts';
import type { ClustersReply } from '../../relation/requests.ts';
import { type Block, turnOf } from './block.ts';

/** Where the sums of a rollup stand among the columns and products of its reply. */
export interface Totals {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Of each further summand that is an expression. */
  readonly f: readonly (number | undefined)[];
  readonly xx: readonly (readonly number[])[] | undefined;
  readonly yx: readonly (readonly number[])[];
}

/** What the columns of a regression add up to in each of its clusters, about their means: the same for every outcome of the same rows. */
export interface DesignSums {
  /** Rows. */
  readonly sizes: Float64Array;
  /** Sums of the columns, clusters x k. */
  readonly sums: Float64Array;
  /** Sums of their products, clusters x k x k; none where they are not asked for. */
  readonly products: Float64Array;
  /** The same in the basis, the constant first, clusters x p x p; only where asked for. */
  readonly grams?: Float64Array;
}

export function designSums(block: Block, rows: Int32Array, reply: ClustersReply, totals: Pick<Totals, 'x' | 'xx'>, grams: boolean): DesignSums {
  const { arm, n, columns, means, inverse } = block;
  const key = expressionKey(['design', arm, n, columns, means, inverse, totals.xx !== undefined, grams]);
  return remembered(reply.parts, key, () => summed(block, rows, reply, totals, grams));
}

function summed(block: Block, rows: Int32Array, reply: ClustersReply, { x, xx }: Pick<Totals, 'x' | 'xx'>, grams: boolean): DesignSums {
  const { starts, parts } = reply;
  const k = x.length;
  const gap = Float64Array.from(x, (at, j) => block.means[j] - reply.centres[at]);
  const columns = x.map((at) => reply.sums[at]);
  const pairs = (xx ?? []).flatMap((row, j) => row.slice(0, j + 1).map((at, l) => ({ values: reply.products[at], j, l })));
  const sizes = new Float64Array(rows.length);
  const sums = new Float64Array(rows.length * k);
  const products = new Float64Array(xx ? rows.length * k * k : 0);
  // A column at a time, so that what is read lies together.
  for (let c = 0; c < rows.length; c++) for (let i = starts[rows[c]]; i < starts[rows[c] + 1]; i++) sizes[c] += reply.sizes[parts[i]];
  for (let j = 0; j < k; j++) {
    const column = columns[j];
    for (let c = 0; c < rows.length; c++) {
      let sum = 0;
      for (let i = starts[rows[c]]; i < starts[rows[c] + 1]; i++) sum += column[parts[i]];
      sums[c * k + j] = sum - sizes[c] * gap[j];
    }
  }
  for (const { values, j, l } of pairs) {
    const [here, there] = [j * k + l, l * k + j];
    for (let c = 0; c < rows.length; c++) {
      let sum = 0;
      for (let i = starts[rows[c]]; i < starts[rows[c] + 1]; i++) sum += values[parts[i]];
      // About the means: less what the way there adds, in sums that are about the means already.
      const moved = sum - gap[l] * sums[c * k + j] - gap[j] * sums[c * k + l] - sizes[c] * gap[j] * gap[l];
      products[c * k * k + here] = moved;
      products[c * k * k + there] = moved;
    }
  }
  return { sizes, sums, products, ...(grams && { grams: turnedGrams(block, { sizes, sums, products }) }) };
}

/** C'GC of the products about the means, beside the constant. */
function turnedGrams(block: Block, { sizes, sums, products }: Omit<DesignSums, 'grams'>): Float64Array {
  const k = block.columns.length;
  const p = k + 1;
  const turn = turnOf(block);
  const constant = 1 / Math.sqrt(block.n);
  const grams = new Float64Array(sizes.length * p * p);
  const half = new Float64Array(k * k);
  for (let c = 0; c < sizes.length; c++) {
    const from = c * p * p;
    grams[from] = constant * constant * sizes[c];
    for (let j = 0; j < k; j++) {
      let along = 0;
      for (let i = j; i < k; i++) along += turn[i * k + j] * sums[c * k + i];
      grams[from + j + 1] = constant * along;
      grams[from + (j + 1) * p] = constant * along;
    }
    for (let i = 0; i < k; i++) {
      for (let j = 0; j < k; j++) {
        let sum = 0;
        for (let l = j; l < k; l++) sum += products[(c * k + i) * k + l] * turn[l * k + j];
        half[i * k + j] = sum;
      }
    }
    for (let i = 0; i < k; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let l = i; l < k; l++) sum += turn[l * k + i] * half[l * k + j];
        grams[from + (i + 1) * p + j + 1] = sum;
        grams[from + (j + 1) * p + i + 1] = sum;
      }
    }
  }
  return grams;
}
