import { type Freedom, freedomOf } from '../../inference/freedom.ts';
import type { Bandwidths } from '../../inference/threshold/bandwidths.ts';
import { summedCurves } from '../../inference/threshold/local-polynomial.ts';
import { cutoffsTogether, sharedFactor } from '../../inference/threshold/several-cutoffs.ts';
import type { SideName } from '../../inference/threshold/sides.ts';
import { type ThresholdEffect, thresholdDefaults, thresholdEffect, usualErrors } from '../../inference/threshold/threshold-effect.ts';
import { quantileOf, upperTail } from '../../inference/wald.ts';
import { remembered } from '../../math/remembered.ts';
import { type Analysed, isRounding } from './analysed.ts';
import { declaredBandwidths, type FoundAtCutoff, type NotFound } from './found.ts';
import type { Threshold } from './own.ts';

/** Local polynomials as the study asks for them. */
export function polynomialsOf({ bandwidth, sides, kernel, order, massPoints }: Threshold): Omit<Parameters<typeof thresholdEffect>[1], 'errors'> {
  return {
    ...thresholdDefaults,
    bandwidths: typeof bandwidth === 'string' ? `${bandwidth}${sides === 'common' ? 'rd' : 'two'}` : declaredBandwidths(bandwidth),
    kernel,
    order,
    biasOrder: order + 1,
    massPoints,
  };
}

/** By cutoff: bandwidths that are not looked for. */
export type GivenBandwidths = ReadonlyMap<number, Bandwidths>;

/** What an effect by local polynomials stands on. */
export interface PolynomialDetails {
  /** Of each cutoff, in the order of these. */
  readonly bandwidths: readonly Bandwidths[];
  readonly df: number;
  /** Covariates that tell nothing of their own. */
  readonly dropped: readonly string[];
  /** Of several the effect at each. */
  readonly cutoffs?: readonly object[];
}

/** The effect at each cutoff. */
function effectsAtCutoffs({ cutoffs }: Analysed, threshold: Threshold, given?: GivenBandwidths): readonly ThresholdEffect[] | NotFound {
  const found: ThresholdEffect[] = [];
  for (const { cutoff, data } of cutoffs) {
    const options = polynomialsOf(threshold);
    const effect = thresholdEffect(data, { ...options, bandwidths: given?.get(cutoff) ?? options.bandwidths, errors: usualErrors(data) });
    if ('refused' in effect) return effect;
    found.push(effect);
  }
  return found.length === 0 ? { refused: 'few-rows', rows: 0, least: 20 } : found;
}

/** Degrees of freedom of a weighted sum of effects that have no rows in common. */
const byRows = (effects: readonly ThresholdEffect[], weights: readonly number[], which: 'robust' | 'conventional'): number =>
  freedomOf(
    effects.map(({ effect: { [which]: own } }, i): Freedom => {
      const trace = (weights[i] * own.standardError) ** 2;
      return { trace, squares: trace ** 2 / own.df };
    }),
  );

/**
 * By local polynomials: bias-corrected with the error that counts the correction, or conventional, as if there were no bias.
 *
 * Model   degrees of freedom by how unequally rows count, both sides and all cutoffs joined by Welch and Satterthwaite; of clusters their number less two.
 */
export function polynomialEffect(
  analysed: Analysed,
  threshold: Threshold,
  which: 'robust' | 'conventional',
  given?: GivenBandwidths,
): FoundAtCutoff | NotFound {
  const effects = given
    ? effectsAtCutoffs(analysed, threshold, given)
    : remembered(analysed, `polynomials ${JSON.stringify(polynomialsOf(threshold))}`, () => effectsAtCutoffs(analysed, threshold));
  if ('refused' in effects) return effects;
  const near = (side: 'below' | 'above', within: 'h' | 'b'): number => effects.reduce((sum, { sides }) => sum + sides[side].within[within], 0);
  const factor = sharedFactor(analysed.cutoffs.map(({ data }) => data));
  const together = cutoffsTogether(
    effects.map(({ effect, sides }) => ({ ...effect[which], rows: sides.below.within.h + sides.above.within.h })),
    0.95,
    factor,
  );
  if ('refused' in together) return together.refused === 'no-rows' ? { refused: 'few-rows', rows: 0, least: 20 } : together;
  const { value, standardError, weights } = together;
  if (isRounding(standardError, analysed)) return { refused: 'no-variance' };
  // Of clusters that lie at several cutoffs no more are told than the cutoff with most of them has.
  const own = effects.map((one) => one.clusters ?? 0);
  const clusters = effects[0].clusters === undefined ? undefined : factor === 1 ? own.reduce((sum, count) => sum + count, 0) : Math.max(...own);
  const reference = { kind: 't', df: Math.max(1, clusters === undefined ? byRows(effects, weights, which) : clusters - 2) } as const;
  const limit = (p: number): number => quantileOf(reference, p) * standardError;
  const mean = (of: (effect: ThresholdEffect) => number): number => effects.reduce((sum, effect, i) => sum + weights[i] * of(effect), 0);
  const level = which === 'robust' ? 'biasCorrected' : 'conventional';
  const curveOf = (side: SideName) =>
    summedCurves(
      effects.map(({ sides }) => sides[side].curve),
      weights,
    );
  const staged = effects.every((effect) => effect.firstStage !== undefined);
  return {
    kind: 'robust',
    value,
    standardError,
    pieces: (at) => [{ low: value - limit((1 + at) / 2), high: value + limit((1 + at) / 2) }],
    bounds: (at) => ({ low: value - limit(at), high: value + limit(at) }),
    pValue: 2 * upperTail(reference, Math.abs(value / standardError)),
    reference,
    near: { below: near('below', 'h'), above: near('above', 'h') },
    reach: { below: mean(({ bandwidths }) => bandwidths.h.below), above: mean(({ bandwidths }) => bandwidths.h.above) },
    levels: { below: mean(({ sides }) => sides.below.outcome[level]), above: mean(({ sides }) => sides.above.outcome[level]) },
    fit: {
      below: { curve: curveOf('below'), reach: Math.min(...effects.map(({ bandwidths }) => bandwidths.h.below)) },
      above: { curve: curveOf('above'), reach: Math.min(...effects.map(({ bandwidths }) => bandwidths.h.above)) },
    },
    ...(clusters !== undefined && { clusters }),
    ...(staged && {
      firstStage: {
        value: mean(({ firstStage }) => firstStage![which].value),
        standardError: Math.sqrt(factor * effects.reduce((sum, { firstStage }, i) => sum + (weights[i] * firstStage![which].standardError) ** 2, 0)),
      },
    }),
    details: {
      bandwidths: effects.map(({ bandwidths }) => bandwidths),
      df: reference.df,
      dropped: [...new Set(effects.flatMap(({ dropped }) => dropped))],
      ...(effects.length > 1 && { cutoffs: analysed.cutoffs.map(({ cutoff }, i) => ({ cutoff, ...effects[i].effect[which], weight: weights[i] })) }),
    } satisfies PolynomialDetails,
  };
}
