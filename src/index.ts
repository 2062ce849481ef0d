// The library for the browser and for Node: no database, no files.

// Many arms and segments, by any method
export { type ArmFamily, simultaneously } from './across/arms/simultaneous.ts';
// A rule's depth, chosen on units that did not find it
export { chooseDepth } from './across/heterogeneity/choose-depth.ts';
export {
  type CalibrationOptions,
  calibrationArtefact,
  calibrationExpiry,
} from './across/measurement/calibration-artefact.ts';
export { type AskMeasured, measuredBy } from './across/measurement/measured-by.ts';
export { type Measurement, measurement, type NotMeasured } from './across/measurement/measurement.ts';
export type { MeasurementOptions } from './across/measurement/options.ts';
// Power by simulation
export { type Planted, type PlantOptions, plantEffect } from './across/plant-effect.ts';
export { hiddenHarm } from './across/segments/harm.ts';
export { segments } from './across/segments/segments.ts';
export { type SimulatedPower, type SimulatedPowerOptions, simulatedPower } from './across/simulated-power.ts';
// Causal graphs
export { type AdjustmentFault, type AdjustmentSets, adjustmentFault, adjustmentSets } from './dag/back-door.ts';
export { type FrontDoorSets, frontDoorSets } from './dag/front-door.ts';
export { type Graph, graphOf } from './dag/graph.ts';
export { graphText } from './dag/graph-text.ts';
export { type Independence, testableImplications } from './dag/implications.ts';
export { type GraphInstrument, instruments } from './dag/instruments.ts';
export { ancestors, descendants } from './dag/kin.ts';
export { parseGraph } from './dag/parse-graph.ts';
export { dSeparated, openPath } from './dag/separation.ts';
// Rows in memory
export { fromColumns, fromRows } from './engines/memory/from-rows.ts';
// Errors
export { EstimandError } from './errors/estimand-error.ts';
// Results
export type { Answer } from './estimate/answer.ts';
export { type ArmRow, armRow, type EstimateRow, estimateRow } from './estimate/data-frame.ts';
export type { Estimate, Interval, RelativeEffect } from './estimate/estimate.ts';
export type { Exhibit } from './estimate/exhibit.ts';
export type { Finding } from './estimate/finding.ts';
export { type TidyRow, tidy } from './estimate/tidy.ts';
// Expressions
export {
  add,
  and,
  call,
  column,
  divide,
  equals,
  greater,
  indicator,
  is,
  isKnown,
  less,
  not,
  number,
  or,
  subtract,
  text,
  times,
  when,
  winsorized,
} from './expressions/build.ts';
export type { Expression } from './expressions/expression.ts';
export { expressionText } from './expressions/parse/expression-text.ts';
export { parseExpression } from './expressions/parse/parse-expression.ts';
// Who benefits, from arrays
export { bestLinearProjection, type LinearProjection } from './inference/benefit/best-linear-projection.ts';
export { type Calibration, calibrationTest } from './inference/benefit/calibration-test.ts';
export { characteristics } from './inference/benefit/characteristics.ts';
export { areaUnderUplift, cumulativeGain, cumulativeLift, cumulativeQini, qiniScore } from './inference/benefit/cumulative-gain.ts';
export { curveDefinitions } from './inference/benefit/curve-definitions.ts';
export { type Subgroup, type SubgroupsValued, valuedSubgroups } from './inference/benefit/discovered-subgroups.ts';
export { type EffectScores, effectScores, scoresAt } from './inference/benefit/effect-scores.ts';
export { type Folds, sampleFolds } from './inference/benefit/folds.ts';
export { type HeterogeneityRefusal, isRefusal, saidOf } from './inference/benefit/heterogeneity-refusal.ts';
export { drLearner } from './inference/benefit/learners/dr-learner.ts';
export { forestEffects } from './inference/benefit/learners/forest-effects.ts';
export type { Made } from './inference/benefit/learners/made.ts';
export { rLearner } from './inference/benefit/learners/r-learner.ts';
export { sLearner } from './inference/benefit/learners/s-learner.ts';
export { tLearner } from './inference/benefit/learners/t-learner.ts';
export { xLearner } from './inference/benefit/learners/x-learner.ts';
export { omnibus } from './inference/benefit/omnibus.ts';
export { groupsOverSplits } from './inference/benefit/over-splits.ts';
export { crossFittedEffects, type PredictedEffects, sequentialEffects } from './inference/benefit/predicted-effects.ts';
export { rate, rateDifference } from './inference/benefit/rate.ts';
export type { EffectLearner, Effects, Sample, Scores } from './inference/benefit/sample.ts';
export { limitsOf, pValueOf, type ScoreEstimate } from './inference/benefit/score-estimate.ts';
export { doublyRobustScores } from './inference/benefit/scores.ts';
export { sequentialEvidence } from './inference/benefit/sequential-evidence.ts';
export { shareHarmed } from './inference/benefit/share-harmed.ts';
export { predictionGroups, type SortedGroups, sortedGroups } from './inference/benefit/sorted-groups.ts';
export { type TargetingCurve, targetingCurve } from './inference/benefit/targeting-curve.ts';
export { qiniAucScore, qiniCurve, upliftAtK, upliftAucScore, upliftCurve } from './inference/benefit/uplift-curve.ts';
export { clusterCovariance } from './inference/clusters/cluster-covariance.ts';
export { amongTriggered, dilutedEstimate } from './inference/dilution.ts';
export { fixedEffectsRegression } from './inference/fixed-effects/fixed-effects-regression.ts';
export { type GeometricRatio, geometricRatio } from './inference/geometric-ratio.ts';
// Event studies and staged rollouts, from arrays
export { type Breakdown, type BreakdownOptions, breakdown } from './inference/honest/breakdown.ts';
export type { EventStudy, HonestRefusal } from './inference/honest/event-study.ts';
export { type HonestInterval, honestInterval, type Restriction } from './inference/honest/honest-interval.ts';
// Judges
export { areaUnderCurve, cohenKappa, correlation, krippendorffAlpha, type Ratings } from './inference/judges/agreement.ts';
export { type CalibratedEffect, type CalibratedEffectOptions, calibratedEffect } from './inference/judges/calibrated-effect.ts';
export {
  type Labelled,
  type PredictionPowered,
  type PredictionPoweredOptions,
  predictionPowered,
  type RegressionTerm,
} from './inference/judges/prediction-powered.ts';
// Margins and power
export { type MarginKind, type MarginTest, type MarginTestOptions, marginTest } from './inference/margins.ts';
// Many comparisons
export { type Family, type MaxT, maxT } from './inference/multiplicity/max-t.ts';
export { type ParetoPoint, paretoFront } from './inference/multiplicity/pareto-front.ts';
export { type ArmMeans, probabilityBest } from './inference/multiplicity/probability-best.ts';
export { type Shrunken, type ShrunkenEffects, shrunkenEffects } from './inference/multiplicity/shrunken-effects.ts';
export { benjaminiHochberg, fcrLevel, hochberg, holm } from './inference/multiplicity/step-wise.ts';
// Rules that say whom to treat
export { costCurve } from './inference/policy/cost-curve.ts';
export { type HonestPolicy, learnAndValue, type PolicyOptions, rankAndValue } from './inference/policy/learn-and-value.ts';
export type { PolicyTree } from './inference/policy/policy-tree.ts';
export { treeRule } from './inference/policy/policy-tree.ts';
export { policyGain as ruleGain, policyValue as ruleValue } from './inference/policy/policy-value.ts';
export { type Rule, sameForAll } from './inference/policy/rule.ts';
export { learnTree } from './inference/policy/trees/learn-tree.ts';
export { asPolicy } from './inference/policy/written/as-policies.ts';
export { asSql } from './inference/policy/written/as-sql.ts';
export { asTypeScript } from './inference/policy/written/as-typescript.ts';
export { inWords } from './inference/policy/written/in-words.ts';
export { coefficientCovariance } from './inference/sandwich.ts';
// Hidden causes
export { type Benchmark, type BenchmarkBound, benchmarkBounds, strongestBound } from './inference/sensitivity/benchmarks.ts';
export { type ContourOptions, type Contours, sensitivityContour, sensitivityContours } from './inference/sensitivity/contours.ts';
export { type EValue, eValue, riskRatioOfDifference, riskRatioOfOdds } from './inference/sensitivity/e-value.ts';
export {
  type AdjustedCoefficient,
  adjustedForHiddenCause,
  biasBound,
  partialR2,
  type RobustnessOptions,
  robustnessValue,
  type TreatmentCoefficient,
} from './inference/sensitivity/robustness-value.ts';
export { simulatedCause } from './inference/sensitivity/simulated-cause.ts';
export type { HiddenCause } from './inference/sensitivity/strength.ts';
export { afterStopping } from './inference/sequential/after-stopping.ts';
export { type EfficacyPlan, efficacyBounds } from './inference/sequential/bounds.ts';
export { crossingChances } from './inference/sequential/crossing.ts';
export { type DifferenceSet, differenceSequence } from './inference/sequential/difference-sequence.ts';
export { type EventBlock, type EventLook, eventEvidence } from './inference/sequential/e-values.ts';
export { conditionalPower, futilityBounds } from './inference/sequential/futility.ts';
export { anytimeCritical, anytimePValue, type MixtureLook, msprt, msprtSoFar } from './inference/sequential/mixture.ts';
export { repeatedPValue } from './inference/sequential/repeated.ts';
export { type Spending, spentBy } from './inference/sequential/spending.ts';
export { type Imputation, type ImputationQuestion, rowImputation } from './inference/staged/row-imputation.ts';
export { extendedTwoWay, interactionWeighted, type SaturatedEffects, type SaturatedQuestion } from './inference/staged/saturated.ts';
export { type AugmentedCounterfactual, type AugmentedOptions, augmentedControl } from './inference/synthetic/augmented.ts';
export { byCohort } from './inference/synthetic/by-cohort.ts';
export { type ConformalSet, conformalAverage, conformalPointwise, conformalPValue, shiftedPeriods, shuffledPeriods } from './inference/synthetic/conformal.ts';
export { type CompletedPath, matrixCompletion } from './inference/synthetic/matrix-completion.ts';
export type { Counterfactual, Panel, SyntheticEstimator, WeightedCounterfactual } from './inference/synthetic/panel.ts';
export { type PenalizedCounterfactual, type PenaltyChoice as DonorPenalty, penalizedControl } from './inference/synthetic/penalized.ts';
export { type Placebos, placebosOf } from './inference/synthetic/placebo.ts';
export { type PlaceboStatistic, type PlaceboTest, placeboTest } from './inference/synthetic/placebo-test.ts';
export { type PredictionOptions, predictionIntervals } from './inference/synthetic/prediction-intervals.ts';
export { type PredictorCounterfactual, type PredictorOptions, predictorControl } from './inference/synthetic/predictor-control.ts';
export { bootstrapError, jackknifeError, type NoSdidError, placeboError, type SdidError } from './inference/synthetic/sdid-variance.ts';
export { asStaggered, type StaggeredEffect, type StaggeredPanel, staggeredSdid } from './inference/synthetic/staggered-sdid.ts';
export { type LevelOptions, syntheticControl } from './inference/synthetic/synthetic-control.ts';
export { differenceInDifferences, syntheticDid } from './inference/synthetic/synthetic-did.ts';
export type { Policy } from './methods/routing/own.ts';
// Routing
export { type PolicySearchOptions, thresholdPolicies } from './methods/routing/search.ts';
// Models and moments, for methods of your own
export type { BaseLearner } from './models/base-learners/base-learner.ts';
export { boostedTrees } from './models/base-learners/boosted-trees.ts';
export { forestLearner } from './models/base-learners/forest.ts';
export { lasso } from './models/base-learners/lasso.ts';
export { logistic } from './models/base-learners/logistic.ts';
export { ols } from './models/base-learners/ols.ts';
export { ridge } from './models/base-learners/ridge.ts';
export { type DesignMatrix, designOf } from './models/design.ts';
export { type AdjustedChanges, type PairedRows, type PooledRows, pairedChanges, pooledChanges } from './models/did/adjusted-changes.ts';
export type { Feature, Features } from './models/features.ts';
export { forestBytes, forestFrom } from './models/forest/bytes.ts';
export { type CausalData, type CausalForest, causalForest } from './models/forest/causal-forest.ts';
export type { Forest } from './models/forest/forest.ts';
export { variableImportance } from './models/forest/importance.ts';
export { forestMemory } from './models/forest/memory.ts';
export { type ForestOptions, forestOptions } from './models/forest/options.ts';
export { outOfBag, predict as predictForest, predicted as forestPredictions } from './models/forest/predict.ts';
export { classForest, regressionForest } from './models/forest/regression-forest.ts';
export { linearRegression } from './models/linear-regression.ts';
export { binaryCovariance } from './models/logistic/logistic-covariance.ts';
export { type BinaryRegression, logisticRegression, probitRegression } from './models/logistic/logistic-regression.ts';
export { marginalEffects } from './models/logistic/marginal-effects.ts';
export { predictedShares } from './models/logistic/predicted-shares.ts';
export { multinomialRegression } from './models/multinomial/multinomial.ts';
export { type Comparison, type GoodmanBacon, goodmanBacon } from './models/staged/goodman-bacon.ts';
export { type TreatedWeights, treatedWeights, treatedWeightsOfRows } from './models/staged/treated-weights.ts';
export { twoStageRegression } from './models/two-stage/two-stage-regression.ts';
export { leastSquares } from './moments/least-squares.ts';
export { merge } from './moments/merge.ts';
export type { Moments } from './moments/moments.ts';
// Power
export { daysFor } from './power/days-for.ts';
export type { Clusters, OutcomeSpread, PlannedLooks, PowerDesign, PowerTest } from './power/design.ts';
export { designEffect } from './power/design-effect.ts';
export { expectedUnits, inflationOf } from './power/expected-units.ts';
export { type AuditCell, type AuditOptions, type AuditPlan, planAudit } from './power/plan-audit.ts';
export { powerOf } from './power/power-of.ts';
export { smallestEffect, smallestMargin } from './power/smallest.ts';
export { type SampleSize, unitsFor } from './power/units-for.ts';
export type { CalibrationArtefact, CalibrationBinding } from './protocol/calibration.ts';
export type { Protocol } from './protocol/protocol.ts';
export { type Question, question } from './protocol/question.ts';
// Asking
export { type Asking, all, ask } from './relation/asking.ts';
export type { AnswerOptions, Relation, SyncRelation } from './relation/relation.ts';
export {
  type ColumnsReply,
  type ColumnsRequest,
  columns,
  levels,
  type MomentsReply,
  type MomentsRequest,
  moments,
  type QuantilesReply,
  type QuantilesRequest,
  quantiles,
  type Reply,
  type Request,
} from './relation/requests.ts';
export { compute, run, runSync } from './relation/run.ts';
export { derive, rollup, type Step, type Total, where } from './relation/steps.ts';
export { within } from './relation/within.ts';
// Methods and checks
export * from './study/catalogue.ts';
