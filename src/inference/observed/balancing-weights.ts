import type { Target } from './observed-units.ts';

/** What makes the units of an arm stand for those that an effect is about. */
export interface BalancingWeights {
  /** Of each unit: how much it counts among those the effect is about. */
  readonly target: Float64Array;
  /** How that moves with the linear predictor of its chance. */
  readonly targetSlope: Float64Array;
  /** By arm, control first: of units of the arm their weight, else zero; and how it moves. */
  readonly arms: readonly [ArmWeights, ArmWeights];
}

export interface ArmWeights {
  readonly weights: Float64Array;
  readonly slopes: Float64Array;
}

/** How much a unit with the chance e counts: itself, and as one of either arm; each with its slope in e. */
export interface Weighing {
  target(e: number, treated: number): number;
  targetSlope(e: number): number;
  readonly arms: readonly [
    readonly [of: (e: number) => number, slope: (e: number) => number],
    readonly [of: (e: number) => number, slope: (e: number) => number],
  ];
}

const one = (): number => 1;
const none = (): number => 0;

export const weighings: { readonly [K in Target]: Weighing } = {
  ate: {
    target: one,
    targetSlope: none,
    arms: [
      [(e) => 1 / (1 - e), (e) => 1 / (1 - e) ** 2],
      [(e) => 1 / e, (e) => -1 / (e * e)],
    ],
  },
  att: {
    target: (_, treated) => treated,
    targetSlope: none,
    arms: [
      [(e) => e / (1 - e), (e) => 1 / (1 - e) ** 2],
      [one, none],
    ],
  },
  atc: {
    target: (_, treated) => 1 - treated,
    targetSlope: none,
    arms: [
      [one, none],
      [(e) => (1 - e) / e, (e) => -1 / (e * e)],
    ],
  },
  ato: {
    target: (e) => e * (1 - e),
    targetSlope: (e) => 1 - 2 * e,
    arms: [
      [(e) => e, one],
      [(e) => 1 - e, () => -1],
    ],
  },
};

/**
 * Weights by the chance of treatment.
 *
 * Model    all: one over the chance of the arm; the treated: controls by the odds of treatment; those not treated: the treated by one over the odds; either:
 *          each unit by the chance of the other arm.
 * Source   Hirano, Imbens & Ridder (2003), Econometrica 71; Li, Morgan & Zaslavsky (2018), JASA 113.
 */
export function balancingWeights(
  target: Target,
  treated: Uint8Array,
  { chances, slopes }: { readonly chances: Float64Array; readonly slopes: Float64Array },
): BalancingWeights {
  const n = treated.length;
  const by = weighings[target];
  const found: BalancingWeights = {
    target: new Float64Array(n),
    targetSlope: new Float64Array(n),
    arms: [
      { weights: new Float64Array(n), slopes: new Float64Array(n) },
      { weights: new Float64Array(n), slopes: new Float64Array(n) },
    ],
  };
  for (let i = 0; i < n; i++) {
    const e = chances[i];
    found.target[i] = by.target(e, treated[i]);
    found.targetSlope[i] = slopes[i] * by.targetSlope(e);
    const [weight, slope] = by.arms[treated[i]];
    found.arms[treated[i]].weights[i] = weight(e);
    found.arms[treated[i]].slopes[i] = slopes[i] * slope(e);
  }
  return found;
}

/** The same about some of the units alone, such as those of a segment: 1 of each that is among them. */
export function amongSome(weights: BalancingWeights, among: Uint8Array | undefined): BalancingWeights {
  if (!among) return weights;
  const of = (values: Float64Array): Float64Array => values.map((value, i) => value * among[i]);
  const [control, treated] = weights.arms.map((arm) => ({ weights: of(arm.weights), slopes: of(arm.slopes) }));
  return { target: of(weights.target), targetSlope: of(weights.targetSlope), arms: [control, treated] };
}

/** Whom the effect is about where no chance decides it, and no weight makes an arm stand for them. */
export function unweighted(target: Exclude<Target, 'ato'>, treated: Uint8Array): BalancingWeights {
  const none = new Float64Array(treated.length);
  const of = weighings[target];
  const arm = { weights: none, slopes: none };
  return { target: Float64Array.from(treated, (t) => of.target(0, t)), targetSlope: none, arms: [arm, arm] };
}

/**
 * How units count in regressions that make the doubly robust mean of all units as precise as can be, should they be wrong: by what its weights leave.
 *
 * Source   Cao, Tsiatis & Davidian (2009), Biometrika 96; Stata teffects aipw, wnls.
 */
export function leastVarianceWeights(
  treated: Uint8Array,
  { chances, slopes }: { readonly chances: Float64Array; readonly slopes: Float64Array },
): readonly [ArmWeights, ArmWeights] {
  const n = treated.length;
  const arms = [0, 1].map(() => ({ weights: new Float64Array(n), slopes: new Float64Array(n) }));
  for (let i = 0; i < n; i++) {
    const own = treated[i] === 1 ? chances[i] : 1 - chances[i];
    const sign = 2 * treated[i] - 1;
    arms[treated[i]].weights[i] = (1 - own) / own ** 2;
    arms[treated[i]].slopes[i] = (-sign * slopes[i] * (2 - own)) / own ** 3;
  }
  return [arms[0], arms[1]];
}
