import { shareFreedom } from '../../models/did/share-freedom.ts';
import { joinedFreedom, type VariancePart } from '../bell-mccaffrey.ts';
import { freedomOf } from '../freedom.ts';

/** An estimate's contributions by cluster, and what clusters weigh in each part of it. */
export interface LeftOutParts {
  /** The estimate less the estimate without the cluster, one a cluster that takes part. */
  readonly contributions: Float64Array;
  /** For each part (the treated of a cohort, controls) the sums of loadings by cluster; zero where a cluster has no row of it. */
  readonly parts: readonly Float64Array[];
}

export interface LeftOutError {
  readonly standardError: number;
  /** Absent where nothing varies; zero where one cluster alone has a part, of which nothing tells the error. */
  readonly df?: number;
}

/**
 * The standard error of an estimate from what it is without each cluster, and its degrees of freedom.
 *
 * Model     Variance (G - 1) / G times the sum of squared contributions, for G clusters. Where each cluster has rows of one part alone the parts'
 *           variances are joined by Welch and Satterthwaite, with no more degrees of freedom than under equal variances; otherwise those.
 *           It errs upwards: m treated clusters have m / (m - 1) of their variance.
 * Source    Bell & McCaffrey (2002), Survey Methodology 28; MacKinnon, Nielsen & Webb (2023), Journal of Applied Econometrics 38.
 */
export function leftOutError({ contributions, parts }: LeftOutParts): LeftOutError {
  const clusters = contributions.length;
  const squares = contributions.map((value) => ((clusters - 1) / clusters) * value * value);
  const standardError = Math.sqrt(squares.reduce((sum, value) => sum + value, 0));
  if (!(standardError > 0)) return { standardError };
  const clustersOf = (part: Float64Array): number => part.reduce((count, value) => count + (value !== 0 ? 1 : 0), 0);
  if (parts.some((part) => clustersOf(part) === 1)) return { standardError, df: 0 };
  const alone = squares.every((_, g) => parts.filter((part) => part[g] !== 0).length <= 1);
  const df = alone ? joinedFreedom(parts.map((part) => partOf(part, squares))) : freedomOf([shareFreedom(parts)]);
  return df === undefined ? { standardError } : { standardError, df };
}

const partOf = (part: Float64Array, squares: Float64Array): VariancePart => ({
  variance: squares.reduce((sum, value, g) => (part[g] === 0 ? sum : sum + value), 0),
  ...shareFreedom([part]),
});
