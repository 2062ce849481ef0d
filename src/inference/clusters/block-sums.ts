import type { ClustersReply } from '../../relation/requests.ts';
import { type Block, type Residual, type Summand, turnOf } from './block.ts';
import type { ClusterSums } from './cluster-shares.ts';
import { type DesignSums, designSums, type Totals } from './design-sums.ts';

/** The sums of the clusters of one block. */
export interface BlockSums extends ClusterSums {
  /** Rows by cluster. */
  readonly sizes: Float64Array;
  readonly further: readonly Float64Array[];
}

interface Asked {
  readonly grams: boolean;
  readonly further: readonly Summand[];
  readonly reply: ClustersReply;
  readonly totals: Totals;
}

/** The sums of some clusters, moved from where the columns were summed to their means in the block, and turned into its basis. */
export function blockSums(block: Block, rows: Int32Array, { grams, further, reply, totals }: Asked): BlockSums {
  const design = designSums(block, rows, reply, totals, grams);
  return {
    clusters: rows.length,
    rank: block.columns.length + 1,
    scores: block.residuals.map((residual, r) => scoresOf(block, residual, rows, design, { reply, totals, r })),
    sizes: design.sizes,
    further: further.map((summand, i) => ('of' in summand ? summedUp(reply, rows, totals.f[i]!, design.sizes) : along(block, summand, design))),
    ...(design.grams && { grams: design.grams }),
  };
}

/** Sums of basis times residual, clusters x p. */
function scoresOf(
  block: Block,
  { less, slopes }: Residual,
  rows: Int32Array,
  { sizes, sums, products }: DesignSums,
  { reply, totals, r }: Pick<Asked, 'reply' | 'totals'> & { readonly r: number },
): Float64Array {
  const { starts, parts, centres } = reply;
  const k = block.columns.length;
  const p = k + 1;
  const turn = turnOf(block);
  const constant = 1 / Math.sqrt(block.n);
  const gap = Float64Array.from(totals.x, (at, j) => block.means[j] - centres[at]);
  const above = less - centres[totals.y[r]];
  const y = reply.sums[totals.y[r]];
  const yx = totals.yx[r].map((at) => reply.products[at]);
  const crossed = new Float64Array(k);
  const scores = new Float64Array(rows.length * p);
  const added = (values: Float64Array, g: number): number => {
    let sum = 0;
    for (let i = starts[g]; i < starts[g + 1]; i++) sum += values[parts[i]];
    return sum;
  };
  for (let c = 0; c < rows.length; c++) {
    const sum = added(y, rows[c]);
    let error = sum - sizes[c] * above;
    for (let j = 0; j < k; j++) {
      crossed[j] = added(yx[j], rows[c]) - gap[j] * sum - above * sums[c * k + j];
      if (!slopes) continue;
      error -= slopes[j] * sums[c * k + j];
      for (let l = 0; l < k; l++) crossed[j] -= slopes[l] * products[(c * k + j) * k + l];
    }
    scores[c * p] = constant * error;
    for (let j = 0; j < k; j++) {
      let turned = 0;
      for (let i = j; i < k; i++) turned += turn[i * k + j] * crossed[i];
      scores[c * p + j + 1] = turned;
    }
  }
  return scores;
}

/** Sums of a column itself. */
function summedUp({ starts, parts, sums, centres }: ClustersReply, rows: Int32Array, at: number, sizes: Float64Array): Float64Array {
  return Float64Array.from(rows, (g, c) => {
    let sum = sizes[c] * centres[at];
    for (let i = starts[g]; i < starts[g + 1]; i++) sum += sums[at][parts[i]];
    return sum;
  });
}

/** Sums of slopes times the columns about some point. */
function along({ means }: Block, { slopes, about }: Extract<Summand, { readonly slopes: Float64Array }>, { sizes, sums }: DesignSums): Float64Array {
  const k = slopes.length;
  let beyond = 0;
  for (let j = 0; j < k; j++) beyond += slopes[j] * (means[j] - about[j]);
  return sizes.map((size, c) => {
    let total = size * beyond;
    for (let j = 0; j < k; j++) total += slopes[j] * sums[c * k + j];
    return total;
  });
}
