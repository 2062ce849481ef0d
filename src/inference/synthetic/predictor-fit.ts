import { choleskyFactor, choleskySolve } from '../../math/cholesky.ts';
import { dot } from '../../math/dot.ts';
import { nelderMead, type Point } from './nelder-mead.ts';
import { simplexWeights, weightsInTurn } from './simplex-weights.ts';

/** What donors are matched on, and the outcomes that say how well that worked. */
export interface PredictorFit {
  readonly count: number;
  readonly donors: number;
  /** Donors by predictors, each predictor by its standard deviation over all units. */
  readonly columns: Float64Array;
  readonly target: Float64Array;
  readonly periods: number;
  /** Donors by periods. */
  readonly outcomes: Float64Array;
  readonly outcome: Float64Array;
}

/** The treated unit is matched on a predictor when no more than this is left, in standard deviations. */
const MATCHED = 1e-9;
/** How much outcomes count beside predictors that can all be matched: as good as nothing. */
const BESIDE = 1e-9;
/** No predictor counts less than this part of the one that counts most. */
const LEAST = 1e-8;

/**
 * Donor weights by predictors, given how much each counts.
 *
 * Model     weights on the simplex with the least sum of predictorWeights (target - columns w)^2. Where a mix of donors equals the treated unit in all predictors there are many: then the one
 *           among these that follows its outcomes best.
 */
export function donorWeightsBy(fit: PredictorFit, predictorWeights: Float64Array): Float64Array | undefined {
  const { columns, target } = fit;
  return bestIfMatched(fit, simplexWeights({ columns, target, rowWeights: predictorWeights }));
}

const bestIfMatched = (fit: PredictorFit, weights: Float64Array | undefined): Float64Array | undefined =>
  weights && isMatched(fit, weights) ? bestOfMatches(fit) : weights;

function isMatched({ count, donors, columns, target }: PredictorFit, weights: Float64Array): boolean {
  for (let k = 0; k < count; k++) {
    let left = target[k];
    for (let donor = 0; donor < donors; donor++) left -= weights[donor] * columns[donor * count + k];
    if (Math.abs(left) > MATCHED) return false;
  }
  return true;
}

function bestOfMatches({ count, donors, columns, target, periods, outcomes, outcome }: PredictorFit): Float64Array | undefined {
  const rows = count + periods;
  const both = new Float64Array(donors * rows);
  let square = 0;
  for (let donor = 0; donor < donors; donor++) {
    both.set(columns.subarray(donor * count, (donor + 1) * count), donor * rows);
    both.set(outcomes.subarray(donor * periods, (donor + 1) * periods), donor * rows + count);
    for (let t = 0; t < periods; t++) square += (outcomes[donor * periods + t] - outcome[t]) ** 2 / donors;
  }
  const rowWeights = new Float64Array(rows).fill(1);
  if (square > 0) rowWeights.fill(BESIDE / square, count);
  return simplexWeights({ columns: both, target: Float64Array.of(...target, ...outcome), rowWeights });
}

/** Mean of squares of what a mix of donors misses of the outcomes, which is left in an array that is brought for it. */
function outcomeError({ donors, periods, outcomes, outcome }: PredictorFit, weights: Float64Array, left: Float64Array): number {
  left.set(outcome);
  for (let donor = 0; donor < donors; donor++) {
    if (weights[donor] > 0) for (let t = 0; t < periods; t++) left[t] -= weights[donor] * outcomes[donor * periods + t];
  }
  return dot(left, left) / periods;
}

/**
 * How much predictors must count so that donors matched on them follow the outcomes best; they sum to one.
 *
 * Model     many places are looked at, spread evenly over the logarithms; from the best ones, from all the same and from as much as each says of outcomes in a regression a search goes
 *           downhill. The error has many dips, and its least is in general reached in more than one place: what matters is the error, not the place.
 * Source    Abadie, Diamond & Hainmueller (2010), JASA 105, 493-505, section II.B; starts: Kaul, Klößner, Pfeifer & Schieler (2022), Journal of Business & Economic Statistics 40, 1362-1376.
 */
