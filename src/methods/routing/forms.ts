import { comomentOf, type Moments, meanOf } from '../../moments/moments.ts';

/** A number a row, as a combination of the columns of its group. */
export type Form = (group: number) => Readonly<Record<string, number>>;

/** Means of forms over all rows, and the covariances of those means. */
export interface FormMeans {
  readonly n: number;
  readonly means: Float64Array;
  /** Of the means, forms x forms: the co-moments of the rows over n (n - 1). */
  readonly covariance: Float64Array;
}

/** From moments by group: within a group by its co-moments, between groups by its means. */
export function formMeans(groups: readonly Moments[], forms: readonly Form[]): FormMeans {
  const n = groups.reduce((sum, m) => sum + m.n, 0);
  const size = forms.length;
  const within = groups.map((m, g) => forms.map((form) => ({ terms: Object.entries(form(g)), m })));
  const centres = within.map((row) => row.map(({ terms, m }) => terms.reduce((sum, [name, factor]) => sum + factor * meanOf(m, name), 0)));
  const means = Float64Array.from({ length: size }, (_, f) => groups.reduce((sum, m, g) => sum + (m.n / n) * centres[g][f], 0));
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
  return { n, means, covariance };
}

type Terms = readonly (readonly [name: string, factor: number])[];

function productOf(m: Moments, a: Terms, b: Terms): number {
  let sum = 0;
  for (const [left, factor] of a) for (const [right, other] of b) if (factor !== 0 && other !== 0) sum += factor * other * comomentOf(m, left, right);
  return sum;
}
