import type { ValuedSubgroup } from '../../inference/benefit/discovered-subgroups.ts';
import { sampleFolds } from '../../inference/benefit/folds.ts';
import type { Sample, Scores } from '../../inference/benefit/sample.ts';
import { doublyRobustScores } from '../../inference/benefit/scores.ts';
import { placesWhere } from '../../inference/benefit/units-of.ts';
import { type HonestPolicy, learnAndValue, type Parts } from '../../inference/policy/learn-and-value.ts';
import { derivedSeed } from '../../math/random/derived-seed.ts';
import type { Features } from '../../models/features.ts';
import type { PolicyAsked } from '../../protocol/heterogeneity.ts';
import { type Asking, all } from '../../relation/asking.ts';
import { chooseDepth } from './choose-depth.ts';
import { perArmOf } from './estimates.ts';
import { askedColumns, costsOf, towardsBetter } from './found.ts';
import { leafEffects } from './leaf-effects.ts';
import { madeOf } from './learners.ts';
import type { Benefit } from './options.ts';

/** A rule, what it is worth, and by treatment the effect in each part that it tells apart. */
export interface FoundPolicy extends HonestPolicy {
  readonly parts: readonly (readonly (ValuedSubgroup | undefined)[])[];
  /** Units of each arm that say what it is worth. */
  readonly perArm: Readonly<Record<string, number>>;
}

const policySeed = 20_000;
/** The fewest units that a rule may treat apart, and the least part of those it is learned from. */
const leastLeaf = { units: 50, part: 0.05 } as const;
/** Of more units that learn, columns are cut at so many places. */
const exactUpTo = 20_000;
const mostCuts = 256;

/**
 * A rule that one half of the units finds, and what it is worth to the other half: scores of each half are made of that half alone.
 *
 * Errors  those of `learnAndValue`.
 */
export function* findPolicy(sample: Sample, everyLevel: Features, asked: PolicyAsked, of: Benefit): Asking<FoundPolicy> {
  const seed = derivedSeed(of.seed, policySeed);
  const { of: half } = sampleFolds(sample, 2, seed);
  const [learning, valuing] = [0, 1].map((one) => placesWhere(half.length, (i) => half[i] === one));
  const scores = yield* scoresOf(sample, { learning, valuing }, of, seed);
  const features = askedColumns(everyLevel, of);
  const costs = costsOf(of);
  const { budget, capacity } = asked;
  const options = {
    leastLeaf: Math.max(leastLeaf.units, Math.ceil(leastLeaf.part * learning.length)),
    value: towardsBetter(of),
    costs,
    ...(learning.length > exactUpTo && { mostCuts }),
    ...(sample.clusters && { clusters: sample.clusters }),
    ...(sample.weights && { weights: sample.weights }),
    ...(budget !== undefined && { limit: { kind: 'budget', perUnit: budget } as const }),
    ...(capacity !== undefined && { limit: { kind: 'capacity', share: capacity } as const }),
  };
  const depth = yield* chooseDepth(scores, features, sampleFolds(sample, of.asked.folds, seed, learning), asked.depth, options);
  const policy = yield* learnAndValue(scores, features, { learning, valuing }, { ...options, depth });
  const parts = of.treatments.map((_, k) => leafEffects(policy.tree, { features, scores, sample, valuing }, k + 1, of.level));
  return { ...policy, parts, perArm: perArmOf(sample, of, valuing) };
}

/** Of each half by its own folds. */
function* scoresOf(sample: Sample, { learning, valuing }: Parts, { asked }: Benefit, seed: number): Asking<Scores> {
  const { outcome, chance } = madeOf({ ...asked, units: sample.arm.length });
  const [first, second] = yield* all(
    [learning, valuing].map((rows) =>
      doublyRobustScores(sample, { outcomeLearner: outcome, chanceLearner: chance, folds: sampleFolds(sample, asked.folds, seed, rows), seed }),
    ),
  );
  // Of units in no fold a score is zero.
  return { ofArm: first.ofArm.map((scores, k) => scores.map((score, i) => score + second.ofArm[k][i])) };
}
