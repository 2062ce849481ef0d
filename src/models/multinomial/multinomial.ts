import { add, call, column, divide, indicator, is, number, subtract, sum, times, winsorized } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { dot } from '../../math/dot.ts';
import { factorNormalEquations, solveNormalEquations } from '../../math/normal-equations.ts';
import { comomentOf, type Moments, meanOf } from '../../moments/moments.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { type MomentsReply, moments } from '../../relation/requests.ts';
import { derive } from '../../relation/steps.ts';
import type { DesignColumn } from '../arm-columns.ts';

/** Which of several levels a column holds, by columns of a design. */
export interface MultinomialData {
  readonly of: string;
  /** Two or more; the first is the one that the others are compared with. */
  readonly levels: readonly string[];
  readonly columns: readonly DesignColumn[];
  /** Means of the columns: what they are taken about. */
  readonly means: Float64Array;
  readonly where: Expression;
}

export interface MultinomialFit {
  readonly kind: 'maximum';
  /** By level but the first: the constant at the means, then the slopes. */
  readonly coefficients: readonly Float64Array[];
  readonly iterations: number;
  readonly n: number;
  /** The chance of a level in a row. */
  readonly chance: (level: string) => Expression;
}

export interface NoMultinomial {
  readonly kind: 'no-convergence';
  readonly iterations: number;
}

export const mostIterations = 60;
/** Length of the last step, in standard errors. */
const tolerance = 1e-9;
/** A predictor further out than this decides a row in double precision. */
const farthest = 700;

/**
 * Multinomial logistic regression by maximum likelihood, a scan a step: no rows are fetched.
 *
 * Model   P(level b | x) = exp(a_b + c_b'x) / sum over levels, a and c zero for the first. Newton's method; a step after which the next would be longer is
 *         halved. Information from moments weighted by products of chances.
 * Errors  no-convergence when levels are told apart with certainty.
 * Source  McFadden (1974). Parity: statsmodels MNLogit.
 */
export function* multinomialRegression(data: MultinomialData): Asking<MultinomialFit | NoMultinomial> {
  const size = data.columns.length + 1;
  const others = data.levels.slice(1);
  let at = others.map(() => new Float64Array(size));
  let last: { readonly from: readonly Float64Array[]; readonly change: readonly Float64Array[]; readonly distance: number } | undefined;
  for (let iteration = 1; iteration <= mostIterations; iteration++) {
    const { gradient, information, n } = yield* derivativesAt(data, at);
    const system = factorNormalEquations(information, gradient.length);
    if (!system) return { kind: 'no-convergence', iterations: iteration };
    const { solution } = solveNormalEquations(system, gradient);
    const distance = Math.sqrt(Math.max(0, dot(solution, gradient)));
    if (last && distance > 2 * last.distance) {
      const { from } = last;
      last = { ...last, change: last.change.map((part) => part.map((x) => x / 2)) };
      at = from.map((part, b) => part.map((x, j) => x + last!.change[b][j]));
      continue;
    }
    const change = others.map((_, b) => solution.slice(b * size, (b + 1) * size));
    const next = at.map((part, b) => part.map((x, j) => x + change[b][j]));
    if (distance <= tolerance) return { kind: 'maximum', coefficients: next, iterations: iteration, n, chance: (level) => chanceAt(data, next, level) };
    last = { from: at, change, distance };
    at = next;
  }
  return { kind: 'no-convergence', iterations: mostIterations };
}

/** The chance of a level: one over the sum of the odds of all levels against it. */
function chanceAt({ levels, columns, means }: MultinomialData, at: readonly Float64Array[], level: string): Expression {
  const own = levels.indexOf(level);
  const against = levels.flatMap((_, other) => {
    if (other === own) return [];
    const apart = Float64Array.from({ length: columns.length + 1 }, (__, j) => (other > 0 ? at[other - 1][j] : 0) - (own > 0 ? at[own - 1][j] : 0));
    const predictor = columns.reduce((so, { expression }, j) => add(so, times(apart[j + 1], subtract(expression, means[j]))), number(apart[0]));
    return [call('exp', winsorized(predictor, -farthest, farthest))];
  });
  return divide(1, add(1, sum(against)));
}

interface Derivatives {
  readonly gradient: Float64Array;
  readonly information: Float64Array;
  readonly n: number;
}

function* derivativesAt(data: MultinomialData, at: readonly Float64Array[]): Asking<Derivatives> {
  const { levels, of, columns, means, where } = data;
  const size = columns.length + 1;
  const chance = (b: number): Expression => column(`estimand:chance:${levels[b]}`);
  const over = [derive(Object.fromEntries(levels.map((level) => [`estimand:chance:${level}`, chanceAt(data, at, level)])))];
  const centred = Object.fromEntries(columns.map(({ expression }, j) => [`x${j}`, subtract(expression, means[j])]));
  const pairs = levels.flatMap((_, b) => levels.slice(b + 1).map((__, c) => [b, b + 1 + c] as const));
  const [residuals, weighed] = yield* all([
    all(
      levels.slice(1).map((level, b) => ask(moments({ columns: { r: subtract(indicator(is(column(of), level)), chance(b + 1)), ...centred }, where, over }))),
    ),
    all(
      pairs.map(([b, c]) =>
        ask(moments({ columns: { one: number(1), ...centred }, where, over, weight: { column: times(chance(b), chance(c)), kind: 'precision' } })),
      ),
    ),
  ]);
  const names = ['one', ...columns.map((_, j) => `x${j}`)];
  const gradient = Float64Array.from(residuals.flatMap(({ groups: [{ moments: m }] }) => names.map((name) => sumWith(m, name))));
  const products = new Map(pairs.map(([b, c], i) => [`${b} ${c}`, rawProducts(weighed[i], names)]));
  const between = (b: number, c: number): Float64Array => products.get(b < c ? `${b} ${c}` : `${c} ${b}`)!;
  const k = levels.length - 1;
  const information = new Float64Array((k * size) ** 2);
  for (let b = 1; b <= k; b++) {
    for (let c = 1; c <= k; c++) {
      const blocks = b === c ? levels.flatMap((_, other) => (other === b ? [] : [between(b, other)])) : [between(b, c).map((x) => -x)];
      for (const block of blocks)
        for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) information[((b - 1) * size + i) * k * size + (c - 1) * size + j] += block[i * size + j];
    }
  }
  return { gradient, information, n: residuals[0].groups[0].moments.n };
}

/** Sum of r times the column, which is 1 for `one`. */
const sumWith = (m: Moments, name: string): number =>
  name === 'one' ? m.n * meanOf(m, 'r') : comomentOf(m, 'r', name) + m.n * meanOf(m, 'r') * meanOf(m, name);

function rawProducts({ groups: [{ moments: m }] }: MomentsReply, names: readonly string[]): Float64Array {
  return Float64Array.from(names.flatMap((a) => names.map((b) => comomentOf(m, a, b) + m.weight * meanOf(m, a) * meanOf(m, b))));
}
