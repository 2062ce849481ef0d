import { add, and, column, divide, is, isKnown, subtract, sum, times, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { isAudited } from '../../protocol/audited.ts';
import { freedomOfSum } from './freedom.ts';
import { predictorsOf, type ResolvedMeasurement } from './options.ts';

/** How the units of one arm are measured. */
export interface ArmMeasure {
  readonly arm: string;
  /** Of every unit: what the judge says, corrected on average. */
  readonly base: Expression;
  /** Added where people looked. */
  readonly onAudit: Expression;
  /** What that adds up to on average over the arm, where slopes or errors are shared between arms; it cancels in their difference, and is taken off again. */
  readonly drift: number;
  /** Variance of the arm's mean: what comes of all judged units, and what comes of the audit; by clusters, where they are named. */
  readonly judgeVariance: number;
  readonly auditVariance: number;
  /** What a label counts beside what it says, for disagreements that so small an audit need not have seen: already in `base` and `onAudit`. */
  readonly unseen?: number;
  /** Labels that no judge gave, in labels of equal weight, where `unseen` is carried. */
  readonly disagreements?: number;
  /** Clusters of the audit and of all judged units, where they are named. */
  readonly clusters?: { readonly audited: number; readonly judged: number };
  /** Degrees of freedom of the audit. */
  readonly freedom: number;
  readonly units: number;
  readonly audited: number;
  /** Labels that were drawn with equal probabilities and tell as much (Kish). */
  readonly effective: number;
  /** Weight of each judge, or of each predictor. */
  readonly slopes: Readonly<Record<string, number>>;
  /** What the audit says of one judge's slope, before it is held within 0 and 1. */
  readonly unheld?: number;
  /** Of a judge of yes and no: how often it is right on the arm's own audit, with the labels that tell so. */
  readonly right?: readonly Right[];
  /** The correction that was added to the judge's mean. */
  readonly rectifier: number;
  readonly mean: number;
  /** Standard deviation of the human label on the audit. */
  readonly spread: number;
}

/** How often a judge is right where people say 1, or 0. */
export interface Right {
  readonly where: 'sensitivity' | 'specificity';
  readonly share: number;
  readonly labels: number;
}

/** Unknown on every row: a division by zero. */
export const unknown = divide(0, 0);

/** One column for all arms. A row of no arm is not measured. */
export const armsMeasure = (arms: readonly ArmMeasure[], o: ResolvedMeasurement): Expression =>
  add(
    byArm(arms, o, (arm) => (arm.drift === 0 ? arm.base : subtract(arm.base, arm.drift))),
    when(
      isAudited(o),
      byArm(arms, o, (arm) => arm.onAudit),
      0,
    ),
  );

/** The measure without what the audit adds to its spread. */
export const plugInOf = (arms: readonly ArmMeasure[], o: ResolvedMeasurement): Expression => byArm(arms, o, (arm) => arm.base);

/** What each arm says of its own rows. */
export const byArm = <Arm extends { readonly arm: string }>(arms: readonly Arm[], o: ResolvedMeasurement, of: (arm: Arm) => Expression): Expression =>
  arms.reduceRight<Expression>((otherwise, arm) => when(is(column(o.assignment), arm.arm), of(arm), otherwise), unknown);

/** Known only where every judge has a score, also judges without weight: the mean is over judged units. */
export function amongJudged(of: Expression, slopes: Readonly<Record<string, number>>, o: ResolvedMeasurement): Expression {
  const idle = predictorsOf(o).filter((name) => !slopes[name]);
  return idle.length === 0 ? of : when(idle.map((name) => isKnown(column(name))).reduce(and), of, unknown);
}

export const combination = (slopes: Readonly<Record<string, number>>): Expression =>
  sum(Object.entries(slopes).flatMap(([name, slope]) => (slope === 0 ? [] : [slope === 1 ? column(name) : times(slope, column(name))])));

/**
 * Degrees of freedom of a sum of arms: of the audit of each, and of all its units, or of the clusters that these lie in where they are named (Welch and Satterthwaite).
 */
export const armsFreedom = (arms: readonly ArmMeasure[]): number =>
  freedomOfSum(
    arms.flatMap(({ auditVariance, freedom, judgeVariance, units, clusters }) => [
      { variance: auditVariance, freedom },
      { variance: judgeVariance, freedom: Math.max(1, (clusters?.judged ?? units) - 1) },
    ]),
  );

/** The variances of an arm as if rows of a cluster said the same: which part of the whole each is does not hang on how the few clusters of an audit happen to differ. */
export const asIfAlike = (arm: ArmMeasure): ArmMeasure => {
  const { auditVariance, judgeVariance, audited, units, clusters } = arm;
  return clusters ? { ...arm, auditVariance: auditVariance * (audited / clusters.audited), judgeVariance: judgeVariance * (units / clusters.judged) } : arm;
};
