import type { Finding } from '../../estimate/finding.ts';
import { column, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { isAudited } from '../../protocol/audited.ts';
import type { Asking } from '../../relation/asking.ts';
import { type ArmMeasure, armsFreedom, armsMeasure, asIfAlike, plugInOf, unknown } from './arm-measure.ts';
import { type BlockedErrors, errorsInBlocks, withoutJudge } from './blocks/errors.ts';
import { lookInBlocks } from './blocks/in-blocks.ts';
import { alike, clearly } from './blocks/labels-alone.ts';
import { isBySlopes, partsOf } from './blocks/parts.ts';
import { countsIn, slopesInBlocks } from './blocks/slopes-in-blocks.ts';
import { withUnseen } from './disagreements.ts';
import { inClusters } from './in-clusters.ts';
import { type ArmLook, look } from './look.ts';
import { type MeasurementOptions, type ResolvedMeasurement, resolved } from './options.ts';
import { auditSlopes, bestSlopes, commonSlopes, fixedSlopes, type JudgesCollinear, rectifiedArm, type Slopes } from './rectified.ts';
import { constantJudge, judgesAlike, labelsNotBinary, notTwoArms, oneBlockAudited, tooFewAudited, uninformedJudge } from './refusals.ts';
import { type JudgeUninformed, onlyZeroAndOne, roganGladen } from './rogan-gladen.ts';

/** A measured outcome as one column that any method can read. */
export interface Measurement {
  /** What a unit counts as: its mean over an arm is the arm's mean of human labels, and its spread is that of the estimate. */
  readonly measure: Expression;
  readonly arms: readonly ArmMeasure[];
  /** Degrees of freedom of the t distribution of intervals: the size of the audit limits them. */
  readonly df: number;
  /** The audit alone, without the judge; within blocks the labels themselves. Variances are those of arms, or of each effect within blocks. */
  readonly audit: { readonly measure: Expression; readonly df: number; readonly variances: readonly number[] };
  /** The judge's scores corrected on average, as if they were data: their errors are too small. */
  readonly plugIn: Expression;
  /** Where arms are compared within blocks: how the effect of each treatment errs there. */
  readonly inBlocks?: readonly BlockedErrors[];
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
 * Shapes  one round of moments by arm; with blocks or clusters one more, by arm and these.
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
  const byRows = measuredArms(
    looks,
    looks.map((arm) => slopesOf(arm, o)),
    o,
  );
  if ('refused' in byRows) return byRows;
  const shared = {
    ...(o.cluster !== undefined && { clusters: Object.fromEntries(looks.map(({ arm, clusters }) => [arm, clusters?.audited ?? 0])) }),
    binary: looks.every(({ audited }) => onlyZeroAndOne(audited, o.human)),
    options: o,
  };
  const found = o.blocks === undefined ? undefined : yield* lookInBlocks(partsOf(looks, byRows, o), o.blocks, looks, o);
  if (found === undefined) {
    const ways = [byRows, looks.map((arm) => rectifiedArm(arm, auditSlopes, o))];
    const [arms, alone] = o.cluster === undefined ? ways : yield* inClusters(ways, o.cluster, o);
    const [df, aloneDf] = [arms, alone].map((of, i) => Math.min(smallestFreedom(of), smallestFreedom(ways[i].map(asIfAlike))));
    const audit = { measure: armsMeasure(alone, o), df: aloneDf, variances: alone.map((arm) => arm.judgeVariance + arm.auditVariance) };
    return { ...measuresOf(arms, o), df, audit, ...shared };
  }
  const { compared, labels } = found;
  const counts = countsIn(compared, byRows, o);
  if (counts && counts.audited < 2) return { refused: oneBlockAudited(o) };
  const arms = isBySlopes(o) ? measuredArms(looks, slopesInBlocks(compared, looks, counts, o), o) : byRows;
  if ('refused' in arms) return arms;
  const alone = looks.map((arm) => rectifiedArm(arm, { ...auditSlopes, ...(counts && { counts }) }, o));
  const errors = alike(compared.map((one) => errorsInBlocks(one, labels, arms, alone, o)));
  const audit = auditAlone(alone, errors, o);
  const df = (of: readonly BlockedErrors[]): number => Math.min(...of.map((one) => one.df));
  if (!byLabelsAlone(errors, o)) return { ...measuresOf(arms, o), df: df(errors), audit, inBlocks: errors, ...shared };
  const inBlocks = errors.map(withoutJudge);
  return { ...measuresOf(alone, o), measure: audit.measure, df: df(inBlocks), audit, inBlocks, ...shared };
}

/**
 * Labels of one arm of a block bring in what differs between blocks. Beside a judge that knows little, those that lie in one block tell more by themselves: half
 * the variance, as far as can be seen.
 */
function byLabelsAlone(errors: readonly BlockedErrors[], { by }: ResolvedMeasurement): boolean {
  const total = (of: (one: BlockedErrors) => number): number => errors.reduce((sum, one) => sum + of(one), 0);
  return by === 'ppi++' && errors.every(({ alone }) => alone.asTheyLie) && total((one) => one.alone.variance) < clearly * total((one) => one.variance);
}

const measuresOf = (arms: readonly ArmMeasure[], o: ResolvedMeasurement) => ({ measure: armsMeasure(arms, o), arms, plugIn: plugInOf(arms, o) });

/** Labels alone: as they lie in blocks where enough of these have both. */
const auditAlone = (alone: readonly ArmMeasure[], errors: readonly BlockedErrors[], o: ResolvedMeasurement): Measurement['audit'] => ({
  measure: errors.every((one) => one.alone.asTheyLie) ? when(isAudited(o), column(o.human), unknown) : armsMeasure(alone, o),
  df: Math.min(...errors.map((one) => one.alone.df)),
  variances: errors.map((one) => one.alone.variance),
});

/** Of each arm against control, the least. */
const smallestFreedom = ([control, ...others]: readonly ArmMeasure[]): number => Math.min(Infinity, ...others.map((arm) => armsFreedom([control, arm])));

const slopesOf = (look: ArmLook, o: ResolvedMeasurement): Slopes | JudgesCollinear => (o.by === 'ppi' ? fixedSlopes(o) : bestSlopes(look, o));

/** The arms by their way of measuring; `slopes` are those of ppi and ppi++. */
function measuredArms(looks: readonly ArmLook[], slopes: readonly (Slopes | JudgesCollinear)[], o: ResolvedMeasurement): readonly ArmMeasure[] | NotMeasured {
  const [control, treatment, ...more] = looks;
  const two = more.length === 0;
  if (o.by === 'rogan-gladen') {
    const odd = [...o.judges.slice(0, 1), o.human].find((name) => !looks.every(({ audited }) => onlyZeroAndOne(audited, name)));
    if (odd !== undefined || o.judges.length > 1) return { refused: labelsNotBinary(o, odd) };
    if (o.errors === 'pooled' && !two) return { refused: notTwoArms(o, 'pooled errors of a judge') };
    return carried(orRefused(roganGladen(looks, o), o), looks, o);
  }
  if (o.by === 'calibration') return two ? carried(orRefused(commonSlopes([control, treatment], o), o), looks, o) : { refused: notTwoArms(o, 'calibration') };
  const alike = slopes.find((s) => 'collinear' in s);
  if (alike && 'collinear' in alike) return { refused: judgesAlike(o, alike) };
  const own = slopes as readonly Slopes[];
  return carried(
    looks.map((look, i) => rectifiedArm(look, own[i], o)),
    looks,
    o,
    own[0].counts?.audited,
  );
}

/** With the disagreements that audits of their size need not have seen. */
const carried = (
  arms: readonly ArmMeasure[] | NotMeasured,
  looks: readonly ArmLook[],
  o: ResolvedMeasurement,
  pairs?: number,
): readonly ArmMeasure[] | NotMeasured =>
  'refused' in arms ? arms : arms.map((arm, i) => withUnseen(arm, looks[i], i === 0 ? 'control' : 'treatment', o, pairs));

function orRefused(arms: readonly ArmMeasure[] | JudgesCollinear | JudgeUninformed, o: ResolvedMeasurement): readonly ArmMeasure[] | NotMeasured {
  if ('collinear' in arms) return { refused: judgesAlike(o, arms) };
  return 'uninformed' in arms ? { refused: uninformedJudge(o, arms) } : arms;
}
