import { comomentOf, meanOf } from '../../../moments/moments.ts';
import type { Group } from '../../../relation/requests.ts';

/** What the columns of a request are called. */
export interface Names {
  readonly numerator: string;
  readonly denominator: string;
}

/** The ratio of one arm, by the delta method over its randomization units. */
export interface RatioArm {
  readonly n: number;
  /** Sum of the numerator over sum of the denominator. */
  readonly mean: number;
  /** Of the ratio: that of the mean of (N - R D) / mean D. */
  readonly variance: number;
}

/** Below this share of the spread, the residual after the denominator is rounding. */
const negligible = 1e-13;

/** Source  Cochran (1977), Sampling Techniques, 3rd ed., 2.11 and 6.3. */
export function ratioOf({ moments: m }: Pick<Group, 'moments'>, { numerator, denominator }: Names): RatioArm {
  const size = meanOf(m, denominator);
  const ratio = meanOf(m, numerator) / size;
  const [own, shared, other] = [comomentOf(m, numerator, numerator), comomentOf(m, numerator, denominator), comomentOf(m, denominator, denominator)];
  const left = own - 2 * ratio * shared + ratio * ratio * other;
  const isNoise = left <= negligible * (own + ratio * ratio * other) + m.n * (1e-12 * ratio * size) ** 2;
  return { n: m.n, mean: ratio, variance: isNoise ? 0 : left / (m.n - 1) / m.n / size ** 2 };
}
