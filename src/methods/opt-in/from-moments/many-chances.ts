import type { Finding } from '../../../estimate/finding.ts';
import { and, call, column, greater, indicator, less, not, or, subtract, times, winsorized } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { discriminant, workingMoments } from '../../../models/logistic/arm-asked.ts';
import type { Separated } from '../../../models/logistic/logistic-regression.ts';
import { type Diverging, maximise, reachFor } from '../../../models/logistic/maximise.ts';
import { leastSquares } from '../../../moments/least-squares.ts';
import { type Asking, ask } from '../../../relation/asking.ts';
import { columns, moments } from '../../../relation/requests.ts';
import { derive, rollup, type Step, where } from '../../../relation/steps.ts';
import type { Chosen } from '../options.ts';
import { chanceRefusal } from '../refusals.ts';
import { isTreated, linearIn, type ManyUnits, treatedColumn, treatedName } from './many-units.ts';

/** The chance of treatment, fitted to units that stay where they are. */
export interface ManyChances {
  /** The constant first. */
  readonly coefficients: Float64Array;
  readonly covariance: Float64Array;
}

/** Of so many units the last step may leave a millionth of a standard error, and their information a ten-thousandth: a pass less. */
const near = { rows: 1_000_000, reach: 1e-4, tolerance: 1e-6 };

/**
 * Logistic regression of the choice by moments: a pass over the units for each of Newton's steps, which begin where the linear discriminant says.
 *
 * Errors  a finding that refuses the outcome: covariates that tell who opted in for certain, or nothing of their own.
 */
export function* fittedChances(u: ManyUnits, c: Chosen): Asking<ManyChances | Finding> {
  const { whole, names, terms, among } = u;
  const refused = (of: Parameters<typeof chanceRefusal>[0]): Finding => chanceRefusal(of, among.sizes[0], c);
  if (whole.n <= names.length + 1) return refused({ kind: 'too-few-rows', rows: whole.n, parameters: names.length + 1 });
  const linear = leastSquares(whole, treatedName, names);
  if ('kind' in linear) return refused(linear);
  const measure = indicator(isTreated);
  const dialogue = maximise({
    regressors: names,
    start: discriminant({ whole, linear, outcome: { name: treatedName, measure } }, names),
    ...(whole.n < near.rows ? { reach: reachFor(whole.n) } : near),
  });
  let state = dialogue.next();
  while (!state.done) {
    const over = [...u.over, predictorStep(u, state.value, c)];
    state = dialogue.next(yield* workingMoments(measure, terms, { over, own: predictorOf(c) }, u.rows));
  }
  const found = state.value;
  if (found.kind === 'maximum') return { coefficients: found.coefficients, covariance: found.inverse };
  return refused(found.kind === 'diverging' ? yield* separatedBy(found, u, c) : found);
}

/** Named by the outcome, so that those of others stand beside it. */
const predictorName = ({ outcome }: Chosen): string => `estimand:predictor ${outcome}`;
export const predictorOf = (c: Chosen): Expression => column(predictorName(c));

/** Beyond this a chance is zero or one to rounding, and its odds would be infinite. */
const farthest = 300;

export const predictorStep = ({ terms }: ManyUnits, coefficients: Float64Array, c: Chosen): Step =>
  derive({ [predictorName(c)]: winsorized(linearIn(terms, coefficients), -farthest, farthest) });

/** Less than this share of the largest predictor is zero. */
const least = 1e-3;

/** How many units the direction, along which the likelihood rises for ever, does not decide. */
function* separatedBy({ direction, columns: named }: Diverging, u: ManyUnits, c: Chosen): Asking<Separated> {
  const over = [...u.over, derive({ [predictorName(c)]: call('abs', linearIn(u.terms, direction)) })];
  const reply = yield* ask(
    columns({ columns: { most: column('most') }, over: [...over, where(u.rows), rollup([treatedColumn], { most: { kind: 'max', of: predictorOf(c) } })] }),
  );
  const largest = Math.max(...reply.columns.most);
  const { groups } = yield* ask(moments({ columns: {}, where: and(u.rows, not(greater(predictorOf(c), least * largest))), over }));
  const undecided = groups[0].moments.n;
  return { kind: 'separated', columns: named, complete: undecided === 0, undecided };
}

/** Does a unit have what its covariates make impossible, to rounding? */
export function isCertain(c: Chosen): Expression {
  const chance = chanceOf(c);
  return or(and(isTreated, not(greater(chance, 0))), and(not(isTreated), not(less(chance, 1))));
}

export const chanceOf = (c: Chosen): Expression => call('sigmoid', predictorOf(c));
export const otherChanceOf = (c: Chosen): Expression => call('sigmoid', times(-1, predictorOf(c)));
/** Odds of treatment, and of its opposite. */
export const oddsOf = (c: Chosen): Expression => call('exp', predictorOf(c));
export const otherOddsOf = (c: Chosen): Expression => call('exp', subtract(0, predictorOf(c)));
