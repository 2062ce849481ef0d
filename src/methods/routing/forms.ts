import { comomentOf, type Moments, meanOf } from '../../moments/moments.ts';
import { rowsName } from './cluster-sums.ts';

/** A number a row, as a combination of the columns of its group. */
export type Form = (group: number) => Readonly<Record<string, number>>;

/** Means of forms over all rows, and the covariances of those means. */
export interface FormMeans {
  readonly n: number;
  readonly means: Float64Array;
  /** Of the means, forms x forms: the co-moments of the rows over n (n - 1); with clusters those of their sums. */
  readonly covariance: Float64Array;
  /** Degrees of freedom: rows less one, or clusters less one. */
  readonly df: number;
}

/** Sums by cluster, and what a column of a group is called among them. */
export interface FormClusters {
  readonly sums: Moments;
  readonly named: (group: number, column: string) => string;
}

/** From moments by group: within a group by its co-moments, between groups by its means. */
export function formMeans(groups: readonly Moments[], forms: readonly Form[], clusters?: FormClusters): FormMeans {
  const n = groups.reduce((sum, m) => sum + m.n, 0);
  const size = forms.length;
  const within = groups.map((m, g) => forms.map((form) => ({ terms: Object.entries(form(g)), m })));
  const centres = within.map((row) => row.map(({ terms, m }) => terms.reduce((sum, [name, factor]) => sum + factor * meanOf(m, name), 0)));
  const means = Float64Array.from({ length: size }, (_, f) => groups.reduce((sum, m, g) => sum + (m.n / n) * centres[g][f], 0));
  if (clusters) return { n, means, df: clusters.sums.n - 1, covariance: betweenClusters(forms, groups.length, means, n, clusters) };
  const covariance = new Float64Array(size * size);
  for (const [g, m] of groups.entries()) {
    if (m.n === 0) continue;
    for (let a = 0; a < size; a++) {
      for (let b = 0; b <= a; b++) {
        const product = productOf(m, within[g][a].terms, within[g][b].terms) + m.n * (centres[g][a] - means[a]) * (centres[g][b] - means[b]);
        covariance[a * size + b] += product / (n * (n - 1));
        if (a !== b) covariance[b * size + a] = covariance[a * size + b];
      }
    }
  }
  return { n, means, covariance, df: n - 1 };
}

/** G / (G - 1) times the sum over clusters of products of what their rows add to each mean, over n^2. */
function betweenClusters(forms: readonly Form[], groups: number, means: Float64Array, n: number, { sums, named }: FormClusters): Float64Array {
  const terms = forms.map((form, f): Terms => {
    const own = Array.from({ length: groups }, (_, g) => Object.entries(form(g)).map(([name, factor]) => [named(g, name), factor] as const));
    return [...own.flat(), [rowsName, -means[f]]];
  });
  const factor = sums.n / (sums.n - 1) / n ** 2;
  return Float64Array.from({ length: forms.length ** 2 }, (_, e) => factor * productOf(sums, terms[Math.floor(e / forms.length)], terms[e % forms.length]));
}

type Terms = readonly (readonly [name: string, factor: number])[];

function productOf(m: Moments, a: Terms, b: Terms): number {
  let sum = 0;
  for (const [left, factor] of a) for (const [right, other] of b) if (factor !== 0 && other !== 0) sum += factor * other * comomentOf(m, left, right);
  return sum;
}
