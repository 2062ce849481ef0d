/** The requests of an arm, or of all arms, and what is made of those that are labelled. */
export interface WeightedArm {
  readonly arm: string;
  /** Served or not. */
  readonly requests: number;
  readonly served: number;
  /** Served with a known outcome. */
  readonly labelled: number;
  /** Over labelled requests, each weighted by one over its chance. */
  readonly mean: number;
  readonly effectiveSampleSize: number;
  readonly largestWeight: number;
  /** Of the labelled ones: how many requests they stand for. */
  readonly weight: number;
  /** Part of the variance of the mean that no label shows. */
  readonly unseen: number;
  /** As the labels are. */
  readonly labelledMean: number;
  readonly labelledVariance: number;
  /** With a regression of the outcome on contexts beside the weights. */
  readonly augmented?: { readonly mean: number; readonly variance: number };
  /** Weights of all served requests against the number of requests. */
  readonly sumTest?: SumTest;
}

/** In standard errors, and a p-value that holds with few and unequal weights too. */
export interface SumTest {
  readonly statistic: number;
  readonly pValue: number;
}

export interface WeightedArms {
  readonly arms: readonly WeightedArm[];
  /** Of the weighted means, k x k row-major, with what no label shows. */
  readonly covariance: Float64Array;
  /** Does the outcome hold 0 and 1 only? */
  readonly binary: boolean;
  /** Requests left out because a context, a chance or the arm is unknown. */
  readonly left: number;
  /** Requests whose chance was logged as zero: no label represents them. */
  readonly never?: number;
  /** Why there is no augmented mean though there are contexts. */
  readonly unaugmented?: string;
}

/** Why no weighted mean can be had. */
export interface NoWeights {
  readonly kind: 'no-weights';
  readonly says: string;
  readonly mend: string;
}

/** The one key where there are no arms. */
export const everybody = 'all requests';

/** Of the weighted mean: sum of squared weighted deviations over the squared sum of weights, times n / (n - 1). */
export const hajekVariance = (squares: number, weight: number, labelled: number): number => (squares / weight ** 2) * (labelled / (labelled - 1));

/**
 * Variance that no label shows: of requests whose chance is below that of every label, as if their outcomes spread as the others do. Where the heaviest requests were
 * not served what labels show of the error is too small; this is none where all are served, and goes to none as labels grow.
 *
 * @param spread   weighted variance of the labelled outcomes.
 * @param weights  one over the chance, summed over the requests below the least chance of a label.
 */
export const unseenVariance = (spread: number, weights: number, requests: number): number => (Math.max(0, spread) * weights) / requests ** 2;
