import type { Estimate } from '../../../estimate/estimate.ts';
import type { Finding } from '../../../estimate/finding.ts';
import { deltaVariance, ratioSet } from '../../../inference/ratio-set.ts';
import { quantileOf } from '../../../inference/wald.ts';
import { shareOfNothing, shareOfOpposites } from './findings.ts';
import type { MediatedArms } from './mediated-arms.ts';
import { estimateBase, type MediationParts, type Method, type PartsTold } from './mediation-estimates.ts';
import type { Mediated } from './options.ts';

const toldApart = ({ interval }: Estimate): boolean => interval.pieces.every(({ low = -Infinity, high = Infinity }) => low > 0 || high < 0);

/**
 * The indirect effect over the total one, with its Fieller set; refused where the total effect cannot be told from zero, or a part is told to point against it.
 *
 * Source  Fieller (1954), JRSS B 16.
 */
export function shareMediated(
  o: Mediated,
  m: MediatedArms,
  at: number,
  { total, direct, indirect }: MediationParts,
  told: PartsTold,
  method: Method,
): Estimate | Finding {
  const { c, mediators } = o;
  const { arm } = m.models.arms[at];
  if (!toldApart(total)) return shareOfNothing(o, arm, total.test?.pValue ?? 1);
  const value = indirect.value / total.value;
  if ([direct, indirect].some((part) => toldApart(part) && part.value * total.value < 0)) return shareOfOpposites(o, arm, value);
  const pair = {
    numerator: indirect.value,
    denominator: total.value,
    numeratorVariance: told.variances.indirect,
    denominatorVariance: told.variances.total,
    covariance: told.variances.covariance,
  };
  const reference = { kind: 't', df: told.df.total } as const;
  const base = estimateBase(
    o,
    m,
    at,
    method,
  )('proportion-mediated', `The indirect effect through ${mediators.join(', ')} as a share of the total effect of ${arm} on ${c.outcome}.`);
  return {
    ...base,
    estimand: { ...base.estimand, unit: { kind: 'plain' } },
    value,
    standardError: Math.sqrt(deltaVariance(pair)),
    interval: { pieces: ratioSet(pair, quantileOf(reference, (1 + c.level) / 2)), level: c.level, side: 'two-sided', kind: 'pointwise', reference },
  };
}