export function searchedWeights(fit: PredictorFit): Float64Array {
  const { count } = fit;
  const even = new Float64Array(count);
  const first = donorWeightsBy(fit, sharesOf(even));
  // Donors that match in everything do so whatever counts.
  if (count === 1 || first === undefined || isMatched(fit, first)) return sharesOf(even);
  const inTurn = weightsInTurn(fit);
  const left = new Float64Array(fit.periods);
  const errorAt = (logs: Float64Array): number => {
    const weights = bestIfMatched(fit, inTurn(sharesOf(logs)));
    return weights === undefined ? Infinity : outcomeError(fit, weights, left);
  };
  const alone = Array.from(even, (_, k) => even.map((_, l) => (k === l ? 0 : -4)));
  const places: Point[] = [...alone, ...spread(count, 100 * count)].map((at) => ({ at, value: errorAt(at) }));
  const starts = places.sort((a, b) => a.value - b.value).slice(0, 20);
  let best: Point = { at: even, value: Infinity };
  const search = (at: Float64Array, step: number, calls: number): void => {
    const reached = nelderMead(errorAt, at, step, calls * count);
    if (reached.value < best.value) best = reached;
  };
  for (const at of [even, regressionLogs(fit), ...starts.map((start) => start.at)]) search(at, 1, 25);
  // A simplex may have become flat: anew from where it stopped.
  for (const step of [2, -0.5]) search(best.at, step, 60);
  return sharesOf(best.at);
}

/** Logarithms from -12 to 0, each place far from those before. Source: Roberts (2018), the sequence of the generalized golden ratio. */
function spread(size: number, places: number): readonly Float64Array[] {
  let ratio = 1.5;
  for (let round = 0; round < 60; round++) ratio = (1 + ratio) ** (1 / (size + 1));
  return Array.from({ length: places }, (_, place) => Float64Array.from({ length: size }, (_, k) => -12 * ((0.5 + (place + 1) * ratio ** -(k + 1)) % 1)));
}

function sharesOf(logs: Float64Array): Float64Array {
  const most = logs.reduce((largest, value) => Math.max(largest, value), -Infinity);
  const sizes = logs.map((value) => Math.max(LEAST, Math.exp(value - most)));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return sizes.map((size) => size / total);
}

/** Logarithms of the sum over periods of squared coefficients, of outcomes of all units on their predictors. */
function regressionLogs({ count, donors, columns, target, periods, outcomes, outcome }: PredictorFit): Float64Array {
  const units = Array.from({ length: donors + 1 }, (_, unit) => (unit < donors ? columns.slice(unit * count, (unit + 1) * count) : target.slice()));
  for (let k = 0; k < count; k++) {
    const mean = units.reduce((sum, unit) => sum + unit[k], 0) / units.length;
    for (const unit of units) unit[k] -= mean;
  }
  const gram = new Float64Array(count * count);
  for (const unit of units) for (let k = 0; k < count; k++) for (let l = 0; l < count; l++) gram[k * count + l] += unit[k] * unit[l];
  // Predictors that repeat each other share what they say.
  for (let k = 0; k < count; k++) gram[k * (count + 1)] += 1e-6 * donors;
  const lower = choleskyFactor(gram, count);
  const sizes = new Float64Array(count);
  if (lower === undefined) return sizes;
  for (let t = 0; t < periods; t++) {
    const along = new Float64Array(count);
    for (const [unit, values] of units.entries()) {
      const value = unit < donors ? outcomes[unit * periods + t] : outcome[t];
      for (let k = 0; k < count; k++) along[k] += values[k] * value;
    }
    for (const [k, slope] of choleskySolve(lower, along).entries()) sizes[k] += slope * slope;
  }
  return sizes.map((size) => Math.log(Math.max(size, 1e-300)));
}
