import type { ObservedUnits } from '../../inference/observed/observed-units.ts';
import { productName } from '../../moments/terms.ts';
import type { Analysed } from './analysed.ts';
import type { Term } from './ask-units.ts';
import type { OptIn } from './own.ts';

/** The units with what their chance of treatment depends on. */
export function propensityUnits({ units, terms }: Analysed, how: OptIn['propensity']['terms']): ObservedUnits {
  if (how === 'main') return units;
  const added = how === 'interactions' ? productsOf(terms) : terms.filter(isContinuous).flatMap(curvesOf);
  return { ...units, names: [...units.names, ...added.map(({ name }) => name)], columns: [...units.columns, ...added.map(({ values }) => values)] };
}

interface Column {
  readonly name: string;
  readonly values: Float64Array;
}

/** Squares of numbers, and products of any two terms but the levels of one factor; of columns with their means taken out, which keeps them apart from the columns themselves. */
function productsOf(terms: readonly Term[]): readonly Column[] {
  const centred = terms.map(({ values }) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - mean);
  });
  return terms.flatMap((a, i) =>
    terms.slice(i).flatMap((b, k): readonly Column[] => {
      const same = k === 0;
      if (same ? !isContinuous(a) : a.covariate === b.covariate) return [];
      return [{ name: productName(a.name, b.name), values: centred[i].map((value, u) => value * centred[i + k][u]) }];
    }),
  );
}

/** Has it more than two values? */
function isContinuous({ values, level }: Term): boolean {
  if (level !== undefined) return false;
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return values.some((value) => value !== low && value !== high);
}

/** Where the cubic pieces of a spline meet: shares of the units. */
const knotShares = [0.05, 0.35, 0.65, 0.95];

/**
 * The curved columns of a natural cubic spline: straight beyond its outer knots.
 *
 * Source  Harrell (2015), Regression Modeling Strategies, 2.4.5.
 */
function curvesOf({ name, values }: Term): readonly Column[] {
  const sorted = values.slice().sort();
  const knots = [...new Set(knotShares.map((share) => sorted[Math.round(share * (sorted.length - 1))]))];
  const count = knots.length;
  if (count < 3) return [];
  const [last, before] = [knots[count - 1], knots[count - 2]];
  const span = (last - knots[0]) ** 2;
  const cube = (x: number): number => (x > 0 ? x ** 3 : 0);
  return knots.slice(0, count - 2).map((knot, j) => ({
    name: `${name} spline ${j + 1}`,
    values: values.map(
      (x) => (cube(x - knot) - (cube(x - before) * (last - knot)) / (last - before) + (cube(x - last) * (before - knot)) / (last - before)) / span,
    ),
  }));
}
