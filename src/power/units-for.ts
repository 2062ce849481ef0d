import { EstimandError } from '../errors/estimand-error.ts';
import { bracketedRoot } from '../math/bracketed-root.ts';
import type { PerArm, PowerDesign } from './design.ts';
import { expectDesign, expectOption } from './expect-design.ts';
import { alphaOf, powerAt } from './power-of.ts';
import { fewestUnits, isPaired, sharesOf } from './precision.ts';

/** How large a study must be. */
export interface SampleSize {
  /** Assigned in all, in whole units (or whole clusters of mean size) by arm; of paired differences every unit counts in both. */
  readonly units: number;
  readonly perArm: PerArm;
  /** Clusters of both arms. */
  readonly clusters?: PerArm;
  /** Before rounding: where power is exactly what was asked. */
  readonly exact: number;
}

const mostUnits = 1e15;

/**
 * The fewest units with which the planned test has the power asked.
 *
 * Model     power grows with units: the crossing is found, then each arm is rounded up by its share.
 * Units     units assigned in all, triggered or not.
 * Errors    option-invalid as for `powerOf`, and for a power outside (alpha, 1); power-unreachable for an effect that no number of units can show.
 */
export function unitsFor(design: PowerDesign, { effect, power }: { readonly effect: number; readonly power: number }): SampleSize {
  expectDesign(design);
  expectPower(design, power);
  expectReachable(design, effect);
  const short = (logUnits: number): number => powerAt(design, Math.exp(logUnits), effect) - power;
  const fewest = Math.log(fewestUnits(design));
  let upper = fewest;
  while (short(upper) < 0) {
    upper += Math.LN2;
    if (upper > Math.log(mostUnits)) throw unreachable(design, effect, `${mostUnits.toExponential(0)} units are not enough`);
  }
  return rounded(design, Math.exp(upper === fewest ? fewest : bracketedRoot(short, upper - Math.LN2, upper)));
}

/** Errors  option-invalid. */
export function expectPower({ test }: PowerDesign, power: number): void {
  const alpha = alphaOf(test);
  expectOption(power > alpha && power < 1, 'power', power, `a share above alpha (${alpha}) and below 1, such as 0.8`);
}

function expectReachable(design: PowerDesign, effect: number): void {
  expectOption(Number.isFinite(effect), 'effect', effect, 'a number');
  const { test } = design;
  const gain = (design.better === 'lower' ? -effect : effect) * (design.compliers ?? 1);
  if (test === undefined || test.kind === 'difference') {
    if (effect === 0) throw unreachable(design, effect, 'no study tells an effect of zero from no effect');
  } else if (test.kind === 'equivalence' ? Math.abs(gain) >= test.margin : gain <= (test.kind === 'superiority' ? test.margin : -test.margin))
    throw unreachable(design, effect, `it lies on the margin of ${test.margin} or beyond it`);
}

function unreachable({ test }: PowerDesign, effect: number, why: string): EstimandError {
  return new EstimandError('power-unreachable', { test: test?.kind ?? 'difference', effect, why });
}

function rounded(design: PowerDesign, exact: number): SampleSize {
  const shares = sharesOf(design);
  const up = (x: number): number => Math.ceil(x * (1 - 1e-12));
  const rest = Math.max(0, 1 - shares.treatment - shares.control);
  if (isPaired(design)) return pairedSize(design, exact, up);
  const total = (perArm: PerArm): number => perArm.treatment + perArm.control + (rest > 1e-9 ? up(exact * rest) : 0);
  if (!design.clusters) {
    const perArm = { treatment: up(exact * shares.treatment), control: up(exact * shares.control) };
    return { units: total(perArm), perArm, exact };
  }
  const { size } = design.clusters;
  const clusters = { treatment: up((exact * shares.treatment) / size), control: up((exact * shares.control) / size) };
  const perArm = { treatment: up(clusters.treatment * size), control: up(clusters.control * size) };
  return { units: total(perArm), perArm, clusters, exact };
}

function pairedSize({ clusters }: PowerDesign, exact: number, up: (x: number) => number): SampleSize {
  const both = (count: number): PerArm => ({ treatment: count, control: count });
  if (!clusters) return { units: up(exact), perArm: both(up(exact)), exact };
  const count = up(exact / clusters.size);
  const units = up(count * clusters.size);
  return { units, perArm: both(units), clusters: both(count), exact };
}
