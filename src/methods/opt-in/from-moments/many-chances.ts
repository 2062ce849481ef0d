import type { Finding } from '../../../estimate/finding.ts';
import { and, call, column, divide, greater, indicator, not, positive, subtract, times, when } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { discriminant } from '../../../models/logistic/arm-asked.ts';
import type { Separated } from '../../../models/logistic/logistic-regression.ts';
import { type Diverging, maximise, reachFor, WORKING } from '../../../models/logistic/maximise.ts';
import { leastSquares } from '../../../moments/least-squares.ts';
import type { Moments } from '../../../moments/moments.ts';
import { type Asking, ask } from '../../../relation/asking.ts';
import { columns, moments } from '../../../relation/requests.ts';
import { derive, rollup, type Step, where } from '../../../relation/steps.ts';
import type { Chosen } from '../options.ts';
import { chanceRefusal } from '../refusals.ts';
import { isTreated, linearIn, type ManyUnits, side, treatedColumn, treatedName } from './many-units.ts';

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
  const { whole, names, among } = u;
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
    state = dialogue.next(yield* workingMoments(u, state.value, c));
  }
  const found = state.value;
  if (found.kind === 'maximum') return { coefficients: found.coefficients, covariance: found.inverse };
  return refused(found.kind === 'diverging' ? yield* separatedBy(found, u, c) : found);
}

/** Named by the outcome, so that those of others stand beside them. */
const named = (what: string, { outcome }: Chosen): string => `estimand:${what} ${outcome}`;
const predictorOf = (c: Chosen): Expression => column(named('predictor', c));

/** The chance of what a unit did, and of what it did not. */
export const ownChance = (c: Chosen): Expression => column(named('own chance', c));
export const otherChance = (c: Chosen): Expression => column(named('other chance', c));
export const chanceOf = (c: Chosen): Expression => when(isTreated, ownChance(c), otherChance(c));
/** Is the chance of treatment above one half? */
export const isLikely = (c: Chosen): Expression => greater(predictorOf(c), 0);

/** What a unit's chances are derived by. */
export function chanceSteps({ terms, over }: ManyUnits, coefficients: Float64Array, c: Chosen): readonly Step[] {
  const towards = times(side, predictorOf(c));
  return [
    ...over,
    derive({ [named('predictor', c)]: linearIn(terms, coefficients) }),
    derive({ [named('own chance', c)]: call('sigmoid', towards), [named('other chance', c)]: call('sigmoid', subtract(0, towards)) }),
  ];
}

/** Where what a unit did is less likely than this, the curvature is constant, so that the working residual stays finite. */
const leastChance = 1e-87;

/** What a step of Newton's method is told: derivatives of the likelihood along the terms. */
function* workingMoments(u: ManyUnits, coefficients: Float64Array, c: Chosen): Asking<Moments> {
  const held = column(named('held chance', c));
  const hold = derive({ [named('held chance', c)]: when(greater(ownChance(c), leastChance), ownChance(c), leastChance) });
  const reply = yield* ask(
    moments({
      columns: { ...Object.fromEntries(u.terms.map(({ name, expression }) => [name, expression])), [WORKING]: divide(side, positive(held)) },
      weight: { column: times(held, otherChance(c)), kind: 'precision' },
      where: u.rows,
      over: [...chanceSteps(u, coefficients, c), hold],
    }),
  );
  return reply.groups[0].moments;
}

/** Less than this share of the largest predictor is zero. */
const least = 1e-3;

/** How many units the direction, along which the likelihood rises for ever, does not decide. */
function* separatedBy({ direction, columns: carrying }: Diverging, u: ManyUnits, c: Chosen): Asking<Separated> {
  const over = [...u.over, derive({ [named('predictor', c)]: call('abs', linearIn(u.terms, direction)) })];
  const reply = yield* ask(
    columns({ columns: { most: column('most') }, over: [...over, where(u.rows), rollup([treatedColumn], { most: { kind: 'max', of: predictorOf(c) } })] }),
  );
  const largest = Math.max(...reply.columns.most);
  const { groups } = yield* ask(moments({ columns: {}, where: and(u.rows, not(greater(predictorOf(c), least * largest))), over }));
  const undecided = groups[0].moments.n;
  return { kind: 'separated', columns: carrying, complete: undecided === 0, undecided };
}

/** By its chance, counted in doubles, one less it is one. */
const toRounding = 2 ** -53;

/** Did a unit what its covariates make impossible, to rounding? */
export const isCertain = (c: Chosen): Expression => not(greater(ownChance(c), when(isTreated, 0, toRounding)));
