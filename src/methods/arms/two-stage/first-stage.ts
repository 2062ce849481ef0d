import { waldStatistic } from '../../../inference/anderson-rubin/robust-pair.ts';
import { type EffectiveF, effectiveF } from '../../../inference/effective-f.ts';
import { fTail } from '../../../math/distributions/f.ts';
import { dot } from '../../../math/dot.ts';
import { multiplyVector } from '../../../math/matrix.ts';
import { comomentOf, select } from '../../../moments/moments.ts';
import type { FormErrors } from './covariance.ts';
import type { Fit } from './fit.ts';

/** A joint test as it is reported. */
export interface JointTest {
  readonly statistic: number;
  readonly df: number;
  /** Absent for chi-square. */
  readonly dfResidual?: number;
  readonly pValue: number;
}

/** How strongly the instruments move one treatment. */
export interface FirstStage {
  readonly treatment: string;
  readonly effects: readonly { readonly instrument: string; readonly value: number; readonly standardError: number }[];
  /** Share of the variation that covariates leave in the treatment which the instruments explain. */
  readonly partialR2: number;
  /** With equal error variances. Absent, as all F are, when the treatment follows from the instruments: they are infinite. */
  readonly f?: JointTest;
  /** With the covariance asked for. */
  readonly robustF?: JointTest;
  /** Of a single treatment. */
  readonly effectiveF?: EffectiveF;
}

/** Less than this left of a treatment by its first stage is rounding. */
const leastLeft = 1e-20;

/** The instruments' Gram matrix net of covariates. */
export const instrumentGram = ({ net, design }: Pick<Fit, 'net' | 'design'>): Float64Array =>
  select(
    net,
    design.instruments.map(({ name }) => name),
  ).comoment;

export function firstStage(fit: Fit, j: number, found: FormErrors): FirstStage {
  const { instruments, treatments } = fit.design;
  const m = instruments.length;
  const { effects, fit: stage } = fit.reduced.treatments[j];
  const gram = instrumentGram(fit);
  const explained = dot(effects, multiplyVector(gram, effects, m));
  const left = stage.residualSumOfSquares;
  const variation = comomentOf(fit.net, treatments[j].name, treatments[j].name);
  const followed = followsFromInstruments(fit, j);
  const wald = followed ? undefined : waldStatistic(effects, found.matrix);
  const single = treatments.length === 1 && !followed;
  const effective = single ? effectiveF(effects, found.matrix, gram) : undefined;
  return {
    treatment: treatments[j].name,
    effects: instruments.map(({ name }, i) => ({ instrument: name, value: effects[i], standardError: Math.sqrt(Math.max(0, found.matrix[i * (m + 1)])) })),
    partialR2: Math.min(1, explained / variation),
    ...(!followed && { f: jointTest((explained / left) * stage.dfResidual, m, stage.dfResidual) }),
    ...(wald !== undefined && { robustF: jointTest(wald, m, Math.min(...found.df)) }),
    ...(effective && { effectiveF: effective }),
  };
}

/** Does the treatment follow from instruments and covariates without a remainder, as where everybody does as assigned? */
export function followsFromInstruments(fit: Fit, j: number): boolean {
  const { name } = fit.design.treatments[j];
  return fit.reduced.treatments[j].fit.residualSumOfSquares <= leastLeft * comomentOf(fit.net, name, name);
}

/** From a Wald statistic, as F. */
export function jointTest(wald: number, df: number, dfResidual: number): JointTest {
  return { statistic: wald / df, df, dfResidual, pValue: fTail(wald / df, df, dfResidual) };
}
