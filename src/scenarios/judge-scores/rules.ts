import { between, type Limit, share } from '../parameters.ts';

export interface JudgeParameters {
  /** Points that the new model adds to human quality. */
  readonly modelEffect: number;
  /** How much longer the answers of the new model are, in standard deviations. */
  readonly verbosityEffect: number;
  /** Points that the judge gives for a standard deviation of length. */
  readonly verbosityBias: number;
  /** Points that the judge gives to the new model for being it. */
  readonly modelBias: number;
  /** Share of answers that people score too. */
  readonly auditShare: number;
}

export const judgeParameters: JudgeParameters = { modelEffect: 0.32, verbosityEffect: 0.75, verbosityBias: 0.38, modelBias: 0.1, auditShare: 900 / 7000 };

const wide = between(-20, 20);
export const judgeLimits: Readonly<Record<keyof JudgeParameters, Limit>> = {
  modelEffect: wide,
  verbosityEffect: wide,
  verbosityBias: wide,
  modelBias: wide,
  auditShare: share,
};

export const qualityNoise = 0.9;
export const judgeNoise = 0.75;

export function expectedQuality(difficulty: number, newModel: number, p: JudgeParameters): number {
  return 4 + p.modelEffect * newModel - 0.55 * difficulty;
}

export function expectedVerbosity(newModel: number, p: JudgeParameters): number {
  return p.verbosityEffect * newModel;
}

/** What the judge gives to an answer of this quality and length, but for its noise. */
export function expectedScore(quality: number, verbosity: number, newModel: number, p: JudgeParameters): number {
  return quality + p.verbosityBias * verbosity + p.modelBias * newModel;
}
