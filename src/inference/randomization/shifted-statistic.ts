import type { Lots } from './mechanism.ts';

/** How the difference of means is divided: by its error within blocks, by that over blocks, or not at all. */
export type Studentized = 'within' | 'over-blocks' | 'none';

/**
 * The statistic of one draw as a function of the effect that is held to be true: (a - b x) / sqrt(q0 + q1 x + q2 x^2), x the effect less the estimate.
 * Written into one array: a, b, q0, q1, q2.
 */
export type Curve = Float64Array;

/** What two arms hold, lot by lot: all that a statistic of any draw needs. */
export interface LotTotals {
  /** Units of each lot. */
  readonly units: Float64Array;
  /** What their outcomes add up to, each less the mean of the arm that it had. */
  readonly sums: Float64Array;
  readonly estimate: number;
}

/** Sums over the lots of one arm: lots, n, n n, y, y n, y y; and with W, one for what was treated: W n, W n n, W n y. */
const width = 9;

/**
 * Outcomes by lot, for two arms: 1 treated, 0 control.
 *
 * Model    estimate = sum over blocks of their share of units times the difference of the means of their units. Each outcome less that estimate where it was treated, and less a constant.
 */
export function lotTotals({ arms, starts, ofUnit }: Lots, outcome: Float64Array): LotTotals {
  const lots = arms.length;
  const units = new Float64Array(lots);
  const sums = new Float64Array(lots);
  const mean = outcome.reduce((sum, y) => sum + y, 0) / outcome.length;
  for (let i = 0; i < outcome.length; i++) {
    units[ofUnit[i]]++;
    sums[ofUnit[i]] += outcome[i] - mean;
  }
  let estimate = 0;
  for (let b = 0; b + 1 < starts.length; b++) {
    const [n, y] = [new Float64Array(2), new Float64Array(2)];
    for (let g = starts[b]; g < starts[b + 1]; g++) {
      n[arms[g]] += units[g];
      y[arms[g]] += sums[g];
    }
    estimate += ((n[0] + n[1]) / outcome.length) * (y[1] / n[1] - y[0] / n[0]);
  }
  return { units, sums: sums.map((sum, g) => sum - estimate * arms[g] * units[g]), estimate };
}

/** How the errors of these lots can be told: within blocks where each arm has two lots in every one, else over blocks where there are several. */
export function studentizedBy({ arms, starts }: Lots): Studentized {
  const blocks = starts.length - 1;
  for (let b = 0; b < blocks; b++) {
    let treated = 0;
    for (let g = starts[b]; g < starts[b + 1]; g++) treated += arms[g];
    if (treated < 2 || starts[b + 1] - starts[b] - treated < 2) return blocks > 1 ? 'over-blocks' : 'none';
  }
  return 'within';
}

/**
 * The studentised difference in means of any draw, under any constant effect.
 *
 * Model    Under an effect t the outcomes without treatment are Y - t W, W what happened, whatever is drawn. The difference of means of these over the drawn arms, block by block by their
 *          share of units, is linear in t. Its squared error is quadratic: within blocks, L / (L - 1) sum (y_g - n_g m)^2 / N^2 of each arm (s^2 / n of single units, CR1 of clusters);
 *          over blocks, B / (B - 1) sum share^2 (t_b - t)^2.
 * Shapes   gives a function from arms by lot to the curve of the draw; nothing is allocated in it.
 * Source   Wu & Ding (2021), JASA 116; Zhao & Ding (2021), Journal of Econometrics 225; Imai (2008), Statistics in Medicine 27.
 */
