import type { Finding } from '../../../estimate/finding.ts';
import { subtract, times, when } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { mergeAll } from '../../../moments/merge.ts';
import { auditWeight, isAudited } from '../../../protocol/audited.ts';
import type { LabelGroups, LabelledRows } from '../../../protocol/labelled.ts';
import type { Asking } from '../../../relation/asking.ts';
import { armsMeasure, byArm, combination } from '../arm-measure.ts';
import { type ArmLook, givenByNone, look } from '../look.ts';
import { type MeasurementOptions, type ResolvedMeasurement, resolved } from '../options.ts';
import { auditSlopes, rectifiedArm, type Slopes, sharedSlopes } from '../rectified.ts';
import { constantJudge, judgesAlike, noGroupAudited } from '../refusals.ts';
import { onlyZeroAndOne } from '../rogan-gladen.ts';

export type GroupMeasurementOptions = Omit<MeasurementOptions, 'assignment' | 'arms'> & { readonly groups: LabelGroups };

/** Groups that are corrected together, by the labels of all of them. */
export interface GroupLook extends ArmLook {
  readonly groups: readonly string[];
}

/** A measured outcome as one column for methods that weigh rows one by one. */
export interface GroupMeasurement extends Made {
  /** The audit alone, without the judge. */
  readonly audit: Made;
  /** The judge less people. */
  readonly error: Made;
  readonly looks: readonly GroupLook[];
  /** Weight of each judge, in all groups. */
  readonly slopes: Slopes;
  readonly binary: boolean;
  readonly groups: LabelGroups;
  readonly options: ResolvedMeasurement;
}

interface Made {
  /** What a row counts as: over the chance that drew the audit its mean is what people would have said of it. */
  readonly measure: Expression;
  readonly labelled: LabelledRows;
}

/** With fewer labels a group is corrected together with others. */
export const fewInGroup = 10;

/**
 * Scores of judges and labels of people as one column, row by row: whoever weighs rows, by whatever was known of them before the audit was drawn, weighs what people would
 * have said.
 *
 * Model   psi = s'f + e + (w N / sum w) (Y - s'f - e) on audited rows, e the weighted audit mean of Y - s'f in the group, as of an arm (`rectifiedArm`); one s for all
 *         groups. The last term corrects what the judge errs by within a group, where weights differ there; it carries the error of e once more, 1 / n of it, which does not drop
 *         out where rows are weighed. Groups with few labels are joined, from the fewest on.
 * Shapes  one round.
 * Errors  those of `measurement`. Refused: fewer than two labels; a judge that says the same everywhere; judges that cannot be told apart.
 * Source  Robins, Rotnitzky & Zhao (1994), JASA 89; Angelopoulos, Duchi & Zrnic (2023), PPI++.
 */
export function* groupMeasurement({ groups, ...options }: GroupMeasurementOptions): Asking<GroupMeasurement | { readonly refused: Finding }> {
  const o = resolved({ ...options, assignment: groups.column, arms: groups.levels });
  const looks = joined(yield* look(o));
  const labels = looks.reduce((sum, { audited }) => sum + audited.n, 0);
  if (labels < 2) return { refused: noGroupAudited(o, groups.one, labels) };
  const constant = constantJudge(looks, o);
  if (constant) return { refused: constant };
  const slopes = sharedSlopes(looks, o);
  if ('collinear' in slopes) return { refused: judgesAlike(o, slopes) };
  const judge = { of: Object.fromEntries(o.judges.map((name) => [name, 1 / o.judges.length])), estimated: 0 };
  const full = made(looks, judge, o);
  return {
    ...made(looks, slopes, o),
    // What people say themselves is no disagreement.
    audit: withoutOtherwise(made(looks, auditSlopes, o)),
    error: {
      measure: subtract(combination(judge.of), full.measure),
      labelled: { ...full.labelled, adds: times(-1, full.labelled.adds) },
    },
    looks,
    slopes,
    binary: looks.every(({ audited }) => onlyZeroAndOne(audited, o.human)),
    groups,
    options: o,
  };
}

function withoutOtherwise({ measure, labelled: { otherwise: _, ...labelled } }: Made): Made {
  return { measure, labelled };
}

/** Groups from the fewest labels on, joined until each has enough. Groups without rows are none. */
function joined(looks: readonly ArmLook[]): readonly GroupLook[] {
  const found = looks.filter(({ judged }) => judged.n > 0).sort((a, b) => a.audited.n - b.audited.n);
  const few = found.filter(({ audited }) => audited.n < fewInGroup);
  const labels = few.reduce((sum, { audited }) => sum + audited.n, 0);
  const taken = few.length > 0 && labels < fewInGroup ? found.slice(0, few.length + 1) : few;
  const others = found.slice(taken.length).map((one): GroupLook => ({ ...one, groups: [one.arm] }));
  return taken.length === 0 ? others : [together(taken), ...others];
}

const together = (looks: readonly ArmLook[]): GroupLook => ({
  arm: looks.map(({ arm }) => arm).join(', '),
  groups: looks.map(({ arm }) => arm),
  judged: mergeAll(looks.map(({ judged }) => judged)),
  audited: mergeAll(looks.map(({ audited }) => audited)),
  squares: mergeAll(looks.map(({ squares }) => squares)),
});

function made(looks: readonly GroupLook[], slopes: Slopes, o: ResolvedMeasurement): Made {
  const arms = looks.flatMap((one) => {
    const arm = rectifiedArm(one, { ...slopes, error: 1 / one.audited.n }, o);
    const counts = times((arm.scale * one.judged.n) / one.audited.weight, auditWeight(o));
    return one.groups.map((name) => ({ ...arm, arm: name, counts }));
  });
  const onLabels = (of: (arm: (typeof arms)[number]) => Expression): Expression => when(isAudited(o), byArm(arms, o, of), 0);
  return {
    measure: armsMeasure(arms, o),
    labelled: {
      is: isAudited(o),
      counts: onLabels(({ counts }) => counts),
      adds: onLabels(({ onAudit }) => onAudit),
      otherwise: givenByNone(o),
    },
  };
}
