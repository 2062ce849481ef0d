import type { Finding } from '../../estimate/finding.ts';
import type { Expression } from '../../expressions/expression.ts';
import type { Asking } from '../../relation/asking.ts';
import { type ArmMeasure, armsFreedom, armsMeasure, plugInOf } from './arm-measure.ts';
import { type ArmLook, look } from './look.ts';
import { type MeasurementOptions, type ResolvedMeasurement, resolved } from './options.ts';
import { auditSlopes, bestSlopes, commonSlopes, fixedSlopes, type JudgesCollinear, rectifiedArm } from './rectified.ts';
import { constantJudge, judgesAlike, labelsNotBinary, notTwoArms, tooFewAudited, uninformedJudge } from './refusals.ts';
import { type JudgeUninformed, onlyZeroAndOne, roganGladen } from './rogan-gladen.ts';

/** A measured outcome as one column that any method can read. */
export interface Measurement {
  /** What a unit counts as: its mean over an arm is the arm's mean of human labels, and its spread is that of the estimate. */
  readonly measure: Expression;
  readonly arms: readonly ArmMeasure[];
  /** Degrees of freedom of the t distribution of intervals: the size of the audit limits them. */
  readonly df: number;
  /** The audit alone, without the judge. */
  readonly audit: { readonly measure: Expression; readonly df: number };
  /** The judge's scores corrected on average, as if they were data: their errors are too small. */
  readonly plugIn: Expression;
  /** Clusters of the audit of each arm, where clusters are named. */
  readonly clusters?: Readonly<Record<string, number>>;
  /** Is the human label 0 or 1? */
  readonly binary: boolean;
  readonly options: ResolvedMeasurement;
}

export interface NotMeasured {
  readonly refused: Finding;
}

export const isMeasurement = (found: Measurement | NotMeasured): found is Measurement => !('refused' in found);

/**
 * Scores of judges and labels of people as one column that any method can be asked about.
 *
 * Model   ppi++ (default), ppi, calibration or rogan-gladen: each an influence-function pseudo-outcome, so that the variance of its mean is that of the
 *         estimate, first step included.
 * Shapes  one round of moments by arm.
 * Errors  audit-probability, audit-probability-unknown, audit-unscored, audit-unjudged. Refused: fewer than two audited in an arm, a judge that says the same
 *         of every unit, judges that cannot be told apart, a binary judge that knows no more than chance.
 * Source  Angelopoulos et al. (2023), Science 382; Angelopoulos, Duchi & Zrnic (2023); Robins, Rotnitzky & Zhao (1994); Rogan & Gladen (1978).
 */
export function* measurement(options: MeasurementOptions): Asking<Measurement | NotMeasured> {
  const o = resolved(options);
  const looks = yield* look(o);
  const few = looks.find(({ audited }) => audited.n < 2);
  if (few) return { refused: tooFewAudited(o, few.arm, few.audited.n) };
  const constant = constantJudge(looks, o);
  if (constant) return { refused: constant };
  const arms = measuredArms(looks, o);
  if ('refused' in arms) return arms;
  const alone = looks.map((arm) => rectifiedArm(arm, auditSlopes, o));
  return {
    measure: armsMeasure(arms, o),
    arms,
    df: smallestFreedom(arms),
    audit: { measure: armsMeasure(alone, o), df: smallestFreedom(alone) },
    plugIn: plugInOf(arms, o),
    ...(o.cluster !== undefined && { clusters: Object.fromEntries(looks.map(({ arm, clusters = 0 }) => [arm, clusters])) }),
    binary: looks.every(({ audited }) => onlyZeroAndOne(audited, o.human)),
    options: o,
  };
}

/** Of each arm against control, the least. */
const smallestFreedom = ([control, ...others]: readonly ArmMeasure[]): number => Math.min(Infinity, ...others.map((arm) => armsFreedom([control, arm])));

function measuredArms(looks: readonly ArmLook[], o: ResolvedMeasurement): readonly ArmMeasure[] | NotMeasured {
  const [control, treatment, ...more] = looks;
  const two = more.length === 0;
  if (o.by === 'rogan-gladen') {
    const odd = [...o.judges.slice(0, 1), o.human].find((name) => !looks.every(({ audited }) => onlyZeroAndOne(audited, name)));
    if (odd !== undefined || o.judges.length > 1) return { refused: labelsNotBinary(o, odd) };
    if (o.errors === 'pooled' && !two) return { refused: notTwoArms(o, 'pooled errors of a judge') };
    return orRefused(roganGladen(looks, o), o);
  }
  if (o.by === 'calibration') return two ? orRefused(commonSlopes([control, treatment], o), o) : { refused: notTwoArms(o, 'calibration') };
  const slopes = looks.map((look) => (o.by === 'ppi' ? fixedSlopes(o) : bestSlopes(look, o)));
  const alike = slopes.find((s) => 'collinear' in s);
  if (alike && 'collinear' in alike) return { refused: judgesAlike(o, alike) };
  return looks.map((look, i) => rectifiedArm(look, slopes[i] as Exclude<(typeof slopes)[number], JudgesCollinear>, o));
}

function orRefused(arms: readonly ArmMeasure[] | JudgesCollinear | JudgeUninformed, o: ResolvedMeasurement): readonly ArmMeasure[] | NotMeasured {
  if ('collinear' in arms) return { refused: judgesAlike(o, arms) };
  return 'uninformed' in arms ? { refused: uninformedJudge(o, arms) } : arms;
}
