import { column, indicator, subtract, times, when } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { meanOf } from '../../../moments/moments.ts';
import { auditWeight, isAudited } from '../../../protocol/audited.ts';
import { type ArmMeasure, byArm } from '../arm-measure.ts';
import type { ArmLook } from '../look.ts';
import type { ResolvedMeasurement } from '../options.ts';
import type { RectifiedArm } from '../rectified.ts';

/** Columns that a measure is a sum of, up to a constant of the arm. A measure, and whatever is held against it, is a set of weights. */
export type Parts = Readonly<Record<string, Expression>>;
export type Weights = Readonly<Record<string, number>>;
/** Weights of each arm. */
export type ArmWeights = (arm: string) => Weights;

/** Is the row audited, and for how many rows does it stand. */
export const [audited, weight] = ['audited', 'weight'];
/** What people say of an audited row beyond the mean of its arm's audit, expanded to the arm; zero elsewhere. */
export const label = 'label';
/** A judge's score of every row; and of audited ones as `label` is of people's. */
export const scoreBy = (judge: string): string => `score ${judge}`;
export const seenBy = (judge: string): string => `seen ${judge}`;
/** Of measures that are not linear in their slopes: what every row has, and what audited ones add. */
const [base, added] = ['base', 'added'];

/** Is the measure the judges' scores by their slopes, and a correction by audited rows? */
export const isBySlopes = ({ by }: ResolvedMeasurement): boolean => by === 'ppi++' || by === 'ppi';

export function partsOf(looks: readonly ArmLook[], arms: readonly ArmMeasure[], o: ResolvedMeasurement): Parts {
  const onAudit = (of: Expression): Expression => when(isAudited(o), of, 0);
  const expanded = (name: string): Expression =>
    onAudit(byArm(looks, o, ({ judged, audited: m }) => times(judged.n / m.weight, times(auditWeight(o), subtract(column(name), meanOf(m, name))))));
  const shared = { [audited]: indicator(isAudited(o)), [weight]: onAudit(auditWeight(o)), [label]: expanded(o.human) };
  if (!isBySlopes(o)) return { ...shared, [base]: byArm(arms, o, (arm) => arm.base), [added]: onAudit(byArm(arms, o, (arm) => arm.onAudit)) };
  return {
    ...shared,
    ...Object.fromEntries(o.judges.flatMap((judge) => [[scoreBy(judge), column(judge)] as const, [seenBy(judge), expanded(judge)] as const])),
  };
}

const over = (slopes: Weights, by: number, named: (judge: string) => string): Weights =>
  Object.fromEntries(Object.entries(slopes).map(([judge, slope]) => [named(judge), by * slope]));

/** The part of a measure that audited rows add. */
export const auditOf =
  (o: ResolvedMeasurement) =>
  (arm: ArmMeasure | RectifiedArm): Weights =>
    isBySlopes(o) && 'scale' in arm
      ? { [label]: arm.scale, ...over(arm.slopes, -arm.scale, seenBy), ...(arm.unseen && { [weight]: arm.unseen }) }
      : { [added]: 1 };

/** A measure as it is read. */
export const measureOf =
  (o: ResolvedMeasurement) =>
  (arm: ArmMeasure | RectifiedArm): Weights => ({
    ...auditOf(o)(arm),
    ...(isBySlopes(o) ? over(arm.slopes, 1, scoreBy) : { [base]: 1 }),
  });

/** Labels alone, expanded to their arm. */
export const labelsOf = (arm: RectifiedArm): Weights => ({ [label]: arm.scale });

/** What is asked of the arms by their names. */
export const byName =
  <Arm extends { readonly arm: string }>(arms: readonly Arm[], of: (arm: Arm) => Weights): ArmWeights =>
  (name) =>
    of(arms.find(({ arm }) => arm === name)!);
