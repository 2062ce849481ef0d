/** Trace and sum of squares of the quadratic form that a variance is, from which its degrees of freedom come. */
export interface ShareFreedom {
  readonly trace: number;
  readonly squares: number;
}

/**
 * What the degrees of freedom of a leave-one-cluster-out variance come from: trace squared over squares.
 *
 * Model     Each part of the estimate (treated of a cohort, controls) is a weighted mean of clusters, with shares p that the loadings of its rows
 *           sum to; clusters have errors of equal variance in each part, independent between parts. Without cluster g the mean changes by
 *           p / (1 - p) times its distance from the mean: the sum of squares of that is a quadratic form with matrix
 *           diag(e s) - a b' - b a' + S b b', e = 1 / (1 - p)^2, s = p^2, S their sum, a = s / (1 - p), b = p / (1 - p). Shares of m equal clusters
 *           give m - 1; G clusters, each part of which is alike in all, give G - 1. Where the part is a regression its columns count as its mean.
 * Shapes    each part one sum of loadings a cluster, of equal length; a part's sum is its scale.
 * Source    Satterthwaite (1946), Biometrics Bulletin 2; after Bell & McCaffrey (2002), Survey Methodology 28.
 */
export function shareFreedom(parts: readonly Float64Array[]): ShareFreedom {
  const forms = parts.map(formOf);
  let [trace, squares] = [0, 0];
  for (const [i, form] of forms.entries()) {
    trace += form.trace;
    for (let j = 0; j <= i; j++) squares += (i === j ? 1 : 2) * productTrace(form, forms[j]);
  }
  return { trace, squares };
}

/** diag(diagonal) - a b' - b a' + total b b'. */
interface Form {
  readonly diagonal: Float64Array;
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly total: number;
  readonly trace: number;
}

function formOf(loadings: Float64Array): Form {
  const scale = loadings.reduce((sum, value) => sum + value, 0);
  const [diagonal, a, b] = Array.from({ length: 3 }, () => new Float64Array(loadings.length));
  let total = 0;
  for (let g = 0; g < loadings.length; g++) {
    const share = loadings[g] / scale;
    const left = 1 - share;
    b[g] = (scale * share) / left;
    a[g] = share * b[g];
    diagonal[g] = b[g] * b[g];
    total += share * share;
  }
  let trace = 0;
  for (let g = 0; g < b.length; g++) trace += diagonal[g] - 2 * a[g] * b[g] + total * b[g] * b[g];
  return { diagonal, a, b, total, trace };
}

/** Of the product of two forms. */
function productTrace(one: Form, other: Form): number {
  let [sum, aa, ab, ba, bb] = [0, 0, 0, 0, 0];
  for (let g = 0; g < one.b.length; g++) {
    const [a, b, c, d] = [one.a[g], one.b[g], other.a[g], other.b[g]];
    sum += one.diagonal[g] * (other.diagonal[g] - 2 * c * d + other.total * d * d) + other.diagonal[g] * (one.total * b * b - 2 * a * b);
    aa += a * c;
    ab += a * d;
    ba += b * c;
    bb += b * d;
  }
  return sum + 2 * (aa * bb + ab * ba) - 2 * bb * (other.total * ab + one.total * ba) + one.total * other.total * bb * bb;
}
