import { add, column, subtract, sum, times } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { leastSquares } from '../../moments/least-squares.ts';
import { type Moments, meanOf, varianceOf } from '../../moments/moments.ts';
import { auditWeight } from '../../protocol/audited.ts';
import { type ArmMeasure, amongJudged, combination } from './arm-measure.ts';
import { disagreementsIn, isRarelyWrong } from './disagreements.ts';
import { type ArmLook, about, countedLabels, effectiveLabels, quadratic } from './look.ts';
import { predictorsOf, type ResolvedMeasurement } from './options.ts';

/** Slopes, and how many of them the audit was asked for. */
export interface Slopes {
  readonly of: Readonly<Record<string, number>>;
  readonly estimated: number;
  /** How much their own error adds to that of the audit's mean: d' S^-1 d, d from the audit's mean scores to those of all units, S their co-moments over labels. */
  readonly error?: number;
  /** What the audit says of one judge's slope, before it is held within 0 and 1. */
  readonly unheld?: number;
  /** What counts as one observation where it is not the row: blocks that are judged, and those with labels. */
  readonly counts?: { readonly judged: number; readonly audited: number };
}

/** An arm whose measure is made of its scores and a scaled correction. */
export interface RectifiedArm extends ArmMeasure {
  readonly residual: Expression;
  readonly scale: number;
}

/**
 * An arm by what its predictors say, and the mean of what people say beyond it.
 *
 * Model   psi = s'f + e + (w N / sum w) (Y - s'f - e) on audited rows, e the weighted audit mean of Y - s'f: the last term adds up to zero, so that the mean of
 *         psi is that of s'f on all units plus e. The last term is scaled by sqrt((N - 1) / N n / (n - 1 - k) (1 + d' S^-1 d)), which leaves its sum, gives the
 *         variance of a mean of n labels its n - 1, and carries the error of k estimated slopes. In pairs N and n are pairs.
 * Source  Robins, Rotnitzky & Zhao (1994); Angelopoulos et al. (2023), Science 382.
 */
export function rectifiedArm(look: ArmLook, slopes: Slopes, o: ResolvedMeasurement): RectifiedArm {
  const { judged, audited: m, squares } = look;
  const s = slopes.of;
  const used = Object.entries(s).filter(([, slope]) => slope !== 0);
  const at = (of: Moments): number => used.reduce((total, [name, slope]) => total + slope * meanOf(of, name), 0);
  const rectifier = meanOf(m, o.human) - at(m);
  const residual = subtract(column(o.human), add(combination(s), rectifier));
  const effective = effectiveLabels(look, o);
  const counts = slopes.counts ?? { judged: judged.n, audited: m.n };
  const inflation = (counts.audited / (counts.audited - 1 - slopes.estimated)) * (1 + (slopes.error ?? 0));
  const scale = Math.sqrt(((counts.judged - 1) / counts.judged) * inflation);
  const error = { ...Object.fromEntries(used.map(([name, slope]) => [name, -slope])), [o.human]: 1 };
  const predicted = Object.fromEntries(used);
  return {
    arm: look.arm,
    base: amongJudged(add(combination(s), rectifier), s, o),
    onAudit: times((scale * judged.n) / m.weight, times(auditWeight(o), residual)),
    drift: 0,
    residual,
    scale,
    auditVariance: Math.max(0, (inflation * quadratic(about(squares, m.mean), error)) / m.weight ** 2),
    judgeVariance: Math.max(
      0,
      quadratic(judged, predicted) / (judged.n * Math.max(1, judged.n - 1)) + (2 * quadratic(m, predicted, error)) / (m.weight * judged.n),
    ),
    freedom: Math.max(1, (slopes.counts?.audited ?? countedLabels(look, o)) - 1 - slopes.estimated),
    ...(look.clusters && { clusters: look.clusters }),
    effective,
    units: judged.n,
    audited: m.n,
    slopes: s,
    ...(slopes.unheld !== undefined && { unheld: slopes.unheld }),
    rectifier,
    mean: at(judged) + rectifier,
    spread: Math.sqrt(Math.max(0, varianceOf(m, o.human))),
  };
}

