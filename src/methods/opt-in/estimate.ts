import type { Estimate, RelativeEffect } from '../../estimate/estimate.ts';
import { sayShare } from '../../estimate/say.ts';
import { estimandOf } from '../../inference/arms/contrast.ts';
import type { AdjustedMeans } from '../../inference/observed/adjusted-means.ts';
import { type EffectErrors, effectErrors } from '../../inference/observed/effect-errors.ts';
import type { Target } from '../../inference/observed/observed-units.ts';
import { relativeEffect } from '../../inference/relative.ts';
import { type WaldInference, waldInference } from '../../inference/wald.ts';
import { armCounts } from './analysed.ts';
import type { Fitted } from './fitted.ts';
import { type Chosen, recordOf } from './options.ts';

/** What was found of both arms, and how it errs. */
export interface FoundEffect {
  readonly means: AdjustedMeans;
  readonly errors: EffectErrors;
  /** What the method did besides, for its record. */
  readonly options?: object;
}

/** What the method says of itself. */
export interface Way {
  readonly id: string;
  readonly source: string;
  /** How units are made alike, such as `weighted by their chance of opting in`. */
  readonly says: string;
}

export interface ObservedDetails {
  /** Absent where only their difference is estimated. */
  readonly arms?: readonly { readonly arm: string; readonly n: number; readonly mean: number; readonly adjustedMean: number }[];
  readonly df: number;
}

export const foundEffect = (means: AdjustedMeans, fitted: Fitted, options?: object): FoundEffect => ({
  means,
  errors: effectErrors(means, fitted.units),
  ...(options && { options }),
});

/** An effect among units that chose. */
export const effectEstimate = ({ means, errors, options }: FoundEffect, fitted: Fitted, c: Chosen, way: Way): Estimate<ObservedDetails> =>
  estimateOf({ means: [means[0].value, means[1].value], errors }, amongOf(fitted), c, way, options);

/** Both means, and how they err. */
export interface ErringMeans {
  readonly means: readonly [control: number, treatment: number];
  readonly errors: Omit<EffectErrors, 'contributions'>;
}

export function estimateOf(
  { means: [control, treatment], errors }: ErringMeans,
  among: Among,
  c: Chosen,
  way: Way,
  options?: object,
): Estimate<ObservedDetails> {
  const reference = { kind: 't', df: errors.df } as const;
  const value = treatment - control;
  const relative = relativeEffect({ treatment, control, ...errors }, reference, c);
  const inference = waldInference(value, Math.sqrt(errors.variance), reference, c);
  return estimateFrom({ value, means: [control, treatment], df: errors.df, inference, ...(relative && { relative }) }, among, c, way, options);
}

/** Whom an effect was found among: by arm, control first. */
export interface Among extends Pick<Fitted, 'dropped' | 'trimmed' | 'binary'> {
  readonly sizes: readonly [number, number];
  /** Means of the outcome as it is. */
  readonly means: readonly [number, number];
  readonly clusters?: number;
}

export function amongOf(fitted: Fitted): Among {
  const { units, dropped, trimmed, binary } = fitted;
  return {
    sizes: armCounts(units.treated),
    means: [rawMean(fitted, 0), rawMean(fitted, 1)],
    ...(units.clusters && { clusters: units.clusters.count }),
    dropped,
    trimmed,
    binary,
  };
}

/** What is told of an effect, whatever found it. */
export interface Inferred {
  readonly value: number;
  /** Absent where only their difference is known. */
  readonly means?: readonly [control: number, treatment: number];
  readonly df: number;
  readonly inference: WaldInference;
  readonly relative?: RelativeEffect;
  /** Units that the effect is not about, because nobody is like them, by arm: control first. */
  readonly unmatched?: readonly [number, number];
}

export function estimateFrom(
  { value, means, df, inference, relative, unmatched = [0, 0] }: Inferred,
  { sizes: counts, means: raw, clusters, dropped, trimmed, binary }: Among,
  c: Chosen,
  way: Way,
  options: object = {},
): Estimate<ObservedDetails> {
  const sizes = [counts[0] - unmatched[0], counts[1] - unmatched[1]];
  return {
    id: `${way.id}:${c.outcome}`,
    role: c.role,
    estimand: estimandOf(
      c,
      c.treatment,
      binary,
      `Average effect of ${c.assignment} ${c.treatment} rather than ${c.control} on ${c.outcome}, among ${populationOf(c)}, ${way.says}.`,
      populationOf(c),
    ),
    value,
    ...inference,
    sizes: {
      units: sizes[0] + sizes[1],
      perArm: { [c.control]: sizes[0], [c.treatment]: sizes[1] },
      ...(clusters !== undefined && { clusters }),
      dropped: {
        [c.control]: dropped[0] + trimmed[0] + unmatched[0],
        [c.treatment]: dropped[1] + trimmed[1] + unmatched[1],
      },
    },
    ...(relative && { relative }),
    method: { id: way.id, options: recordOf(c, options), source: way.source },
    details: {
      ...(means && {
        arms: ([0, 1] as const).map((arm) => ({
          arm: arm === 0 ? c.control : c.treatment,
          n: counts[arm],
          mean: raw[arm],
          adjustedMean: means[arm],
        })),
      }),
      df,
    },
  };
}

const called: { readonly [K in Target]: (c: Chosen) => string } = {
  ate: () => 'all units',
  att: ({ assignment, treatment }) => `units with ${assignment} ${treatment}`,
  atc: ({ assignment, control }) => `units with ${assignment} ${control}`,
  ato: () => 'units that could have been in either arm',
};

/** Whom an effect is about. */
function populationOf(c: Chosen): string {
  const { estimand, trim } = c.optIn;
  const whom = called[estimand](c);
  return trim === undefined ? whom : `${whom} whose chance of ${c.assignment} ${c.treatment} is from ${sayShare(trim)} to ${sayShare(1 - trim)}`;
}

/** The mean of an arm as it is. */
function rawMean({ units: { treated }, outcome }: Fitted, arm: 0 | 1): number {
  let [sum, n] = [0, 0];
  for (let i = 0; i < treated.length; i++) {
    if (treated[i] !== arm) continue;
    sum += outcome[i];
    n++;
  }
  return sum / n;
}
