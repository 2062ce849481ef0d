import { ascendingOrder } from '../../math/ascending-order.ts';
import { type ArmSums, alongRanks, type RankedArms, wrongArms } from './arm-sums-by-rank.ts';
import type { HeterogeneityRefusal } from './heterogeneity-refusal.ts';
import { blockEnds } from './ranking.ts';

/** A curve over counts of units, from none on. */
export interface CountedCurve {
  readonly units: Float64Array;
  readonly values: Float64Array;
}

/**
 * The uplift curve as scikit-uplift defines it: (treated mean - control mean) times units, among the first units by priority.
 *
 * Model     A point at the end of each block of one priority; a mean of nobody is 0. Nothing but outcomes enters: with other chances of treatment for other units it is confounded.
 * Units     of the outcome, summed over units.
 * Source    Parity: scikit-uplift uplift_curve.
 */
export function upliftCurve(arms: RankedArms): CountedCurve {
  return curveOf(arms, ({ units, treated, control, treatedSum, controlSum }) => (meanOf(treatedSum, treated) - meanOf(controlSum, control)) * units);
}

/**
 * The Qini curve as scikit-uplift defines it: treated sum less control sum times treated units over control units, among the first units by priority.
 *
 * Model     as `upliftCurve`.
 * Source    Radcliffe (2007), Direct Marketing Analytics Journal. Parity: scikit-uplift qini_curve.
 */
export function qiniCurve(arms: RankedArms): CountedCurve {
  return curveOf(arms, ({ treated, control, treatedSum, controlSum }) => treatedSum - controlSum * meanOf(treated, control));
}

const meanOf = (sum: number, count: number): number => (count === 0 ? 0 : sum / count);

function curveOf(arms: RankedArms, value: (sums: ArmSums) => number): CountedCurve {
  const order = ascendingOrder([arms.priorities]).reverse();
  const ends = blockEnds(order, arms.priorities);
  const units = new Float64Array(ends.length + 1);
  units.set(ends, 1);
  return { units, values: alongRanks(arms, order, ends, value) };
}

/** The best curve that outcomes allow: treated who said yes first, controls who said yes last. Outcomes 0 or 1. */
export function perfectUpliftCurve({ outcome, treated }: Omit<RankedArms, 'priorities'>): CountedCurve {
  let [controlYes, treatedNo] = [0, 0];
  for (let i = 0; i < outcome.length; i++) {
    if (treated[i] === 0 && outcome[i] === 1) controlYes++;
    if (treated[i] === 1 && outcome[i] === 0) treatedNo++;
  }
  const then: ArrayLike<number> = controlYes > treatedNo ? outcome : treated;
  return upliftCurve({ outcome, treated, priorities: outcome.map((y, i) => (y === treated[i] ? 2 : 0) + then[i]) });
}

/** Whether treatment may also do harm: what the best rule could avoid counts, or only what it could win. */
export type PerfectQini = 'with-harm' | 'without-harm';

/** The best Qini curve that outcomes allow. Outcomes 0 or 1. */
export function perfectQiniCurve({ outcome, treated }: Omit<RankedArms, 'priorities'>, kind: PerfectQini): CountedCurve {
  if (kind === 'with-harm') return qiniCurve({ outcome, treated, priorities: outcome.map((y, i) => (treated[i] === 1 ? y : -y)) });
  let [ones, treatedSum, controlSum] = [0, 0, 0];
  for (let i = 0; i < outcome.length; i++) {
    ones += treated[i];
    if (treated[i] === 1) treatedSum += outcome[i];
    else controlSum += outcome[i];
  }
  const won = treatedSum - (ones * controlSum) / (outcome.length - ones);
  return { units: Float64Array.of(0, won, outcome.length), values: Float64Array.of(0, won, won) };
}

/**
 * Area under the uplift curve over that of a random line, as a share of what the best curve has (scikit-uplift uplift_auc_score).
 *
 * Errors    not-binary for outcomes but 0 and 1; arm-empty; nothing-varies where the best curve is the random line.
 */
export function upliftAucScore(arms: RankedArms): number | HeterogeneityRefusal {
  return wrongAnswers(arms) ?? shareOfPerfect(upliftCurve(arms), perfectUpliftCurve(arms));
}

/** Area under the Qini curve over that of a random line, as a share of what the best curve has (scikit-uplift qini_auc_score). Errors as `upliftAucScore`. */
export function qiniAucScore(arms: RankedArms, perfect: PerfectQini = 'with-harm'): number | HeterogeneityRefusal {
  return wrongAnswers(arms) ?? shareOfPerfect(qiniCurve(arms), perfectQiniCurve(arms, perfect));
}

function shareOfPerfect(curve: CountedCurve, perfect: CountedCurve): number | HeterogeneityRefusal {
  const random = (perfect.units[perfect.units.length - 1] * perfect.values[perfect.values.length - 1]) / 2;
  const best = areaUnder(perfect) - random;
  return best === 0 ? { kind: 'nothing-varies', what: 'outcomes, or chance of gain' } : (areaUnder(curve) - random) / best;
}

function areaUnder({ units, values }: CountedCurve): number {
  let area = 0;
  for (let i = 1; i < units.length; i++) area += ((units[i] - units[i - 1]) * (values[i] + values[i - 1])) / 2;
  return area;
}

/** The first of all units, or of each arm apart. */
export type UpliftAtK = 'overall' | 'by-group';

/**
 * Treated mean less control mean among the first share of units (scikit-uplift uplift_at_k).
 *
 * Model     As many units as the share leaves whole; of units of one priority the later rows come first, as there: with ties at the cut it depends on the order of rows.
 * Errors    out-of-range for a share outside (0, 1); arm-empty where one arm is not among them.
 */
export function upliftAtK(arms: RankedArms, share: number, strategy: UpliftAtK): number | HeterogeneityRefusal {
  if (!(share > 0 && share < 1)) return { kind: 'out-of-range', what: 'The share', found: share, asked: 'between 0 and 1' };
  const refusal = wrongArms(arms);
  if (refusal) return refusal;
  const { outcome, treated, priorities } = arms;
  const order = ascendingOrder([priorities]).reverse();
  const ofArm = (arm: 0 | 1): number | undefined => {
    const rows = order.filter((i) => treated[i] === arm);
    const first =
      strategy === 'by-group'
        ? rows.subarray(0, Math.trunc(rows.length * share))
        : order.subarray(0, Math.trunc(order.length * share)).filter((i) => treated[i] === arm);
    return first.length === 0 ? undefined : first.reduce((sum, i) => sum + outcome[i], 0) / first.length;
  };
  const [control, treatment] = [ofArm(0), ofArm(1)];
  if (treatment === undefined) return { kind: 'arm-empty', arm: 'treated' };
  return control === undefined ? { kind: 'arm-empty', arm: 'control' } : treatment - control;
}

function wrongAnswers(arms: RankedArms): HeterogeneityRefusal | undefined {
  const refusal = wrongArms(arms);
  if (refusal) return refusal;
  const rows = arms.outcome.reduce((count, y) => count + (y === 0 || y === 1 ? 0 : 1), 0);
  return rows > 0 ? { kind: 'not-binary', what: 'the outcome', rows } : undefined;
}
