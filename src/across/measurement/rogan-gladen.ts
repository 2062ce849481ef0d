import { add, column, number, subtract, times } from '../../expressions/build.ts';
import { normalTwoSided } from '../../math/distributions/normal.ts';
import { comomentOf, type Moments, meanOf } from '../../moments/moments.ts';
import { auditWeight } from '../../protocol/audited.ts';
import type { ArmMeasure, Right } from './arm-measure.ts';
import { type ArmLook, countedLabels, effectiveLabels } from './look.ts';
import type { ResolvedMeasurement } from './options.ts';

/** How often a judge of yes and no is right, by what people say. */
export interface JudgeErrors {
  readonly sensitivity: number;
  readonly specificity: number;
  /** Weights of audited units that people call 1, and 0. */
  readonly ones: number;
  readonly zeros: number;
  /** Of sensitivity + specificity - 1. */
  readonly youden: number;
  readonly youdenError: number;
}

/** The judge is hardly better than chance, so that dividing by what it knows is no use. */
export interface JudgeUninformed {
  readonly uninformed: JudgeErrors & { readonly arm: string | undefined };
}

/** Does a column hold only 0 and 1? Sum y^2 = sum y says so, for values that are whole. */
export function onlyZeroAndOne(m: Moments, name: string): boolean {
  const mean = meanOf(m, name);
  return m.n > 0 && mean >= 0 && mean <= 1 && Math.abs(comomentOf(m, name, name) / m.weight + mean * mean - mean) <= 1e-9;
}

function errorsIn(looks: readonly ArmLook[], o: ResolvedMeasurement): JudgeErrors {
  const [judge] = o.judges;
  const total = (of: (m: Moments) => number): number => looks.reduce((all, { audited }) => all + of(audited), 0);
  const both = total((m) => comomentOf(m, judge, o.human) + m.weight * meanOf(m, judge) * meanOf(m, o.human));
  const ones = total((m) => m.weight * meanOf(m, o.human));
  const said = total((m) => m.weight * meanOf(m, judge));
  const weight = total((m) => m.weight);
  const zeros = weight - ones;
  const [sensitivity, specificity] = [both / ones, 1 - (said - both) / zeros];
  // Effective labels, where they stand for several units.
  const each = total((m) => m.n) / weight;
  const youdenError = Math.sqrt((sensitivity * (1 - sensitivity)) / (ones * each) + (specificity * (1 - specificity)) / (zeros * each));
  return { sensitivity, specificity, ones, zeros, youden: sensitivity + specificity - 1, youdenError };
}

/** In labels drawn alike. */
function rightOf({ sensitivity, specificity, ones, zeros }: JudgeErrors, each: number): readonly Right[] {
  return [
    { where: 'sensitivity', share: sensitivity, labels: ones * each },
    { where: 'specificity', share: specificity, labels: zeros * each },
  ];
}

/** Told from zero at the usual 5 %. */
const informed = ({ youden, youdenError }: JudgeErrors): boolean => youden > 0 && (youdenError === 0 || normalTwoSided(youden / youdenError) < 0.05);

/**
 * The share of ones behind a judge that errs: what it says, corrected by its sensitivity and specificity on the audit.
 *
 * Model   theta = (p + spec - 1) / (sens + spec - 1), p the judge's share of ones over all units. Each unit carries its part of the delta method: (J - p) / D; on
 *         audited ones -theta / D (J - sens) and on audited zeros (1 - theta) / D (1 - J - spec), by the share of labels that they are. Pooled errors
 *         move both arms, so that only the difference of the thetas reaches the effect.
 * Source  Rogan & Gladen (1978), American Journal of Epidemiology 107; Lang & Reiczigel (2014).
 */
export function roganGladen(looks: readonly ArmLook[], o: ResolvedMeasurement): readonly ArmMeasure[] | JudgeUninformed {
  const pooled = o.errors === 'pooled';
  const apart = looks.map((look) => errorsIn([look], o));
  const errors = pooled ? looks.map(() => errorsIn(looks, o)) : apart;
  const blind = errors.findIndex((e) => !informed(e));
  if (blind >= 0) return { uninformed: { ...errors[blind], arm: pooled ? undefined : looks[blind].arm } };
  const [judge] = o.judges;
  const thetas = looks.map(({ judged }, i) => (meanOf(judged, judge) + errors[i].specificity - 1) / errors[i].youden);
  return looks.map((look, i): ArmMeasure => {
    const { judged, audited: m, arm } = look;
    const { sensitivity, specificity, ones, zeros, youden } = errors[i];
    const [p, theta, n] = [meanOf(judged, judge), thetas[i], judged.n];
    const freedom = (pooled ? looks.reduce((all, l) => all + l.audited.n, 0) / looks.length : m.n) - 2;
    const scale = Math.sqrt((((n - 1) / n) * m.n) / freedom);
    const sign = i === 0 ? -1 : 1;
    const lift = thetas.at(-1)! - thetas[0];
    const onOne = (scale * n * (pooled ? -sign * lift : -theta)) / (youden * ones);
    const onZero = (scale * n * (pooled ? -sign * lift : 1 - theta)) / (youden * zeros);
    const [human, said] = [column(o.human), column(judge)];
    const correction = add(times(onOne, times(human, subtract(said, sensitivity))), times(onZero, times(subtract(1, human), subtract(1 - specificity, said))));
    // What the arm's own audited rows add up to; zero when the errors are its own.
    const own = meanOf(m, o.human) * m.weight;
    const both = comomentOf(m, judge, o.human) + own * meanOf(m, judge);
    const drift = onOne * (both - sensitivity * own) + onZero * ((1 - specificity) * (m.weight - own) - (meanOf(m, judge) * m.weight - both));
    const perLabel = m.weight / m.n;
    return {
      arm,
      base: add(number(theta), times(1 / youden, subtract(said, p))),
      drift: pooled ? drift / n : 0,
      onAudit: times(auditWeight(o), correction),
      judgeVariance: (p * (1 - p)) / (n * youden ** 2),
      auditVariance:
        (n / (n - 1)) *
        perLabel *
        ((onOne / n) ** 2 * own * sensitivity * (1 - sensitivity) + (onZero / n) ** 2 * (m.weight - own) * specificity * (1 - specificity)),
      freedom: Math.max(1, countedLabels(look, o) - 2),
      ...(look.clusters && { clusters: look.clusters }),
      effective: effectiveLabels(look, o),
      units: n,
      audited: m.n,
      slopes: { [judge]: 1 / youden },
      right: rightOf(apart[i], effectiveLabels(look, o) / m.weight),
      rectifier: theta - p,
      mean: theta,
      spread: Math.sqrt(meanOf(m, o.human) * (1 - meanOf(m, o.human))),
    };
  });
}
