import { bestLinearProjection, type LinearProjection } from '../../inference/benefit/best-linear-projection.ts';
import { calibrationTest } from '../../inference/benefit/calibration-test.ts';
import { type CharacteristicOverSplits, characteristics, characteristicsOverSplits } from '../../inference/benefit/characteristics.ts';
import { type EffectScores, effectScores, scoresAt } from '../../inference/benefit/effect-scores.ts';
import { type HeterogeneityRefusal, isRefusal } from '../../inference/benefit/heterogeneity-refusal.ts';
import { type Omnibus, omnibus } from '../../inference/benefit/omnibus.ts';
import { type GroupsOverSplits, groupsOverSplits } from '../../inference/benefit/over-splits.ts';
import { figureOf, rankedDraws } from '../../inference/benefit/ranked-draws.ts';
import { places } from '../../inference/benefit/ranked-sums.ts';
import { pValueOf, type ScoreEstimate } from '../../inference/benefit/score-estimate.ts';
import { coefficientOf, scoreRegression } from '../../inference/benefit/score-regression.ts';
import { sequentialEvidence } from '../../inference/benefit/sequential-evidence.ts';
import { predictionGroups, sortedGroups } from '../../inference/benefit/sorted-groups.ts';
import { type TargetingCurve, targetingCurve } from '../../inference/benefit/targeting-curve.ts';
import { joinedDoubles, joinedIntegers } from '../../math/joined.ts';
import { derivedSeed } from '../../math/random/derived-seed.ts';
import type { Features } from '../../models/features.ts';
import { columnOfCovariate } from '../../protocol/protocol.ts';
import { foldsInOrder, type Learned } from './learn.ts';
import type { Benefit } from './options.ts';

/** Who gains by one treatment. Effects are gains: turned so that more is better. */
export interface FoundBenefit {
  /** 1 of the first treatment. */
  readonly treatment: number;
  /** Do effects differ at all, as far as what was known of units tells? */
  readonly omnibus: Omnibus;
  /** The gain of all units. */
  readonly average: ScoreEstimate | undefined;
  readonly autoc: ScoreEstimate | undefined;
  readonly qini: ScoreEstimate | undefined;
  /** Sorted by the gain that was expected, least first. */
  readonly groups: GroupsOverSplits | undefined;
  readonly characteristics: readonly CharacteristicOverSplits[];
  readonly projection: LinearProjection | undefined;
  readonly curve: TargetingCurve | undefined;
  /** The gain that was expected of each unit that was not among those learned from first; and these units. */
  readonly expected: { readonly rows: Int32Array; readonly gains: Float64Array };
}

/** The columns that effects may differ by. */
export const askedColumns = ({ units, columns }: Features, { asked: { by } }: Benefit): Features => {
  const names = by.map(columnOfCovariate);
  return { units, columns: columns.filter(({ name }) => names.includes(name)) };
};

export const towardsBetter = ({ better }: Benefit): 1 | -1 => (better === 'higher' ? 1 : -1);

/** What treating a unit costs, control first. */
export const costsOf = ({ treatments, asked: { policy } }: Benefit): readonly number[] => [0, ...treatments.map((treatment) => policy?.cost[treatment] ?? 0)];

const turned = (values: Float64Array, { better }: Benefit): Float64Array => (better === 'higher' ? values : values.map((value) => -value));

const answered = <T extends object>(found: T): Exclude<T, HeterogeneityRefusal> | undefined =>
  isRefusal(found) ? undefined : (found as Exclude<T, HeterogeneityRefusal>);

