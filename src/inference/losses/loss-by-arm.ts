import { hypergeometricTwoSided } from '../../math/distributions/hypergeometric.ts';
import type { LossCount } from '../../protocol/protocol.ts';
import { holm } from '../multiplicity/step-wise.ts';

/** Does an arm lose another share of its units than control? */
export interface LossTest {
  readonly arm: string;
  /** Shares lost, and by how much the arm's is higher. */
  readonly share: number;
  readonly controlShare: number;
  readonly difference: number;
  readonly pValue: number;
  /** Over all arms, by Holm. */
  readonly adjusted: number;
}

/**
 * Exact test of a different loss in each treatment arm against control.
 *
 * Model   Fisher's exact test, two-sided: given how many were lost in the two arms together, the chance of splits that are no likelier than the one seen. It holds
 *         its level with any counts, also where a chi-square test of rare losses raises many times the alarms it promises. Several arms: Holm. A decision
 *         reads the arm that it would launch, so each arm needs a test of its own; one joint test of all arms (Freeman-Halton) would not say which, and its
 *         enumeration has no bound.
 * Shapes  one result for each treatment arm, in the order given.
 * Source  Fisher (1935), JRSS 98; Holm (1979), Scandinavian Journal of Statistics 6. Parity: scipy.stats.fisher_exact, R fisher.test.
 */
export function lossByArm(control: LossCount, treatments: readonly LossCount[]): readonly LossTest[] {
  const controlShare = shareLost(control);
  const pValues = treatments.map(({ lost, kept }) =>
    hypergeometricTwoSided(lost, { drawn: lost + kept, marked: lost + control.lost, total: lost + kept + control.lost + control.kept }),
  );
  const adjusted = holm(pValues);
  return treatments.map((treatment, i) => {
    const share = shareLost(treatment);
    return { arm: treatment.arm, share, controlShare, difference: share - controlShare, pValue: pValues[i], adjusted: adjusted[i] };
  });
}

/** Zero where there are no units. */
const shareLost = ({ lost, kept }: LossCount): number => (lost > 0 ? lost / (lost + kept) : 0);