export function curveOf(lots: Lots, totals: LotTotals, kind: Studentized): (drawn: Int32Array) => Curve {
  const { starts } = lots;
  const blocks = starts.length - 1;
  const addUp = adderOf(lots, totals);
  const whole = new Float64Array(blocks * width);
  const units = new Float64Array(blocks);
  const everyone = new Int32Array(lots.arms.length).fill(1);
  let all = 0;
  for (let b = 0; b < blocks; b++) {
    addUp(everyone, starts[b], starts[b + 1], whole.subarray(b * width, (b + 1) * width));
    units[b] = whole[b * width + 1];
    all += units[b];
  }
  const arm = new Float64Array(width);
  const rest = new Float64Array(width);
  const one = new Float64Array(5);
  const curve = new Float64Array(5);
  const line = new Float64Array(2 * blocks);
  return (drawn) => {
    curve.fill(0);
    for (let b = 0; b < blocks; b++) {
      addUp(drawn, starts[b], starts[b + 1], arm);
      for (let f = 0; f < width; f++) rest[f] = whole[b * width + f] - arm[f];
      const share = units[b] / all;
      one.fill(0);
      addArm(arm, 1, one);
      addArm(rest, -1, one);
      curve[0] += share * one[0];
      curve[1] += share * one[1];
      line[2 * b] = one[0];
      line[2 * b + 1] = one[1];
      if (kind === 'within') for (let q = 2; q < 5; q++) curve[q] += share * share * one[q];
    }
    if (kind === 'over-blocks') {
      for (let b = 0; b < blocks; b++) {
        const weight = ((units[b] / all) ** 2 * blocks) / (blocks - 1);
        const [a, slope] = [line[2 * b] - curve[0], line[2 * b + 1] - curve[1]];
        curve[2] += weight * a * a;
        curve[3] -= 2 * weight * a * slope;
        curve[4] += weight * slope * slope;
      }
    } else if (kind === 'none') curve[2] = 1;
    return curve;
  };
}

/** Adds the features of the lots of a block that are drawn for treatment. */
type AddUp = (drawn: Int32Array, from: number, to: number, arm: Float64Array) => void;

/** Of single units most sums say the same, and four are added up. */
function adderOf(lots: Lots, { units, sums }: LotTotals): AddUp {
  const { arms } = lots;
  if (units.some((n) => n !== 1)) return adderOfClusters(lots, { units, sums });
  const w = Float64Array.from(arms);
  return (drawn, from, to, arm) => {
    let [n, y, yy, wn, wy] = [0, 0, 0, 0, 0];
    for (let g = from; g < to; g++) {
      const own = drawn[g];
      const value = own * sums[g];
      n += own;
      y += value;
      yy += value * sums[g];
      wn += own * w[g];
      wy += value * w[g];
    }
    arm[0] = n;
    arm[1] = n;
    arm[2] = n;
    arm[3] = y;
    arm[4] = y;
    arm[5] = yy;
    arm[6] = wn;
    arm[7] = wn;
    arm[8] = wy;
  };
}

function adderOfClusters({ arms }: Lots, { units, sums }: Pick<LotTotals, 'units' | 'sums'>): AddUp {
  const features = new Float64Array(arms.length * width);
  for (let g = 0; g < arms.length; g++) {
    const [n, y, w] = [units[g], sums[g], arms[g]];
    features.set([1, n, n * n, y, y * n, y * y, w * n, w * n * n, w * n * y], g * width);
  }
  return (drawn, from, to, arm) => {
    arm.fill(0);
    for (let g = from; g < to; g++) if (drawn[g] === 1) for (let f = 0, at = g * width; f < width; f++) arm[f] += features[at + f];
  };
}

/** The mean of one arm, and its squared error, as functions of the effect. */
function addArm([lots, n, nn, y, yn, yy, wn, wnn, wny]: Float64Array, sign: 1 | -1, into: Float64Array): void {
  const [mean, slope] = [y / n, wn / n];
  into[0] += sign * mean;
  into[1] += sign * slope;
  if (lots < 2) return;
  const scale = lots / (lots - 1) / (n * n);
  into[2] += scale * Math.max(0, yy - 2 * mean * yn + mean * mean * nn);
  into[3] += scale * 2 * (-wny + slope * yn + mean * wnn - mean * slope * nn);
  into[4] += scale * Math.max(0, wnn - 2 * slope * wnn + slope * slope * nn);
}
