import { allFinite } from '../../math/all-finite.ts';
import type { Collinear } from '../../moments/least-squares.ts';
import { INTERCEPT } from '../../moments/terms.ts';
import { designOf } from '../design.ts';
import type { TooFewRows } from '../linear-regression.ts';
import type { BinaryRows } from './binary-rows.ts';
import { type BinaryTerm, referenceColumns, shapeOf, type TermShape } from './binary-terms.ts';
import { type Link, logit } from './link.ts';
import type { NotConverged } from './maximise.ts';
import { type MaximisedRows, maximiseNear, maximiseRows } from './maximise-rows.ts';
import { probit } from './probit.ts';
import { countCells, isBinary, type PerfectPredictor, perfectPredictor, sidesOf } from './separation.ts';

/** A regression of a binary outcome with its rows, from which covariances and effects can be computed. */
export interface BinaryRegression {
  readonly link: Link['name'];
  /** The k terms, `(intercept)` first. */
  readonly names: readonly string[];
  readonly coefficients: Float64Array;
  /** Inverse of the observed information, k x k row-major: the covariance if the model is right. */
  readonly covariance: Float64Array;
  readonly logLikelihood: number;
  readonly n: number;
  /** n - k. */
  readonly dfResidual: number;
  readonly iterations: number;
  /** The terms as they were fitted, with their levels. */
  readonly shapes: readonly TermShape[];
  readonly rows: BinaryRows;
}

export interface BinaryData {
  /** 0 or 1. */
  readonly outcome: Float64Array;
  readonly terms: readonly BinaryTerm[];
}

/** A value that the regression cannot use, and the first row that has it. */
export interface BadValue {
  readonly kind: 'not-binary' | 'not-finite';
  readonly column: string;
  readonly value: number;
  readonly row: number;
}

export interface ConstantOutcome {
  readonly kind: 'constant-outcome';
  readonly value: number;
}

/** Where this column has this value, the outcome never changes: its coefficient is infinite. */
export interface Perfect extends PerfectPredictor {
  readonly kind: 'perfect-predictor';
  /** A factor's first level has no column of its own, but has a name as if it had. */
  readonly column: string;
}

/** These columns together tell events from the rest: all of them (`complete`), or those that are not `undecided`. */
export interface Separated {
  readonly kind: 'separated';
  readonly columns: readonly string[];
  readonly complete: boolean;
  readonly undecided: number;
}

export type BinaryRefusal = BadValue | ConstantOutcome | Collinear | TooFewRows | Perfect | Separated | NotConverged;

/**
 * Logistic regression from columns, by maximum likelihood.
 *
 * Model     P(outcome = 1) = 1 / (1 + exp(-(constant + sum of terms))); Newton's method.
 * Shapes    outcome and terms of equal length; a factor has an indicator for each level that occurs but its reference.
 * Errors    refusals that name the column: not-binary, not-finite, constant-outcome, too-few-rows, collinear, perfect-predictor, separated,
 *           no-convergence. RangeError when columns have other lengths.
 * Source    Cox (1958), JRSS B 20; Albert & Anderson (1984), Biometrika 71, on separation. Parity: statsmodels Logit, R glm.
 */
export const logisticRegression = (data: BinaryData): BinaryRegression | BinaryRefusal => binaryRegression(logit, data);

/**
 * Probit regression: the same with the normal distribution function. Its covariance is that of the observed information.
 *
 * Source    Bliss (1934), Science 79. Parity: statsmodels Probit.
 */
export const probitRegression = (data: BinaryData): BinaryRegression | BinaryRefusal => binaryRegression(probit, data);

const links: { readonly [K in Link['name']]: Link } = { logit, probit };
export const linkOf = (fit: Pick<BinaryRegression, 'link'>): Link => links[fit.link];

/**
 * The coefficients of a logistic regression whose rows count with weights, the constant term first.
 *
 * Shapes    weights positive, one a row, about one on average: the steps end by standard errors of so many rows; without weights each row counts once.
 * Errors    as `logisticRegression`.
 */
export function weightedLogit(data: BinaryData, weights: Float64Array | undefined): Float64Array | BinaryRefusal {
  const found = maximised(data, (rows) => maximiseRows(weights ? { ...rows, weights } : rows, logit));
  return 'kind' in found ? found : found.maximum.coefficients;
}

