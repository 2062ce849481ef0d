import { describe, it } from 'vitest';
import { mostLookError } from '../../src/estimate/thresholds.ts';
import { anytimeCritical, firstLook } from '../../src/inference/sequential/mixture.ts';
import { type Shape, tailError } from '../../src/inference/tail-error.ts';
import { normalQuantile, normalTail } from '../../src/math/distributions/normal.ts';
import { stream } from '../../src/math/random/stream.ts';
import { timingOf } from '../../src/study/look/which-look.ts';
import { expectHits, replications } from './band.ts';
import { atLeast, below } from './case.ts';

const perArm = 1000;
const every = 10;

/** Does an interval of this half-width, in standard errors, hold the true difference (none) at every look from `firstLook` units an arm on? */
function holdsAtEveryLook(replication: number, critical: (units: number) => number): boolean {
  const random = stream(4_000_000, replication);
  const sums = [0, 0];
  const squares = [0, 0];
  for (let n = 1; n <= perArm; n++) {
    for (const arm of [0, 1]) {
      const y = random.exponential();
      sums[arm] += y;
      squares[arm] += y * y;
    }
    if (n < firstLook || n % every !== 0) continue;
    const variance = [0, 1].reduce((sum, arm) => sum + (squares[arm] - sums[arm] ** 2 / n) / (n - 1) / n, 0);
    if (Math.abs(sums[1] - sums[0]) / n > critical(2 * n) * Math.sqrt(variance)) return false;
  }
  return true;
}

const hits = (critical: (units: number) => number): number =>
  Array.from({ length: replications }, (_, r) => holdsAtEveryLook(r, critical)).filter(Boolean).length;

describe('looking every 10 units an arm at two skewed arms that do not differ', () => {
  it.each([
    { level: 0.95, planned: 2 * perArm },
    { level: 0.8, planned: 2 * perArm },
    { level: 0.8, planned: perArm / 2 },
    { level: 0.8, planned: 10 * perArm },
  ])('a confidence sequence of level $level, planned for $planned units, holds throughout', ({ level, planned }) => {
    expectHits(
      hits((units) => anytimeCritical(units, planned, level)),
      atLeast(level),
    );
  });

  it('a fixed-size interval does not', () => {
    const z = normalQuantile(0.975);
    expectHits(
      hits(() => z),
      below(0.9),
    );
  });
});

/** Does no lower bound lie above the true difference (none), over looks at every tenth unit of a lognormal outcome of which one unit in ten is treated? */
function holdsWhileSkewed(replication: number, isSaid: (arms: readonly Shape[], alpha: number) => boolean): boolean {
  const random = stream(4_100_000, replication);
  const planned = 5_000;
  const powers = [0, 1].map(() => new Float64Array(5));
  for (let n = 1; n <= planned; n++) {
    const own = powers[random.bernoulli(0.1)];
    const y = Math.exp(2 * random.normal());
    for (let k = 0, power = 1; k < 5; k++, power *= y) own[k] += power;
    if (n % 10 !== 0 || powers.some(([units]) => units < firstLook)) continue;
    const means = powers.map(([units, sum]) => sum / units);
    const arms = powers.map(([units, , squares, cubes, fourths], arm): Shape => {
      const m = means[arm];
      const [two, three, four] = [squares, cubes, fourths].map((power) => power / units);
      const second = two - m * m;
      return { n: units, second, third: three - 3 * m * two + 2 * m ** 3, fourth: four - 4 * m * three + 6 * m * m * two - 3 * m ** 4 };
    });
    const error = Math.sqrt(arms.reduce((sum, arm) => sum + arm.second / (arm.n - 1), 0));
    const critical = anytimeCritical(n, planned, 0.95);
    if (Math.abs(means[1] - means[0]) > critical * error && isSaid(arms, normalTail(critical))) return false;
  }
  return true;
}

describe('looking at every unit of a lognormal outcome of sigma 2, one unit in ten treated', () => {
  const held = (isSaid: Parameters<typeof holdsWhileSkewed>[1]): number =>
    Array.from({ length: replications }, (_, r) => holdsWhileSkewed(r, isSaid)).filter(Boolean).length;

  it('a confidence sequence that waits until skewness allows it holds throughout', () =>
    expectHits(
      held(([control, treatment], alpha) => tailError(treatment, control, { alpha }) <= mostLookError * alpha),
      atLeast(0.95),
    ));

  it('one that speaks from a hundred units an arm on does not', () =>
    expectHits(
      held(() => true),
      below(0.95),
    ));
});

/** Is a study without an effect, read at its plan and, where it shows none, read on to four times its size, spared a false one on one side? */
function sparedWhileReadOn(replication: number, criticalAfter: (units: number, planned: number) => number): boolean {
  const random = stream(4_200_000, replication);
  const [planned, z] = [1_000, normalQuantile(0.975)];
  let sum = Math.sqrt(planned) * random.normal();
  if (sum / Math.sqrt(planned) > z) return false;
  for (let n = planned + 1; n <= 4 * planned; n++) {
    sum += random.normal();
    const timing = timingOf(n, planned);
    if (sum / Math.sqrt(n) > (timing.late ? criticalAfter(n, planned) : z)) return false;
  }
  return true;
}

describe('a study that is read at its plan and at every unit after it', () => {
  const spared = (criticalAfter: Parameters<typeof sparedWhileReadOn>[1]): number =>
    Array.from({ length: replications }, (_, r) => sparedWhileReadOn(r, criticalAfter)).filter(Boolean).length;

  // 2.5 % at the plan, half a point while it is closed, and what an interval that holds at every look adds.
  it('errs on a side in no more than 3.5 % of cases with intervals that hold at every look', () =>
    expectHits(
      spared((n, planned) => anytimeCritical(n, planned, 0.95)),
      atLeast(0.965),
    ));

  it('errs much more often with intervals of one look', () =>
    expectHits(
      spared(() => normalQuantile(0.975)),
      below(0.965),
    ));
});
