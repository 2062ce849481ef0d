import { EstimandError } from '../../../errors/estimand-error.ts';
import { add, number, subtract, sum, times } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { expectRegression } from '../../../inference/arms/refusals.ts';
import { type CentredFit, residualOf } from '../../../inference/second-pass.ts';
import type { DesignColumn } from '../../../models/arm-columns.ts';
import { type TwoStage, twoStage } from '../../../models/two-stage/two-stage.ts';
import { combine, residualised } from '../../../moments/combine.ts';
import { type LeastSquares, leastSquares } from '../../../moments/least-squares.ts';
import { comomentOf, type Moments, meanOf } from '../../../moments/moments.ts';
import type { InstrumentDesign } from './instrument-design.ts';

/** The regressions of one question, from moments, and how a row makes what they leave. */
export interface Fit {
  readonly design: InstrumentDesign;
  readonly stages: TwoStage;
  /** Outcome and treatments on instruments and covariates, as a row makes their residuals. */
  readonly reduced: { readonly outcome: Reduced; readonly treatments: readonly Reduced[] };
  /** Outcome, treatments and instruments, each less its prediction by the covariates. */
  readonly net: Moments;
  /** The regression itself: residual by the treatments, columns by their projections. */
  readonly centred: CentredFit;
}

export interface Reduced {
  readonly fit: LeastSquares;
  /** Effects of the instruments. */
  readonly effects: Float64Array;
  readonly centred: CentredFit;
}

/** The regressions, or the treatments that the instruments do not move at all. */
export function fitOf(design: InstrumentDesign): Fit | { readonly unmoved: readonly string[] } {
  const { moments: m, outcome, treatments, instruments, covariates } = design;
  const names = (columns: readonly DesignColumn[]): readonly string[] => columns.map(({ name }) => name);
  const given = [...instruments, ...covariates];
  const parameters = 1 + given.length;
  if (m.n <= parameters) throw new EstimandError('too-few-rows', { rows: m.n, parameters });
  const roles = { outcome: outcome.name, endogenous: names(treatments), instruments: names(instruments), exogenous: names(covariates) };
  if (covariates.length > 0) expectRegression(leastSquares(m, outcome.name, roles.exogenous), design.groups, design.assignment ?? '');
  expectFreeTreatments(m, roles.endogenous, roles.exogenous);
  const stages = twoStage(m, roles);
  if ('kind' in stages) return refuse(stages, roles.endogenous, roles.instruments);
  const kept = [outcome.name, ...roles.endogenous, ...roles.instruments];
  const net = combine(m, Object.fromEntries(kept.map((name) => [name, residualised(m, name, roles.exogenous)!])));
  const reduced = (x: DesignColumn, fit: LeastSquares): Reduced => ({
    fit,
    effects: fit.coefficients.slice(1, 1 + instruments.length),
    centred: centredOn(m, x, given, fit.coefficients, fit.gramInverse),
  });
  const first = treatments.map((x, j) => reduced(x, stages.firstStages[j]));
  // The outcome is regressed on what the first stages were: it cannot be collinear.
  const onGiven = reduced(outcome, leastSquares(m, outcome.name, names(given)) as LeastSquares);
  const actual = centredOn(m, outcome, [...treatments, ...covariates], stages.coefficients, stages.gramInverse);
  const columns = [...first.map(({ centred, fit }, j) => projection(m, treatments[j].name, centred, fit)), ...covariates.map((x) => x.expression)];
  return { design, stages, reduced: { outcome: onGiven, treatments: first }, net, centred: { ...actual, columns } };
}

function refuse(
  why: Exclude<ReturnType<typeof twoStage>, TwoStage>,
  treatments: readonly string[],
  instruments: readonly string[],
): { unmoved: readonly string[] } {
  if (why.kind === 'too-few-instruments') throw new EstimandError('instruments-too-few', { treatments, instruments: why.instruments });
  if (why.kind === 'collinear') throw new EstimandError('instruments-collinear', { columns: why.columns, instruments, condition: why.condition });
  return { unmoved: why.columns };
}

/** A treatment that the covariates and other treatments determine has no effect of its own. */
function expectFreeTreatments(m: Moments, treatments: readonly string[], covariates: readonly string[]): void {
  const together = leastSquares(m, treatments[0], [...treatments.slice(1), ...covariates]);
  if ('kind' in together || together.residualSumOfSquares <= 1e-12 * comomentOf(m, treatments[0], treatments[0]))
    throw new EstimandError('treatment-determined', { columns: treatments, covariates });
}

/** A regression about the means of its columns. */
export function centredOn(m: Moments, of: DesignColumn, on: readonly DesignColumn[], coefficients: Float64Array, gramInverse: Float64Array): CentredFit {
  const k = on.length;
  const columns = on.map((x) => x.expression);
  const means = Float64Array.from(on, ({ name }) => meanOf(m, name));
  return {
    residual: residualOf({ outcome: of.expression, outcomeMean: meanOf(m, of.name), columns, means, slopes: coefficients.slice(1) }),
    columns,
    n: m.n,
    means,
    inverse: Float64Array.from({ length: k * k }, (_, e) => gramInverse[(Math.floor(e / k) + 1) * (k + 1) + (e % k) + 1]),
  };
}

/** What instruments and covariates predict of a treatment, row by row. */
function projection(m: Moments, treatment: string, { columns, means }: CentredFit, fit: LeastSquares): Expression {
  const terms = columns.map((x, j) => times(fit.coefficients[j + 1], subtract(x, means[j])));
  return add(number(meanOf(m, treatment)), sum(terms));
}
