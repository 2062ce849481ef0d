import { add, subtract, times } from '../../expressions/build.ts';
import { comomentOf, meanOf, varianceOf } from '../../moments/moments.ts';
import { auditWeight } from '../../protocol/audited.ts';
import type { ArmMeasure } from './arm-measure.ts';
import { type ArmLook, effectiveLabels, otherwise } from './look.ts';
import type { ResolvedMeasurement } from './options.ts';
import { onlyZeroAndOne } from './rogan-gladen.ts';

/** From so many on, the labels of an arm tell by themselves how its judge errs. */
export const enoughDisagreements = 10;

/** Below so many labels the weight of a judge that is rarely wrong is not estimated. */
const enoughLabels = 50;

/** How often people and judge differ on the audit of an arm. */
export interface Disagreements {
  /** In labels of equal weight: those that the variance of the audit rests on. */
  readonly count: number;
  readonly share: number;
}

/** Where few labels stand for many units, what matters is whether these differ: shares are by squared weights. */
export function disagreementsIn(look: ArmLook, o: ResolvedMeasurement): Disagreements {
  const share = meanOf(look.squares, otherwise);
  return { count: share * effectiveLabels(look, o), share };
}

/** Too few to tell a weight by: such a judge counts in full where it is of use at all. */
export const isRarelyWrong = ({ count, share }: Disagreements, labels: number): boolean => count < enoughDisagreements && share <= 0.5 && labels < enoughLabels;

/** Disagreements that are added to those seen, of half the squared normal quantile: what Wilson's limits of a share add. */
const added = 2;

/**
 * Disagreements of an arm that its audit is too small to have seen, as a spread that every label carries beside its own.
 *
 * Model   with x disagreements among n labels the variance of the audit's mean is that of x + 2, down to that of x from 10 to 20 of them, and by the share of labels
 *         that agree: scores that never agree to the digit spread by themselves. A label counts c more than all units together, +-c (w N / sum w - 1), which adds up to zero in the arm,
 *         has nothing to do with any covariate, and adds up within clusters. The arms have opposite signs, since two labels of a pair would hide it otherwise.
 * Source  Agresti & Coull (1998), American Statistician 52; Agresti & Min (2005), Statistics in Medicine 24.
 */
export function withUnseen<Arm extends ArmMeasure>(arm: Arm, look: ArmLook, side: 'control' | 'treatment', o: ResolvedMeasurement, pairs?: number): Arm {
  const { count, share } = disagreementsIn(look, o);
  const rare = Math.min(1, Math.max(0, 2 - count / enoughDisagreements));
  const { weight } = look.audited;
  // Of a pair both labels carry it, so that half of it each makes their difference that of two more pairs.
  const labels = pairs === undefined ? arm.effective : 4 * pairs;
  const spread = Math.sqrt((added * rare * (1 - share) * sizeOf(look, o)) / labels) * Math.max(1, ...Object.values(arm.slopes));
  if (!(spread > 0) || look.audited.n === look.judged.n) return arm;
  const unseen = (side === 'control' ? -1 : 1) * spread;
  const perLabel = (unseen * look.judged.n) / weight;
  return {
    ...arm,
    base: subtract(arm.base, unseen),
    onAudit: add(arm.onAudit, times(perLabel, auditWeight(o))),
    unseen: perLabel,
    disagreements: count,
    auditVariance: arm.auditVariance + spread ** 2 * Math.max(0, look.squares.weight / weight ** 2 - 1 / look.judged.n),
  };
}

/** The square of what a disagreement is: 1 between 0 and 1; else that of those seen, or of two scores that were drawn. */
function sizeOf({ audited: m, judged }: ArmLook, { judges: [judge], human }: ResolvedMeasurement): number {
  if (onlyZeroAndOne(m, human)) return 1;
  const share = meanOf(m, otherwise);
  if (share === 0) return Math.max(varianceOf(m, human), varianceOf(judged, judge));
  const between = (a: string, b: string): number => comomentOf(m, a, b) / m.weight;
  return Math.max(0, between(human, human) - 2 * between(human, judge) + between(judge, judge) + (meanOf(m, human) - meanOf(m, judge)) ** 2) / share;
}
