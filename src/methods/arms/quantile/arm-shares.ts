import { greater, indicator, not, number } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { armErrors } from '../../../inference/clusters/arm-errors.ts';
import { armMean } from '../../../inference/clusters/arm-regressions.ts';
import { type Freedom, freedomOf, scaledFreedom } from '../../../inference/freedom.ts';
import { meanOf } from '../../../moments/moments.ts';
import { type Asking, all, ask } from '../../../relation/asking.ts';
import { type Group, moments } from '../../../relation/requests.ts';
import type { QuantileContrast } from './quantile-options.ts';

/** How the share of an arm's units below its quantile errs, arm by arm, control first. */
export interface ArmShares {
  readonly errors: readonly number[];
  /** Variance of the share over that of as many independent units; 1 without clusters. */
  readonly designEffects: readonly number[];
  /** Degrees of freedom of w1 * share of the arm - w0 * share of control. */
  df(arm: number, weights: readonly [treatment: number, control: number]): number;
  /** By arm, where clusters were randomized. */
  readonly clusters?: Readonly<Record<string, number>>;
}

const independent = ({ moments: { n } }: Group): Freedom => ({ trace: 1 / n, squares: 1 / n ** 2 / (n - 1) });

/** p (1 - p) / n, the variance under the share that is asked about: that of a score test, which needs no estimate. */
export function plainShares(groups: readonly Group[], { quantile: p }: QuantileContrast): ArmShares {
  const freedom = groups.map(independent);
  return {
    errors: groups.map(({ moments: { n } }) => Math.sqrt((p * (1 - p)) / n)),
    designEffects: groups.map(() => 1),
    df: (arm, [w1, w0]) => freedomOf([scaledFreedom(freedom[arm], w1), scaledFreedom(freedom[0], w0)]),
  };
}

/**
 * The same times the design effect of 1[Y <= quantile]: its clustered variance over its variance among independent units. Degrees of freedom by Bell and
 * McCaffrey. Where every unit is at or below the quantile that ratio does not exist; units of a cluster are then taken to be alike.
 *
 * Errors  cluster-spans-arms; cluster-too-few.
 */
export function* clusteredShares(groups: readonly Group[], quantiles: readonly number[], c: QuantileContrast): Asking<ArmShares> {
  const { quantile: p, measure, assignment, cluster } = c;
  const atMost = (quantile: number): Expression => indicator(not(greater(measure, quantile)));
  const names = groups.map((_, a) => `${a}`);
  const [counted, errors] = yield* all([
    ask(moments({ columns: Object.fromEntries(names.map((name, a) => [name, atMost(quantiles[a])])), by: [assignment] })),
    armErrors({
      assignment,
      cluster: cluster!,
      kind: c.kind!,
      fits: groups.map((group, a) => ({ ...armMean(group.key[0], group.moments.n), quantile: quantiles[a] })),
      columns: [],
      // Less p, and beside it a constant: moved to the share itself once that is counted.
      residuals: ({ quantile }) => [
        { of: atMost(quantile), less: p },
        { of: number(1), less: 0 },
      ],
    }),
  ]);
  const designEffects = groups.map(({ key: [arm], moments: { n } }, a) => {
    const share = meanOf(counted.groups.find((g) => g.key[0] === arm)!.moments, names[a]);
    const { matrix } = errors.difference(Math.max(1, a), a === 0 ? [0, 1] : [1, 0]);
    const moved = p - share;
    const variance = matrix[0][0] + 2 * moved * matrix[0][1] + moved ** 2 * matrix[1][1];
    const alike = n / errors.perArm[arm];
    const alone = (share * (1 - share)) / (n - 1);
    return alone > 1e-12 ? Math.max(variance / alone, 1e-6) : alike;
  });
  return {
    errors: groups.map(({ moments: { n } }, a) => Math.sqrt((designEffects[a] * p * (1 - p)) / n)),
    designEffects,
    df: (arm, weights) => errors.freedom(arm, weights),
    clusters: errors.perArm,
  };
}