/** What is said of one treatment, by scores that no unit had a part in and effects that others made one expect. */
export function foundBenefit(learned: Learned, treatment: number, of: Benefit): FoundBenefit {
  const { sample, scores } = learned;
  const all = gainScores(learned, treatment, of);
  const folds = foldsInOrder(learned.sequential, treatment).map(({ rows, effects }) => ({ rows, gains: turned(effects, of), scores: scoresAt(all, rows) }));
  const seed = derivedSeed(of.seed, treatment);
  // Both weightings are seen on the same halves of units.
  const halved = folds.flatMap((fold) => answered(rankedDraws(fold.scores, [fold.gains], { seed })) ?? []);
  const drawn = (weighting: 'autoc' | 'qini'): ScoreEstimate | undefined =>
    sequentialEvidence(halved.map((draws) => figureOf(draws, ([rule]) => rule[places[weighting]])));
  const calibrated = sequentialEvidence(folds.flatMap((fold) => answered(calibrationTest(fold.scores, fold.gains))?.differential ?? []));
  const asked = askedColumns(sample.features, of);
  const expected = {
    rows: joinedIntegers(folds.map(({ rows }) => rows)),
    gains: joinedDoubles(folds.map(({ gains }) => gains)),
  };
  const projection = answered(bestLinearProjection(all, asked));
  const mean = answered(scoreRegression(all, { names: ['mean'], columns: [new Float64Array(scores.ofArm[0].length).fill(1)] }));
  return {
    treatment,
    omnibus: omnibus([
      { name: 'calibration', ...(calibrated && { pValue: pValueOf(calibrated, 'greater') }) },
      { name: 'linear projection', ...(projection?.joint && { pValue: projection.joint.pValue }) },
    ]),
    average: mean && coefficientOf(mean, 0),
    autoc: drawn('autoc'),
    qini: drawn('qini'),
    ...splitsOf(learned, all, treatment, of),
    projection,
    curve: curveOf(all, expected.rows, folds, of, seed),
    expected,
  };
}

const gainScores = ({ scores, sample }: Learned, treatment: number, of: Benefit): EffectScores => {
  const effects = effectScores(scores, treatment, {
    ...(sample.clusters && { clusters: sample.clusters }),
    ...(sample.weights && { weights: sample.weights }),
  });
  return { ...effects, scores: turned(effects.scores, of) };
};

/** Groups of each half by what the other half makes one expect, and what they are like. */
function splitsOf({ halves, sample }: Learned, all: EffectScores, treatment: number, of: Benefit): Pick<FoundBenefit, 'groups' | 'characteristics'> {
  const { groups } = of.asked;
  const asked = askedColumns(sample.features, of);
  const grouped = halves.map(({ rows, effects }) => {
    const scores = scoresAt(all, rows);
    return { rows, scores, group: predictionGroups(turned(effects[treatment - 1], of), groups, scores.weights) };
  });
  const found = grouped.flatMap(({ scores, group }) => answered(sortedGroups(scores, group, groups)) ?? []);
  const like = grouped.map(({ rows, scores: { scores: _, ...kept }, group }) => characteristics(featuresAt(asked, rows), group, kept));
  // Halves in which all are expected alike tell no groups apart: groups of the others would be those of lucky splits.
  const complete = found.length === halves.length;
  return { groups: complete ? groupsOverSplits(found, of.level) : undefined, characteristics: complete ? characteristicsOverSplits(like, of.level) : [] };
}

const featuresAt = ({ columns }: Features, rows: Int32Array): Features => ({
  units: rows.length,
  columns: columns.map((column) => ({ ...column, values: Float64Array.from(rows, (i) => column.values[i]) })),
});

interface Fold {
  readonly rows: Int32Array;
  readonly gains: Float64Array;
}

const shares = Float64Array.from({ length: 20 }, (_, i) => (i + 1) / 20);

/** One curve of all folds: of each the first tenth, the first fifth and so on, for what is expected in one is not on the scale of another. */
function curveOf(all: EffectScores, rows: Int32Array, folds: readonly Fold[], of: Benefit, seed: number): TargetingCurve | undefined {
  const priorities = joinedDoubles(folds.map(({ gains }) => middleRanks(gains)));
  return answered(targetingCurve(scoresAt(all, rows), priorities, { level: of.level, grid: shares, seed }));
}

/** Where each value stands among all, from 0 to 1; equal ones in the middle of their places. */
function middleRanks(values: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  const ranks = new Map<number, number>();
  for (let start = 0; start < sorted.length; ) {
    let end = start;
    while (end < sorted.length && sorted[end] === sorted[start]) end++;
    ranks.set(sorted[start], (start + end) / 2 / sorted.length);
    start = end;
  }
  return values.map((value) => ranks.get(value)!);
}
