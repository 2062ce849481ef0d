import { add, and, call, column, divide, greater, indicator, is, isKnown, less, number, or, subtract, sum, times, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import type { LeastSquares } from '../../moments/least-squares.ts';
import { comomentOf, type Moments, meanOf } from '../../moments/moments.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { type MomentsReply, type MomentsRequest, moments } from '../../relation/requests.ts';
import { derive, rollup, type Step, where } from '../../relation/steps.ts';
import type { DesignColumn } from '../arm-columns.ts';
import type { ArmFitting, ArmForm, ArmResponses, Influences } from './arm-fitting.ts';
import { maximise, reachFor, WORKING } from './maximise.ts';
import { cellsIn } from './separation.ts';

/** A regression whose rows stay in the engine. */
export interface ArmQuestion {
  readonly assignment: string;
  readonly control: string;
  readonly treatments: readonly string[];
  readonly outcome: { readonly name: string; readonly measure: Expression };
  readonly covariates: readonly DesignColumn[];
  readonly cluster?: string;
  /** Moments of the outcome, the indicators of the arms and the covariates, over all arms compared. */
  readonly whole: Moments;
  /** The linear regression of the outcome on them. */
  readonly linear: LeastSquares;
}

/** The predictor of a row as if it were in control, and as it is: derived columns, named by the outcome so that those of others stand beside them. */
interface Predictors {
  readonly derived: Step;
  readonly inControl: Expression;
  readonly own: Expression;
}

/** Beyond this predictor the curvature is constant, so that the working residual stays finite. */
const far = 200;
const leastCurvature = 1e-87;

/** The regression from moments: one scan a step of Newton's method, one for the responses of the arms, one for the variance. */
export function armAskedFitting(q: ArmQuestion): ArmFitting {
  const arms = q.treatments.map((arm) => ({ name: `${q.assignment}=${arm}`, expression: indicator(is(column(q.assignment), arm)) }));
  const columns = [...arms, ...q.covariates];
  const names = columns.map(({ name }) => name);
  const rows = and([q.control, ...q.treatments].map((arm) => is(column(q.assignment), arm)).reduce(or), isKnown(q.outcome.measure));
  const cells = q.covariates.flatMap(({ name }) => {
    const found = cellsIn(q.whole, name, q.outcome.name);
    return found ? [{ ...found, name }] : [];
  });
  const predictors = (coefficients: Float64Array): Predictors => {
    const inControl = linear(coefficients[0], coefficients.subarray(1 + arms.length), q.covariates);
    const own = add(inControl, linear(0, coefficients.subarray(1, 1 + arms.length), arms));
    const [base, whole] = ['in control', 'own'].map((which) => `estimand:predictor ${which}:${q.outcome.name}`);
    return { derived: derive({ [base]: inControl, [whole]: own }), inControl: column(base), own: column(whole) };
  };
  return {
    path: 'moments',
    names,
    cells,
    *maximise() {
      const dialogue = maximise({ regressors: names, start: discriminant(q, names), reach: reachFor(q.whole.n) });
      let state = dialogue.next();
      while (!state.done) state = dialogue.next(yield* workingMoments(q.outcome.measure, columns, predictors(state.value), rows));
      return state.value;
    },
    *respond(coefficients) {
      const asked = responseRequests(q, coefficients, predictors(coefficients), rows);
      return responsesIn((yield asked) as readonly MomentsReply[], q.treatments.length, coefficients.length);
    },
    *influences(coefficients, responses, forms, armSizes) {
      const at = predictors(coefficients);
      const shares = forms.map((form, i) => [`influence ${i}`, influence(q.outcome.measure, columns, at, coefficients, responses, form)] as const);
      const ofArm =
        armSizes &&
        linear(
          1 / armSizes[0],
          Float64Array.from(armSizes.slice(1), (size) => 1 / size - 1 / armSizes[0]),
          arms,
        );
      return yield* productsOf(Object.fromEntries(shares), at, rows, q.cluster, ofArm);
    },
  };
}

const sigmoid = (of: Expression): Expression => call('sigmoid', of);
const minus = (of: Expression): Expression => subtract(0, of);

function linear(constant: number, coefficients: Float64Array, columns: readonly DesignColumn[]): Expression {
  return sum([number(constant), ...columns.map(({ expression }, j) => times(coefficients[j], expression))]);
}

/** When linear regression leaves less of the variance than this, it is not a good start. */
const leastLeft = 0.01;

/** Where to start: the linear discriminant, which is the answer for normal covariates. */
export function discriminant(
  { whole, linear: { coefficients, residualSumOfSquares }, outcome }: Pick<ArmQuestion, 'whole' | 'linear' | 'outcome'>,
  names: readonly string[],
): Float64Array {
  const share = meanOf(whole, outcome.name);
  const left = Math.max(residualSumOfSquares / whole.n, leastLeft * share * (1 - share));
  const slopes = coefficients.slice(1).map((b) => b / left);
  const atMean = names.reduce((total, name, j) => total + slopes[j] * meanOf(whole, name), 0);
  const spread = names.reduce((total, name, j) => total + slopes[j] * comomentOf(whole, name, outcome.name), 0) / whole.n;
  // The middle between the means of events and of the rest, which lie apart from the mean as the covariances say.
  const middle = atMean + (spread / 2) * (1 / share - 1 / (1 - share));
  return Float64Array.of(Math.log(share / (1 - share)) - middle, ...slopes);
}

function* workingMoments(measure: Expression, columns: readonly DesignColumn[], { derived, own: x }: Predictors, rows: Expression): Asking<Moments> {
  const side = subtract(times(2, measure), 1);
  const within = and(less(x, far), greater(x, -far));
  const residual = when(within, times(side, add(1, call('exp', minus(times(side, x))))), times(subtract(measure, sigmoid(x)), 1 / leastCurvature));
  const weight = when(within, times(sigmoid(x), sigmoid(minus(x))), leastCurvature);
  const asked = Object.fromEntries(columns.map(({ name, expression }) => [name, expression]));
  const reply = yield* ask(
    moments({ columns: { ...asked, [WORKING]: residual }, weight: { column: weight, kind: 'precision' }, where: rows, over: [derived] }),
  );
  return reply.groups[0].moments;
}

const armPredictor = ({ inControl }: Predictors, coefficients: Float64Array, arm: number): Expression =>
  arm === 0 ? inControl : add(inControl, coefficients[arm]);

/** The log likelihood; then for each arm the share, the density, and the density times each covariate. Each alone: products are of no use. */
function responseRequests(q: ArmQuestion, coefficients: Float64Array, at: Predictors, rows: Expression): readonly MomentsRequest[] {
  const signed = times(subtract(times(2, q.outcome.measure), 1), at.own);
  const logShare = when(greater(signed, -far), call('log', sigmoid(signed)), signed);
  const responses = Array.from({ length: q.treatments.length + 1 }, (_, arm) => {
    const x = armPredictor(at, coefficients, arm);
    const density = times(sigmoid(x), sigmoid(minus(x)));
    return [sigmoid(x), density, ...q.covariates.map(({ expression }) => times(density, expression))];
  });
  return [logShare, ...responses.flat()].map((value) => moments({ columns: { value }, where: rows, over: [at.derived] }));
}

function responsesIn(replies: readonly MomentsReply[], treatments: number, k: number): ArmResponses {
  const [likelihood, ...means] = replies.map((reply) => reply.groups[0].moments);
  const covariates = k - 1 - treatments;
  const each = 2 + covariates;
  const at = (arm: number, i: number): number => means[arm * each + i].mean[0];
  const arms = Array.from({ length: treatments + 1 }, (_, arm) => arm);
  return {
    n: likelihood.n,
    shares: Float64Array.from(arms, (arm) => at(arm, 0)),
    gradients: arms.map((arm) =>
      Float64Array.from({ length: k }, (_, j) => {
        if (j === 0 || j === arm) return at(arm, 1);
        return j <= treatments ? 0 : at(arm, 1 + j - treatments);
      }),
    ),
    logLikelihood: likelihood.mean[0] * likelihood.n,
  };
}

function influence(
  measure: Expression,
  columns: readonly DesignColumn[],
  at: Predictors,
  coefficients: Float64Array,
  { n, shares }: ArmResponses,
  { weights, arm }: ArmForm,
): Expression {
  const throughFit = times(subtract(measure, sigmoid(at.own)), linear(weights[0], weights.subarray(1), columns));
  return arm === undefined ? throughFit : add(throughFit, times(1 / n, subtract(sigmoid(armPredictor(at, coefficients, arm)), shares[arm])));
}

const partOfArm = 'part of its arm';

/** @param ofArm  what share of its arm a row is: sums of clusters are then corrected by what they leave of it. */
function* productsOf(
  shares: Readonly<Record<string, Expression>>,
  { derived }: Predictors,
  rows: Expression,
  cluster: string | undefined,
  ofArm: Expression | undefined,
): Asking<Influences> {
  const names = Object.keys(shares);
  const added = { ...shares, ...(ofArm && { [partOfArm]: ofArm }) };
  const totals = Object.fromEntries(Object.keys(added).map((name) => [name, { kind: 'sum', of: column(name) } as const]));
  const corrected = (name: string): Expression => (ofArm ? divide(column(name), call('sqrt', subtract(1, column(partOfArm)))) : column(name));
  const columns = Object.fromEntries(names.map((name) => [name, corrected(name)]));
  const request =
    cluster === undefined
      ? moments({ columns: shares, where: rows, over: [derived] })
      : moments({ columns, over: [where(rows), derived, derive(added), rollup([cluster], totals)] });
  const [{ moments: m }] = (yield* ask(request)).groups;
  const p = names.length;
  const products = Float64Array.from({ length: p * p }, (_, e) => m.comoment[e] + m.n * m.mean[Math.floor(e / p)] * m.mean[e % p]);
  return { products, ...(cluster !== undefined && { clusters: m.n }) };
}
