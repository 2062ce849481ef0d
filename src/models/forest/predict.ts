import { EstimandError } from '../../errors/estimand-error.ts';
import { joinedDoubles } from '../../math/joined.ts';
import { type Asking, work } from '../../relation/asking.ts';
import { expectFeatures } from '../expect-features.ts';
import type { Features } from '../features.ts';
import type { Speaking } from './averages.ts';
import { type Binned, binned } from './bins.ts';
import type { Forest, ForestData } from './forest.ts';
import { type Predicted, type PredictPart, predictForestTask } from './predict-part.ts';

type Errors = PredictPart['errors'];

/** Units a part of the work; few enough that threads end at about the same time. */
const UNITS_A_PART = 65_536;

/**
 * What a forest says of any units.
 *
 * Shapes    `rows` are their places, default: all; values in the order of these.
 * Errors    as `expectFeatures`.
 */
export function predict(forest: Forest, features: Features, rows?: Int32Array): Float64Array {
  return predictForestTask.run(part(forest, tableOf(forest, features, rows), 'all', 'none')).values;
}

/** The same as work, for many units; with variances where `errors` asks for them. */
export function* predicted(forest: Forest, features: Features, rows?: Int32Array, errors: Errors = 'none'): Asking<Predicted> {
  return yield* inParts(forest, tableOf(forest, features, rows), 'all', errors);
}

/** What a forest says of the units that it was grown on, each by the trees that did not draw it; in the order of `data.rows`. */
export function* outOfBag(forest: Forest, data: Pick<ForestData, 'features' | 'rows'>, errors: Errors = 'none'): Asking<Predicted> {
  const table = tableOf(forest, data.features, data.rows);
  if (table.units !== forest.units) throw new EstimandError('forest-other-units', { units: table.units, grown: forest.units });
  return yield* inParts(forest, table, 'out-of-bag', errors);
}

const tableOf = (forest: Forest, features: Features, rows: Int32Array | undefined): Binned =>
  binned(forest.bins, expectFeatures(forest.bins, features, rows), rows);

function part({ kind, responses, parts, options }: Forest, table: Binned, speaking: Speaking, errors: Errors): PredictPart {
  if (errors !== 'none' && options.groupSize < 2)
    throw new EstimandError('option-invalid', { option: 'groupSize', found: '1', asked: 'at least 2, where variances are asked for' });
  return { kind, responses, groupSize: options.groupSize, grown: parts, binned: table, speaking, errors, from: 0, to: table.units };
}

function* inParts(forest: Forest, table: Binned, speaking: Speaking, errors: Errors): Asking<Predicted> {
  const whole = part(forest, table, speaking, errors);
  const each = Math.min(UNITS_A_PART, Math.max(256, Math.ceil(table.units / 8)));
  const parts = Array.from({ length: Math.ceil(table.units / each) }, (_, k) => ({ ...whole, from: k * each, to: Math.min(table.units, (k + 1) * each) }));
  const done = yield* work(predictForestTask, parts);
  return { values: joinedDoubles(done.map(({ values }) => values)), variances: joinedDoubles(done.map(({ variances }) => variances)) };
}