/** No judge at all: the audit alone, each label standing for as many units as it was drawn for. */
export const auditSlopes: Slopes = { of: {}, estimated: 0 };

/** PPI: the judge as it is; several count alike. */
export function fixedSlopes(o: ResolvedMeasurement): Slopes {
  return { of: Object.fromEntries(o.judges.map((judge) => [judge, 1 / o.judges.length])), estimated: 0 };
}

/** With this slope a judge that counts in full leaves labels the spread that they have without it. */
export const worthIt = 0.5;

/** A judge that is rarely wrong, beside few labels: its weight is not estimated. */
export const inFull = (judge: string): Slopes => ({ of: { [judge]: 1 }, estimated: 0 });

/** The judges cannot be told apart on the audit of an arm. */
export interface JudgesCollinear {
  readonly collinear: readonly string[];
}

/**
 * PPI++: the slopes that make the arm's mean most precise, the regression of the human label on the judges over the audit; one judge's slope is held within 0 and
 * 1. One that is rarely wrong counts in full where labels are few: these do not tell by how much less.
 *
 * Model   weights w (w - 1) for known probabilities 1 / w, centred on the means by w; all alike where audits are a simple random sample. Where everything was
 *         audited, or too little for a slope, the audit alone.
 * Source  Angelopoulos, Duchi & Zrnic (2023), PPI++.
 */
export function bestSlopes(look: ArmLook, o: ResolvedMeasurement): Slopes | JudgesCollinear {
  const { judged, audited } = look;
  const judges = o.judges;
  if (audited.n < judges.length + 2) return auditSlopes;
  const m = slopeMoments(look, o);
  const negligible = o.sampling !== undefined && judges.every((judge) => !(varianceTotal(m, judge) > 1e-9 * varianceTotal(audited, judge)));
  if (negligible) return auditSlopes;
  const fit = leastSquares(m, o.human, judges);
  if ('kind' in fit) return judges.length > 1 ? { collinear: fit.columns } : auditSlopes;
  const [, ...slopes] = fit.coefficients;
  const error = slopesError(judged, audited, o);
  if (judges.length > 1) return { of: Object.fromEntries(judges.map((judge, j) => [judge, slopes[j]])), estimated: judges.length, error };
  if (isRarelyWrong(disagreementsIn(look, o), effectiveLabels(look, o)) && slopes[0] >= worthIt) return inFull(judges[0]);
  const held = Math.min(1, Math.max(0, slopes[0]));
  const free = held === slopes[0];
  return { of: { [judges[0]]: held }, estimated: free ? 1 : 0, ...(free && { error }), unheld: slopes[0] };
}

/** What slopes are made of: weights w (w - 1), all alike where audits are a simple random sample. */
const slopeMoments = ({ audited, squares }: ArmLook, o: ResolvedMeasurement): Moments =>
  o.sampling === undefined ? audited : difference(about(squares, audited.mean), audited);

/** Below so many labels no weight of a judge is estimated. */
const enoughForSlopes = 50;

/**
 * Of many cells one weight of the judge: the regression of the human label on the judges within cells, over all labels. What one cell's labels move of it is little, so that
 * it takes no part in the cell's error. The judge in full where labels are few, the labels alone where it tells nothing.
 */
