import { column, is, or } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { clusters } from '../../relation/requests.ts';
import { type ClusterTotals, clusterTotalsOf, spanningTotals } from '../clusters/cluster-totals.ts';
import { productsOf } from '../clusters/share-products.ts';

/** What a row of an arm adds to the error of each outcome: a factor times the outcome less its mean and less slopes times the columns less theirs. */
export interface LinearInfluences {
  readonly factor: number;
  readonly means: readonly number[];
  readonly slopes: readonly (readonly number[])[];
  readonly columnMeans: readonly number[];
}

/** Covariance of influence i of arm a with influence j of arm b; undefined for an arm that is not there, or with fewer than two clusters. */
export type ClusterProducts = (a: number, b: number, i: number, j: number) => number | undefined;

export interface Influenced {
  readonly assignment: string;
  readonly cluster: string;
  readonly arms: readonly string[];
  readonly outcomes: readonly Expression[];
  readonly columns: readonly Expression[];
  /** Of each arm; absent for one that is not there. */
  readonly influences: readonly (LinearInfluences | undefined)[];
}

/**
 * By arm, the products of the cluster totals of several influences, summed over clusters: their covariance when what was randomized is a cluster.
 *
 * Model   sum over clusters g of T_gi T_gj times G / (G - 1), T the total of an influence in a cluster (CR0 with the usual correction).
 */
export function* clusterProducts(o: Influenced): Asking<ClusterProducts> {
  const reply = yield* ask(totalsOf(o));
  const found = o.arms.map((arm, a) => {
    const own = o.influences[a];
    const totals = clusterTotalsOf(reply, arm);
    return own && totals.sizes.length >= 2 ? productsOf(influencesIn(own, totals), scaleOf(totals.sizes.length)) : undefined;
  });
  return (a, b, i, j) => (a === b ? found[a]?.[i * o.outcomes.length + j] : undefined);
}

/** The same where a cluster may hold several arms: their totals in it go together. */
export function* spanningProducts(o: Influenced): Asking<ClusterProducts> {
  const reply = yield* ask(totalsOf(o));
  const m = o.outcomes.length;
  const cells = o.arms.flatMap((arm, a) => {
    const own = o.influences[a];
    const totals = spanningTotals(reply, arm);
    return own ? influencesIn(own, totals) : o.outcomes.map(() => new Float64Array(reply.clusters));
  });
  const products = productsOf(cells, scaleOf(reply.clusters));
  return (a, b, i, j) => (reply.clusters >= 2 && o.influences[a] && o.influences[b] ? products[(a * m + i) * cells.length + b * m + j] : undefined);
}

const scaleOf = (clusters: number): number => clusters / (clusters - 1);

/** Sums of the outcomes, then of the columns, in the arms. */
function totalsOf(o: Influenced) {
  const columns = Object.fromEntries([...o.outcomes, ...o.columns].map((e, i) => [`estimand:${i}`, e]));
  const where = o.arms.map((arm) => is(column(o.assignment), arm)).reduce(or);
  return clusters({ columns, products: [], cluster: column(o.cluster), by: column(o.assignment), where });
}

/** What each cluster adds to the error of each outcome. */
function influencesIn({ factor, means, slopes, columnMeans }: LinearInfluences, { sizes, sums }: ClusterTotals): readonly Float64Array[] {
  return means.map((mean, i) =>
    Float64Array.from(sizes, (size, g) => {
      const predicted = columnMeans.reduce((so, columnMean, j) => so + slopes[i][j] * (sums[means.length + j][g] - size * columnMean), 0);
      return factor * (sums[i][g] - size * mean - predicted);
    }),
  );
}
