import { studentTQuantile } from '../../math/distributions/student-t.ts';
import { indexOf, type Moments, meanOf } from '../../moments/moments.ts';

/** Of units, or of clusters of them, that several people labelled; sums over the labels of one. Labels may be counted from any fixed number. */
export const labelSums = ['labels', 'sum', 'squares', 'apart'] as const;

export interface PeopleAgreement {
  readonly value: number;
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Krippendorff's alpha of any number of people, interval metric, each unit labelled by any two or more of them: one less observed over expected disagreement. Of labels
 * of 0 and 1 it is the nominal one. Undefined where everybody says the same of everything, or of fewer than two units or clusters.
 *
 * Model   1 - (A / M) / (v n / (n - 1)), M the sum of labels, A that of a unit's squared differences between any two labels over one less than it has labels, v the
 *         variance of all these labels together, n how many there are. Standard error by the delta method over units, or clusters, G / (G - 1); t with G - 1 degrees of freedom.
 * Shapes  moments over the units, or clusters, of `labelSums`; `count` labels are in them.
 * Source  Krippendorff (2004), Content Analysis, chapter 11; Gwet (2021), Handbook of Inter-Rater Reliability, for the linearization. Parity: krippendorff, irrCAC.
 */
export function peopleAgreement(m: Moments, count: number, level: number): PeopleAgreement | undefined {
  const [labels, total, squares, apart] = labelSums.map((name) => m.n * meanOf(m, name));
  if (m.n < 2 || !(labels > 0) || count < 2) return undefined;
  const correction = count / (count - 1);
  const centre = total / labels;
  const expected = correction * (squares / labels - centre ** 2);
  if (!(expected > 1e-12 * (squares / labels))) return undefined;
  const observed = apart / labels;
  const value = 1 - observed / expected;
  // Derivatives by each sum: they add up to zero over units.
  const byExpected = (observed / expected ** 2) * correction;
  const slopes = {
    labels: observed / expected + byExpected * (2 * centre ** 2 - squares / labels),
    sum: -2 * byExpected * centre,
    squares: byExpected,
    apart: -1 / expected,
  };
  const p = m.columns.length;
  let spread = 0;
  for (const a of labelSums) for (const b of labelSums) spread += slopes[a] * slopes[b] * m.comoment[indexOf(m, a) * p + indexOf(m, b)];
  const standardError = Math.sqrt(Math.max(0, spread) * (m.n / (m.n - 1))) / labels;
  const half = studentTQuantile((1 + level) / 2, m.n - 1) * standardError;
  return { value, standardError, low: Math.max(-1, value - half), high: Math.min(1, value + half) };
}