/**
 * The coefficients alone, the constant term first: of rows drawn from others, those of the others are `near`. Where it starts changes nothing but the time it takes.
 *
 * Errors    as `logisticRegression`.
 */
export function coefficientsNear(link: Link['name'], data: BinaryData, near: Float64Array | undefined): Float64Array | BinaryRefusal {
  const found = maximised(data, (rows) => maximiseNear(rows, links[link], near));
  return 'kind' in found ? found : found.maximum.coefficients;
}

function binaryRegression(link: Link, data: BinaryData): BinaryRegression | BinaryRefusal {
  const found = maximised(data, (rows) => maximiseRows(rows, link));
  if ('kind' in found) return found;
  const { rows, maximum } = found;
  const { coefficients, inverse, logLikelihood, iterations } = maximum;
  const n = rows.outcome.length;
  return {
    link: link.name,
    names: [INTERCEPT, ...rows.names],
    coefficients,
    covariance: inverse,
    logLikelihood,
    n,
    dfResidual: n - rows.names.length - 1,
    iterations,
    shapes: data.terms.map(shapeOf),
    rows,
  };
}

interface MaximisedData {
  readonly rows: BinaryRows;
  readonly maximum: Extract<MaximisedRows, { kind: 'maximum' }>;
}

function maximised(data: BinaryData, maximum: (rows: BinaryRows) => MaximisedRows): MaximisedData | BinaryRefusal {
  const rows = binaryRows(data);
  if ('kind' in rows) return rows;
  const fit = maximum(rows);
  return fit.kind === 'maximum' ? { rows, maximum: fit } : refusalOf(fit, rows, data.terms);
}

/** The rows of a regression, unless one look at them tells that it has no answer. */
export function binaryRows({ outcome, terms }: BinaryData): BinaryRows | BinaryRefusal {
  const n = outcome.length;
  expectRows(terms, n);
  const bad = badOutcome(outcome);
  if (bad) return bad;
  const { names, columns } = designOf(n, terms, { intercept: false });
  if (n <= names.length + 1) return { kind: 'too-few-rows', rows: n, parameters: names.length + 1 };
  if (isConstant(outcome)) return { kind: 'constant-outcome', value: outcome[0] };
  const rows: BinaryRows = { outcome, names, columns, intercept: true };
  return perfectIn(rows, terms) ?? rows;
}

function badOutcome(outcome: Float64Array): BadValue | undefined {
  let row = 0;
  while (row < outcome.length && isBinary(outcome[row])) row++;
  return row === outcome.length
    ? undefined
    : { kind: Number.isFinite(outcome[row]) ? 'not-binary' : 'not-finite', column: 'outcome', value: outcome[row], row };
}

/** Why there is no maximum. Values that are not finite are searched for only then: any of them makes a sum infinite. */
function refusalOf(fit: Exclude<MaximisedRows, { kind: 'maximum' }>, rows: BinaryRows, terms: readonly BinaryTerm[]): BinaryRefusal {
  const bad = badTermIn(terms);
  if (bad) return bad;
  if (fit.kind !== 'diverging') return fit;
  const { undecided } = sidesOf(rows, fit.direction);
  return { kind: 'separated', columns: fit.columns, complete: undecided === 0, undecided };
}

function expectRows(terms: readonly BinaryTerm[], n: number): void {
  for (const term of terms) {
    const length = term.kind === 'numeric' ? term.values.length : term.codes.length;
    if (length !== n) throw new RangeError(`${term.name} has ${length} rows, the outcome ${n}.`);
  }
}

export const badTermIn = (terms: readonly BinaryTerm[]): BadValue | undefined => terms.map(badTerm).find((found) => found !== undefined);

function badTerm(term: BinaryTerm): BadValue | undefined {
  if (term.kind === 'factor' || allFinite(term.values)) return undefined;
  const row = term.values.findIndex((x) => !Number.isFinite(x));
  return { kind: 'not-finite', column: term.name, value: term.values[row], row };
}

function isConstant(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
}

function perfectIn(rows: BinaryRows, terms: readonly BinaryTerm[]): Perfect | undefined {
  const columns = [...rows.columns.map((values, j) => ({ name: rows.names[j], values })), ...referenceColumns(rows, terms)];
  for (const { name, values } of columns) {
    const cells = countCells(values, rows.outcome);
    const perfect = cells && perfectPredictor(cells);
    if (perfect) return { kind: 'perfect-predictor', column: name, ...perfect };
  }
  return undefined;
}