export function sharedSlopes(looks: readonly ArmLook[], o: ResolvedMeasurement): Slopes | JudgesCollinear {
  const { judges, human } = o;
  const labels = looks.reduce((sum, { audited }) => sum + audited.n, 0);
  if (o.by === 'ppi' || labels < enoughForSlopes) return fixedSlopes(o);
  const parts = looks.map((look) => slopeMoments(look, o));
  const within: Moments = {
    ...parts[0],
    n: labels - looks.length + 1,
    weight: parts.reduce((sum, { weight }) => sum + weight, 0),
    comoment: parts[0].comoment.map((_, e) => parts.reduce((sum, { comoment }) => sum + comoment[e], 0)),
  };
  const fit = leastSquares(within, human, judges);
  if ('kind' in fit) return judges.length > 1 ? { collinear: fit.columns } : auditSlopes;
  const [, ...slopes] = fit.coefficients;
  const estimated = judges.length / looks.length;
  if (judges.length > 1) return { of: Object.fromEntries(judges.map((judge, j) => [judge, slopes[j]])), estimated };
  return { of: { [judges[0]]: Math.min(1, Math.max(0, slopes[0])) }, estimated, unheld: slopes[0] };
}

/** As in any regression that is read away from its mean; small where the audit is a fair sample. */
export function slopesError(judged: Moments, audited: Moments, { human, judges }: ResolvedMeasurement): number {
  const fit = leastSquares(audited, human, judges);
  if ('kind' in fit) return 0;
  const k = judges.length + 1;
  const moved = judges.map((judge) => meanOf(judged, judge) - meanOf(audited, judge));
  return audited.weight * moved.reduce((sum, x, i) => sum + moved.reduce((row, y, j) => row + x * y * fit.gramInverse[(i + 1) * k + j + 1], 0), 0);
}

const varianceTotal = (m: Moments, name: string): number => quadratic(m, { [name]: 1 });

/** Moments by the difference of two weightings about the same means. */
function difference(a: Moments, b: Moments): Moments {
  return { ...b, weight: a.weight - b.weight, comoment: a.comoment.map((value, e) => value - b.comoment[e]) };
}

/** How much the slopes that two arms share move their difference: added to `rectifiedArm` of each. */
export function commonSlopes(looks: readonly [ArmLook, ArmLook], o: ResolvedMeasurement): readonly ArmMeasure[] | JudgesCollinear {
  const names = predictorsOf(o);
  const within: Moments = {
    ...looks[0].audited,
    n: looks[0].audited.n + looks[1].audited.n - 1,
    comoment: looks[0].audited.comoment.map((v, e) => v + looks[1].audited.comoment[e]),
  };
  const fit = leastSquares(within, o.human, names);
  if ('kind' in fit) return { collinear: fit.columns };
  const k = names.length;
  const slopes: Slopes = { of: Object.fromEntries(names.map((name, j) => [name, fit.coefficients[j + 1]])), estimated: k / 2 };
  const shift = names.map((name) => {
    const [control, treatment] = looks.map(({ judged, audited }) => meanOf(judged, name) - meanOf(audited, name));
    return treatment - control;
  });
  // (within-arm co-moments)^-1 times what the arms' means move: the part of a slope's error that reaches the effect.
  const inverse = (i: number, j: number): number => fit.gramInverse[(i + 1) * (k + 1) + j + 1];
  const reach = names.map((_, i) => shift.reduce((total, d, j) => total + inverse(i, j) * d, 0));
  return looks.map((look, side) => {
    const arm = rectifiedArm(look, slopes, o);
    const sign = side === 0 ? -1 : 1;
    const { audited: m, judged } = look;
    const factor = sign * judged.n * arm.scale;
    const moved = sum(names.map((name, j) => times(reach[j], subtract(column(name), meanOf(m, name)))));
    const error = { ...Object.fromEntries(names.map((name) => [name, -slopes.of[name]])), [o.human]: 1 };
    const drift = names.reduce((total, name, j) => total + reach[j] * quadratic(m, { [name]: 1 }, error), 0);
    return {
      ...arm,
      drift: sign * arm.scale * drift,
      onAudit: add(arm.onAudit, times(factor, times(auditWeight(o), times(arm.residual, moved)))),
    };
  });
}
