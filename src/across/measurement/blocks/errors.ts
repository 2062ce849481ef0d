import { stratifiedDifference, type Target } from '../../../inference/stratified.ts';
import { type Moments, meanOf } from '../../../moments/moments.ts';
import type { ArmMeasure } from '../arm-measure.ts';
import { type ErrorPart, freedomOfSum } from '../freedom.ts';
import type { ResolvedMeasurement } from '../options.ts';
import type { RectifiedArm } from '../rectified.ts';
import { type ComparedArm, differenceOn, type InBlocks, labelsIn, settledOn, weighted } from './in-blocks.ts';
import { type LabelsAlone, labelsAlone } from './labels-alone.ts';
import { auditOf, byName, label, labelsOf, measureOf, type Weights } from './parts.ts';

/** What comes of the audit in a variance: of both arms together under the treatment's name, or of one. */
export interface AuditError extends ErrorPart {
  readonly arm: string;
}

/** How the measured effect of one treatment errs, as the blocked effect on it does. */
export interface BlockedErrors {
  readonly arm: string;
  readonly control: string;
  readonly target: Target;
  readonly pairs: boolean;
  readonly variance: number;
  /** Without what the audit brings: no label takes it away. */
  readonly judgeVariance: number;
  readonly judgeFreedom: number;
  /** Of the audit: one entry where blocks are a sample, else one an arm. */
  readonly audits: readonly AuditError[];
  /** Degrees of freedom of its t distribution (Welch and Satterthwaite). */
  readonly df: number;
  readonly blocks: number;
  /** Blocks with labels in both arms; and labels, and blocks, where only one arm has any. */
  readonly complete: number;
  readonly oneSided: { readonly blocks: number; readonly labels: number; readonly counted: boolean };
  /** Blocks, or clusters, that tell as much as those with labels (Kish). */
  readonly labelled: number;
  /** Standard deviation of what a pair's labels say beyond the judge; absent where fewer than three pairs have both. */
  readonly pairSpread?: number;
  /** By labels alone. */
  readonly alone: LabelsAlone;
}

/** The variances behind an effect in blocks: measured, of its audit, and of labels alone. */
export function errorsInBlocks(
  one: ComparedArm,
  labels: InBlocks['labels'],
  measured: readonly ArmMeasure[],
  expanded: readonly RectifiedArm[],
  o: ResolvedMeasurement,
): BlockedErrors {
  const { target, difference } = differenceOn(one, byName(measured, measureOf(o)));
  const variance = difference.standardError ** 2;
  const found = auditErrors(one, target, measured, auditOf(o));
  const ofAudit = found.reduce((sum, a) => sum + a.variance, 0);
  const judgeVariance = Math.max(0, variance - ofAudit);
  // What judge and audit share may lie below zero: then all of the variance comes of the audit.
  const audits = found.map((a) => ({ ...a, variance: a.variance * Math.min(1, variance / (ofAudit || 1)) }));
  const complete = one.chosen.strata.filter(({ block }) => hasBoth(one, block));
  const single = one.chosen.strata.filter(({ block }) => !hasBoth(one, block) && labelsAt(one, block) > 0);
  const pairSpread = one.pairs && complete.length > 2 ? spreadOf(one, complete, measured, auditOf(o)) : undefined;
  return {
    arm: one.arm,
    control: one.control,
    target,
    pairs: one.pairs,
    variance,
    judgeVariance,
    judgeFreedom: difference.df,
    audits,
    df: freedomOfSum([...audits, { variance: judgeVariance, freedom: difference.df }]),
    blocks: one.chosen.strata.length,
    complete: complete.length,
    oneSided: { blocks: single.length, labels: single.reduce((sum, { block }) => sum + labelsAt(one, block), 0), counted: true },
    labelled: one.labelled,
    ...(pairSpread !== undefined && { pairSpread }),
    alone: labelsAlone(one, labels, { audits: auditErrors(one, target, expanded, labelsOf), torn: single.length > 0, complete: complete.length }, o),
  };
}

/** Labels within blocks alone, without the judge and without labels of one arm. */
export const withoutJudge = (one: BlockedErrors): BlockedErrors => ({
  ...one,
  variance: one.alone.variance,
  judgeVariance: 0,
  audits: [{ arm: one.arm, variance: one.alone.variance, freedom: one.alone.df }],
  df: one.alone.df,
  oneSided: { ...one.oneSided, counted: false },
});

/** Where blocks are a sample labels of both arms err together; elsewhere each arm by itself. */
function auditErrors<Arm extends ArmMeasure>(one: ComparedArm, target: Target, arms: readonly Arm[], of: (arm: Arm) => Weights): readonly AuditError[] {
  const own = [one.control, one.arm].map((name) => arms.find(({ arm }) => arm === name)!);
  if (target === 'blocks') {
    const { standardError } = settledOn(one, target, byName(arms, of)).difference;
    return [{ arm: one.arm, variance: standardError ** 2, freedom: Math.min(...own.map(({ freedom }) => freedom)) }];
  }
  return own.map((arm) => ({
    arm: arm.arm,
    variance: stratifiedDifference(weighted(one, (name) => (name === arm.arm ? of(arm) : {})).strata, 'sample').standardError ** 2,
    freedom: arm.freedom,
  }));
}

const labelsAt = (one: ComparedArm, block: string): number => labelsIn(one.cells.get(block)!.treatment) + labelsIn(one.cells.get(block)!.control);
const hasBoth = (one: ComparedArm, block: string): boolean => labelsIn(one.cells.get(block)!.treatment) > 0 && labelsIn(one.cells.get(block)!.control) > 0;

/** Of the difference in a pair between what labels say beyond the judge: no longer expanded to the arm. */
function spreadOf(
  one: ComparedArm,
  strata: ComparedArm['chosen']['strata'],
  arms: readonly ArmMeasure[],
  of: (arm: ArmMeasure) => Weights,
): number | undefined {
  const beyond = (name: string, m: Moments): number => {
    const arm = arms.find((a) => a.arm === name)!;
    const weights = of(arm);
    const by = arm.audited / arm.units / (weights[label] ?? 0);
    return Object.entries(weights).reduce((sum, [part, w]) => sum + by * w * meanOf(m, part), 0);
  };
  const differences = strata.map(({ block }) => {
    const { treatment, control } = one.cells.get(block)!;
    return beyond(one.arm, treatment) - beyond(one.control, control);
  });
  const mean = differences.reduce((sum, x) => sum + x, 0) / differences.length;
  const spread = Math.sqrt(differences.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (differences.length - 1));
  return Number.isFinite(spread) ? spread : undefined;
}
