import { shuffle } from '../../math/random/shuffle.ts';
import { type Random, stream } from '../../math/random/stream.ts';
import type { Clusters, ObservedUnits } from './observed-units.ts';
import type { Redrawn } from './redrawn-effect.ts';

/** An effect with its standard error, or nothing where these units give none. */
export type Estimator = (outcome: Float64Array, units: ObservedUnits) => Refitted | undefined;

export interface Refitted {
  readonly value: number;
  /** Computed where it is asked for: draws need values alone. */
  errors(): { readonly standardError: number; readonly df: number };
}

/** How many samples of units are drawn, from which seed, and the most units that one has. */
export interface Resampling {
  readonly draws: number;
  readonly seed: number;
  readonly most: number;
}

/** Effects found with who is treated dealt out anew, where there can be none. */
export interface PlaceboTreatments {
  readonly effects: Float64Array;
  readonly mean: number;
  /** Of the mean, in standard errors of a mean of so many. */
  readonly distance: number;
}

/** Who is treated is dealt out by lot, as many as are, among the first units, whose order is one of chance: all else stays. */
export function placeboTreatments({ treated }: ObservedUnits, effect: Redrawn, { draws, seed, most }: Resampling): PlaceboTreatments {
  const places = Int32Array.from({ length: Math.min(most, treated.length) }, (_, i) => i);
  const effects = refits(draws, seed, (random) => effect(places, shuffled(treated.subarray(0, places.length), random)));
  const { mean, deviation } = momentsOf(effects);
  return { effects, mean, distance: deviation > 0 ? mean / (deviation / Math.sqrt(effects.length)) : 0 };
}

/** The effect with a covariate of pure chance beside the others. */
export function randomCause(outcome: Float64Array, units: ObservedUnits, estimate: Estimator, seed: number): Refitted | undefined {
  const random = stream(seed);
  const column = Float64Array.from(outcome, () => random.normal());
  return estimate(outcome, { ...units, names: [...units.names, 'estimand:chance'], columns: [...units.columns, column] });
}

/** Effects among parts of the units, and the farthest of them from the whole in standard errors of such a difference. */
export interface SubsetEffects {
  readonly effects: Float64Array;
  readonly farthest: number;
}

/**
 * Effects among random parts of the units.
 *
 * Model    an effect among a share s of the units differs from that of all by chance with a variance of (1 - s) / s times its own.
 */
export function subsetEffects(
  units: ObservedUnits,
  effect: Redrawn,
  whole: Refitted,
  { draws, share, seed }: { readonly draws: number; readonly share: number; readonly seed: number },
): SubsetEffects {
  const effects = refits(draws, seed, (random) => effect(drawnPlaces(units, share, random)));
  const error = whole.errors().standardError * Math.sqrt((1 - share) / share);
  return { effects, farthest: effects.reduce((most, value) => Math.max(most, Math.abs(value - whole.value) / error), 0) };
}

/**
 * The standard deviation of effects over bootstrap samples of units, or of whole clusters: of the whole chain, what is fitted first among it. Undefined where most samples
 * give none.
 *
 * Model    as many units (clusters) as there are are drawn with replacement; of more than `most` units so large a part, whose effects spread by the root of what it is less of
 *          them more, which is taken out again (the m out of n bootstrap).
 * Source   Efron (1979), Annals of Statistics 7; Bickel, Goetze & van Zwet (1997), Statistica Sinica 7.
 */
export function chainBootstrap(units: ObservedUnits, effect: Redrawn, { draws, seed, most }: Resampling): number | undefined {
  const n = units.treated.length;
  const part = Math.min(1, most / n);
  const draw = units.clusters ? clustersDrawn(units.clusters, part) : unitsDrawn(n, part);
  const found = refits(draws, seed, (random) => effect(draw(random)));
  return found.length < Math.max(2, draws / 2) ? undefined : momentsOf(found).deviation * Math.sqrt(part);
}

/** In the order of all units, in which memory is read much faster. */
function unitsDrawn(n: number, part: number): (random: Random) => Int32Array {
  const places = new Int32Array(Math.ceil(part * n));
  const times = new Uint16Array(n);
  return (random) => {
    times.fill(0);
    for (let draw = 0; draw < places.length; draw++) times[random.integer(n)]++;
    let at = 0;
    for (let i = 0; i < n; i++) for (let left = times[i]; left > 0; left--) places[at++] = i;
    return places;
  };
}

function clustersDrawn({ codes, count }: Clusters, part: number): (random: Random) => Int32Array {
  const members: number[][] = Array.from({ length: count }, () => []);
  for (let i = 0; i < codes.length; i++) members[codes[i]].push(i);
  return (random) => Int32Array.from(Array.from({ length: Math.ceil(part * count) }, () => members[random.integer(count)]).flat());
}

function refits(draws: number, seed: number, refit: (random: Random) => number | undefined): Float64Array {
  return Float64Array.from(Array.from({ length: draws }, (_, draw) => refit(stream(seed, draw + 1))).filter((found) => found !== undefined));
}

function momentsOf(values: Float64Array): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)) };
}

function shuffled(treated: Uint8Array, random: Random): Uint8Array {
  const dealt = treated.slice();
  shuffle(dealt, random);
  return dealt;
}

/** Units, or whole clusters, each with the chance of the share. */
function drawnPlaces({ treated, clusters }: ObservedUnits, share: number, random: Random): Int32Array {
  const drawn = new Uint8Array(clusters ? clusters.count : treated.length);
  for (let g = 0; g < drawn.length; g++) drawn[g] = random.bernoulli(share);
  const places = new Int32Array(treated.length);
  let count = 0;
  for (let i = 0; i < treated.length; i++) if (drawn[clusters ? clusters.codes[i] : i] === 1) places[count++] = i;
  return places.slice(0, count);
}
