import { studentTQuantile } from '../../math/distributions/student-t.ts';

/** Of units that several people labelled, or of clusters of these: sums over their labels, by the weights of the audit but for `count`. Labels may be counted from any fixed number. */
export type LabelSums = Readonly<Record<(typeof labelSums)[number], Float64Array>>;
/** Labels by weight, their sum and that of their squares; squared differences between any two labels of a unit over one less than it has; labels. */
export const labelSums = ['labels', 'sum', 'squares', 'apart', 'count'] as const;

export interface PeopleAgreement {
  readonly value: number;
  readonly standardError: number;
  /** Absent where people differ on one unit or none: that does not tell how often they do. */
  readonly low?: number;
  readonly high?: number;
}

/**
 * Krippendorff's alpha of any number of people, interval metric, each unit labelled by any two or more of them: one less observed over expected disagreement. Of labels
 * of 0 and 1 it is the nominal one. Undefined where everybody says the same of everything, or of fewer than three units or clusters.
 *
 * Model   1 - (A / M) / (v n / (n - 1)), M the labels by weight, A their `apart`, v the variance of all these labels together, n how many there are. Standard error by
 *         leaving out each unit, or cluster, in turn: what follows from influences alone is too small where these are few. Limits of the logarithm of disagreement, which
 *         lies above zero and is skewed, by t with one degree of freedom less than units or clusters.
 * Shapes  arrays of equal length, one entry a unit or cluster.
 * Source  Krippendorff (2004), Content Analysis, chapter 11; Efron & Stein (1981), Annals of Statistics 9. Parity: krippendorff, irrCAC.
 */
export function peopleAgreement(sums: LabelSums, level: number): PeopleAgreement | undefined {
  const n = sums.count.length;
  const total = Object.fromEntries(labelSums.map((name) => [name, sums[name].reduce((a, b) => a + b, 0)])) as Totals;
  const disagreement = disagreementIn(total);
  if (n < 3 || disagreement === undefined) return undefined;
  const without = Array.from({ length: n }, (_, i) =>
    disagreementIn(Object.fromEntries(labelSums.map((name) => [name, total[name] - sums[name][i]])) as Totals),
  );
  const known = without.filter((x) => x !== undefined);
  const found = { value: 1 - disagreement, standardError: spreadOf(known) };
  if (known.length < n || known.some((x) => x === 0)) return found;
  const reach = Math.exp(studentTQuantile((1 + level) / 2, n - 1) * spreadOf(known.map(Math.log)));
  return { ...found, low: Math.max(-1, 1 - disagreement * reach), high: 1 - disagreement / reach };
}

type Totals = Readonly<Record<(typeof labelSums)[number], number>>;

/** Observed over expected. */
function disagreementIn({ labels, sum, squares, apart, count }: Totals): number | undefined {
  const expected = (squares / labels - (sum / labels) ** 2) * (count / (count - 1));
  return labels > 0 && expected > 1e-12 * (squares / labels) ? Math.max(0, apart) / labels / expected : undefined;
}

/** Standard error from what a statistic is without each of its parts. */
function spreadOf(without: readonly number[]): number {
  const mean = without.reduce((a, b) => a + b, 0) / without.length;
  return Math.sqrt(without.reduce((sum, x) => sum + (x - mean) ** 2, 0) * ((without.length - 1) / without.length));
}
