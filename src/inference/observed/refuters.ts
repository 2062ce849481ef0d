import { shuffle } from '../../math/random/shuffle.ts';
import { type Random, stream } from '../../math/random/stream.ts';
import { type Clusters, type ObservedUnits, unitsAt, valuesAt } from './observed-units.ts';

/** An effect with its standard error, or nothing where these units give none. */
export type Estimator = (outcome: Float64Array, units: ObservedUnits) => Refitted | undefined;

export interface Refitted {
  readonly value: number;
  /** Computed where it is asked for: draws need values alone. */
  errors(): { readonly standardError: number; readonly df: number };
}

/** Effects found with who is treated dealt out anew, where there can be none. */
export interface PlaceboTreatments {
  readonly effects: Float64Array;
  readonly mean: number;
  /** Of the mean, in standard errors of a mean of so many. */
  readonly distance: number;
}

/** Who is treated is dealt out by lot, as many as are: all else stays. */
export function placeboTreatments(outcome: Float64Array, units: ObservedUnits, estimate: Estimator, draws: number, seed: number): PlaceboTreatments {
  const effects = refits(draws, seed, (random) => estimate(outcome, { ...units, treated: shuffled(units.treated, random) })).map(({ value }) => value);
  const { mean, deviation } = momentsOf(effects);
  return { effects: Float64Array.from(effects), mean, distance: deviation > 0 ? mean / (deviation / Math.sqrt(effects.length)) : 0 };
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
  outcome: Float64Array,
  units: ObservedUnits,
  estimate: Estimator,
  whole: Refitted,
  { draws, share, seed }: { readonly draws: number; readonly share: number; readonly seed: number },
): SubsetEffects {
  const found = refits(draws, seed, (random) => {
    const places = drawnPlaces(units, share, random);
    return estimate(valuesAt(outcome, places), unitsAt(units, places));
  });
  const error = whole.errors().standardError * Math.sqrt((1 - share) / share);
  const farthest = Math.max(0, ...found.map(({ value }) => Math.abs(value - whole.value) / error));
  return { effects: Float64Array.from(found, ({ value }) => value), farthest };
}

/** How many samples of units are drawn, from which seed, and the most units that one has. */
export interface Resampling {
  readonly draws: number;
  readonly seed: number;
  readonly most: number;
}

/**
 * The standard deviation of effects over bootstrap samples of units, or of whole clusters: of the whole chain, what is fitted first among it. Undefined where most samples
 * give none.
 *
 * Model    as many units (clusters) as there are are drawn with replacement; of more than `most` units so large a part, whose effects spread by the root of what it is less of
 *          them more, which is taken out again (the m out of n bootstrap).
 * Source   Efron (1979), Annals of Statistics 7; Bickel, Goetze & van Zwet (1997), Statistica Sinica 7.
 */
export function chainBootstrap(outcome: Float64Array, units: ObservedUnits, estimate: Estimator, { draws, seed, most }: Resampling): number | undefined {
  const part = Math.min(1, most / outcome.length);
  const draw = units.clusters ? clustersDrawn(units, units.clusters, part) : unitsDrawn(outcome.length, part);
  const found = refits(draws, seed, (random) => {
    const { places, clusters } = draw(random);
    const { clusters: _, ...resampled } = unitsAt(units, places);
    return estimate(valuesAt(outcome, places), clusters ? { ...resampled, clusters } : resampled);
  });
  return found.length < draws / 2 ? undefined : momentsOf(found.map(({ value }) => value)).deviation * Math.sqrt(part);
}

interface Drawn {
  readonly places: Int32Array;
  readonly clusters?: Clusters;
}

function unitsDrawn(n: number, part: number): (random: Random) => Drawn {
  const places = new Int32Array(Math.ceil(part * n));
  return (random) => {
    for (let i = 0; i < places.length; i++) places[i] = random.integer(n);
    return { places };
  };
}

function clustersDrawn({ treated }: ObservedUnits, { codes, count }: Clusters, part: number): (random: Random) => Drawn {
  const members: number[][] = Array.from({ length: count }, () => []);
  for (let i = 0; i < treated.length; i++) members[codes[i]].push(i);
  return (random) => {
    const drawn = Array.from({ length: Math.ceil(part * count) }, () => members[random.integer(count)]);
    // A cluster that is drawn twice is two.
    return { places: Int32Array.from(drawn.flat()), clusters: { codes: Int32Array.from(drawn.flatMap((own, g) => own.map(() => g))), count: drawn.length } };
  };
}

function refits(draws: number, seed: number, refit: (random: Random) => Refitted | undefined): readonly Refitted[] {
  return Array.from({ length: draws }, (_, draw) => refit(stream(seed, draw + 1))).filter((found) => found !== undefined);
}

function momentsOf(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
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
  const drawn = Uint8Array.from({ length: clusters ? clusters.count : treated.length }, () => random.bernoulli(share));
  const places = new Int32Array(treated.length);
  let count = 0;
  for (let i = 0; i < treated.length; i++) if (drawn[clusters ? clusters.codes[i] : i] === 1) places[count++] = i;
  return places.slice(0, count);
}
