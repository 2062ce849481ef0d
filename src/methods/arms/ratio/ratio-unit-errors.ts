import { and, column, divide, greater, is, isKnown, subtract, times, when } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { joinedFreedom } from '../../../inference/bell-mccaffrey.ts';
import { leastSlack } from '../../../inference/second-pass.ts';
import { meanOf } from '../../../moments/moments.ts';
import { type Asking, all, ask } from '../../../relation/asking.ts';
import { type Group, moments } from '../../../relation/requests.ts';
import { ratioOf } from './ratio-arm.ts';
import type { RatioErrors } from './ratio-errors.ts';
import { denominatorErrors } from './ratio-findings.ts';
import type { RatioContrast } from './ratio-options.ts';

/** From so many standard errors on, the mean of a denominator leaves the delta method as it is: the two intervals differ by less than three in a thousand. */
const steady = 30;

/**
 * Errors of ratios where few units hold most of an arm's denominator, from one more scan; undefined where none does.
 *
 * Model   that of clusters with each unit its own (`ratioClusterErrors`): the delta method takes N - R D of a unit as if R had been found without it.
 * Shapes  groups of units, control first; an error for each treatment.
 * Source  Bell & McCaffrey (2002), Survey Methodology 28; Cochran (1977), Sampling Techniques, 3rd ed., 6.8.
 */
export function* ratioUnitErrors(groups: readonly Group[], c: RatioContrast): Asking<readonly RatioErrors[] | undefined> {
  if (groups.every((group) => denominatorErrors(c, group) >= steady)) return undefined;
  const replies = yield* all(
    groups.map((group) => {
      const known = and(isKnown(c.parts.numerator), isKnown(c.parts.denominator));
      return ask(moments({ columns: termsOf(group, c), where: and(is(column(c.assignment), group.key[0]), known) }));
    }),
  );
  const [control, ...treatments] = groups.map((group, i) => {
    const [{ moments: m }] = replies[i].groups;
    const sum = (name: keyof ReturnType<typeof termsOf>): number => meanOf(m, name) * m.n;
    const variance = ratioOf(group, c.names).variance === 0 ? 0 : sum('variance');
    const total = meanOf(group.moments, c.names.denominator) * group.moments.n;
    return { n: m.n, variance, trace: 1 / total, squares: (sum('own') + sum('weight') ** 2) / total ** 2 };
  });
  return treatments.map((one) => ({
    standardError: Math.sqrt(one.variance + control.variance),
    df: joinedFreedom([one, control]) ?? one.n + control.n - 2,
    means: { treatmentVariance: one.variance, controlVariance: control.variance, covariance: 0 },
  }));
}

/** What is added up over the units of an arm. A unit that is the whole denominator has no residual. */
function termsOf(group: Group, { parts, names }: RatioContrast): Readonly<Record<'variance' | 'own' | 'weight', Expression>> {
  const total = meanOf(group.moments, names.denominator) * group.moments.n;
  const part = divide(parts.denominator, total);
  const slack = subtract(1, part);
  const unlessAll = (of: Expression): Expression => when(greater(slack, leastSlack), of, 0);
  const left = divide(subtract(parts.numerator, times(ratioOf(group, names).mean, parts.denominator)), total);
  const grown = divide(times(part, part), slack);
  return {
    variance: unlessAll(divide(times(left, left), slack)),
    own: unlessAll(subtract(times(part, part), times(grown, grown))),
    weight: unlessAll(grown),
  };
}
