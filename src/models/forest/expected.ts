import { type Asking, all } from '../../relation/asking.ts';
import type { ForestData } from './forest.ts';
import type { ForestOptions } from './options.ts';
import { outOfBag } from './predict.ts';
import { regressionForest } from './regression-forest.ts';

type Units = Omit<ForestData, 'target'>;

/**
 * What is expected of each unit of `rows` given its features: handed in, or found by the trees that did not draw it; nothing of values that are not there.
 *
 * Model     Two forests, an honest one and one that is not and has larger leaves, with a quarter of the trees each, at least 50. Each is moved along the line of the values on what
 *           it says, so that one that follows noise says less and one that shrinks says more; the one that errs less speaks.
 */
export function* expectedOf(
  units: Units,
  values: Float64Array | undefined,
  given: Float64Array | undefined,
  options: Partial<ForestOptions>,
): Asking<Float64Array> {
  const { rows } = units;
  if (given) return rows ? Float64Array.from(rows, (row) => given[row]) : given;
  if (!values) return new Float64Array(0);
  const { trees = 2000, seed = 1, binning = 'quantile' } = options;
  const common = { trees: Math.max(50, Math.ceil(trees / 4)), groupSize: 1, seed, binning, ...(options.mostMemory && { mostMemory: options.mostMemory }) };
  const ways = [common, { ...common, honesty: 'none', minNodeSize: 10 }] as const;
  const found = yield* all(ways.map((way) => outOfBagOf(units, values, way)));
  const own = rows ? Float64Array.from(rows, (row) => values[row]) : values;
  const weights = units.weights && rows ? Float64Array.from(rows, (row) => units.weights?.[row] ?? 1) : units.weights;
  const [honest, plain] = found.map((says) => alongLine(own, says, weights));
  return honest.error <= plain.error ? honest.values : plain.values;
}

function* outOfBagOf(units: Units, outcome: Float64Array, options: Partial<ForestOptions>): Asking<Float64Array> {
  const forest = yield* regressionForest({ ...units, outcome }, options);
  return (yield* outOfBag(forest, units)).values;
}

/** The line of values on what is said of them, never falling, and how far it is off; a unit of which nothing is said is expected to be as all are. */
function alongLine(values: Float64Array, says: Float64Array, weights: Float64Array | undefined): { readonly values: Float64Array; readonly error: number } {
  let [weight, value, said] = [0, 0, 0];
  const weightOf = (i: number): number => (Number.isNaN(says[i]) ? 0 : (weights?.[i] ?? 1));
  for (let i = 0; i < values.length; i++) {
    const own = weightOf(i);
    if (own === 0) continue;
    weight += own;
    value += own * values[i];
    said += own * says[i];
  }
  const [meanValue, meanSaid] = [value / weight, said / weight];
  let [together, squares] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const own = weightOf(i);
    if (own === 0) continue;
    together += own * (says[i] - meanSaid) * (values[i] - meanValue);
    squares += own * (says[i] - meanSaid) ** 2;
  }
  const slope = squares > 0 ? Math.max(0, together / squares) : 0;
  const moved = says.map((own) => (Number.isNaN(own) ? meanValue : meanValue + slope * (own - meanSaid)));
  const error = moved.reduce((sum, own, i) => sum + weightOf(i) * (values[i] - own) ** 2, 0);
  return { values: moved, error };
}
