// What checks go by, where more than one file knows it or somebody may want it otherwise. A number stands here once.

/** The p-values below which a check warns, and below which it fails. */
export interface PValueLimits {
  readonly warnBelow: number;
  readonly failBelow: number;
}

/** Checks are many and their alarms must be rare. */
const usual: PValueLimits = { warnBelow: 0.01, failBelow: 0.001 };

/** By check: one that is to differ from the others gets limits of its own in its line. */
export const pValueLimits = {
  sampleRatio: usual,
  balance: usual,
  blockShares: usual,
  /** Of two experiments on the same units whose arms were not drawn apart. */
  independentAssignments: usual,
  missingness: usual,
  trigger: usual,
  /** Of usage that is lower in the treatment arm: it only fails. */
  usage: usual,
  /** Of a routing log: its probabilities against what was done, and its weights against one. */
  propensities: usual,
  /** Of a feedback loop: drift and serving that follows labels warn, selection must be surer. */
  feedback: usual,
  /** Of the logged chance to be served: it only fails. */
  servingChance: usual,
  /** Of audited units that differ from the rest of their arm. */
  auditSelection: usual,
  /** Of people who labelled more of one arm. */
  annotators: usual,
  /** Of units that have more rows in one arm: it only warns. */
  rowsPerUnit: { ...usual, failBelow: 0 },
  /** Of an effect that goes with the size of clusters: it only warns. */
  clusterSize: { ...usual, failBelow: 0 },
  /** Of cohorts of a staged rollout that part before their start: a hint warns, and what is sure holds. */
  preTrends: { warnBelow: 0.05, failBelow: 0.001 },
  /** Of an opt-in's effect on what it cannot have changed: a hint warns, and what is sure holds. */
  negativeControl: { warnBelow: 0.05, failBelow: 0.001 },
  /** Of scores that are moved across a cutoff. */
  density: { warnBelow: 0.05, failBelow: 0.001 },
  /** Of an effect that changes over the days of a study, or since a unit's first: it only warns. */
  overTime: { ...usual, failBelow: 0 },
  /** Of shares of arms that change on the way: it only warns. */
  rampUp: { warnBelow: 0.001, failBelow: 0 },
  /** Of covariates that jump at a cutoff. */
  covariateJumps: { warnBelow: 0.05, failBelow: 0.001 },
  /** Of an effect at cutoffs where there is none. */
  placeboCutoffs: { warnBelow: 0.05, failBelow: 0.001 },
  /** Of a covariate that moves with a staged rollout, where other rows are seen in each period. */
  composition: usual,
  /** Of a covariate that assignment seems to move, in an analysis and in the linter: sure enough to fail, yet only a warning. */
  movedCovariates: usual,
} as const;

/** An end of an interval that misses more than so many times as often as promised rests on a few values: nothing is decided by it. */
export const mostTailError = 2;

/** At looks ends are farther out, where skewness tells more: from so many times as often on nothing is said yet. */
export const mostLookError = 3;

/** Losses whose shares differ by less than this are too few to move a mean by much: they only warn. */
export const traceOfLoss = 0.001;

/** A larger share lost is said, also where the arms lose alike. */
export const largeLoss = 0.2;

/** Fewer human labels than this in an arm say little of what a judge misses. */
export const fewLabels = 30;

/** Fewer effective rows than this are hardly seen. */
export const fewEffective = 30;

/** More of all weight than this share on one row is too much. */
export const mostWeightOnOne = 0.05;

/** Condition number of a regression from which its coefficients are in doubt. */
export const largeCondition = 1e8;

/** Instruments are weak when the bias of two-stage least squares may be more than this share of its worst case, by a test of this level. */
export const weakInstruments = { bias: 0.1, level: 0.05 } as const;

/** With fewer degrees of freedom the error of an estimate is hardly known: it fails, and a decision that reads it waits. */
export const leastFreedom = 4;
