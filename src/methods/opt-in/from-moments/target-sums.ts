import type { Finding } from '../../../estimate/finding.ts';
import { call, column, divide, indicator, positive, subtract, times, when } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import type { TargetSums } from '../../../inference/observed/from-moments/arm-pieces.ts';
import { combined, type Gram, gramOf, nothingOf } from '../../../inference/observed/from-moments/grams.ts';
import type { Target } from '../../../inference/observed/observed-units.ts';
import { emptyMoments, type Moments } from '../../../moments/moments.ts';
import { type Asking, all, ask } from '../../../relation/asking.ts';
import { type MomentsReply, moments } from '../../../relation/requests.ts';
import { derive, type Step } from '../../../relation/steps.ts';
import type { Chosen } from '../options.ts';
import { certainRefusal } from '../refusals.ts';
import { chanceSteps, isCertain, isLikely, type ManyChances, otherChance, ownChance } from './many-chances.ts';
import { isTreated, type ManyUnits, outcomeIn, side, treatedColumn } from './many-units.ts';

/** Units with the weights of the target. */
export interface Weighed {
  readonly sums: TargetSums;
  /** Of the terms and the outcome under weights, by arm: control first. */
  readonly arms: readonly [Moments, Moments];
  /** Columns that are derived before these are known: a unit's weight; what its treatment adds to the score of the constant of the chance; how much it counts among those the effect is about, where they do not count alike. */
  readonly over: readonly Step[];
  readonly weight: Expression;
  readonly score: Expression;
  readonly target: Expression | undefined;
}

/** What a unit weighs in its arm, by the chance of what it did and of what it did not. */
const weightOf: { readonly [K in Target]: (c: Chosen) => Expression } = {
  ate: (c) => divide(1, positive(ownChance(c))),
  att: (c) => when(isTreated, 1, divide(otherChance(c), positive(ownChance(c)))),
  atc: (c) => when(isTreated, divide(otherChance(c), positive(ownChance(c))), 1),
  ato: otherChance,
};

const eitherOf = (c: Chosen): Expression => times(ownChance(c), otherChance(c));

const targetOf: { readonly [K in Target]: (c: Chosen) => Expression | undefined } = {
  ate: () => undefined,
  att: () => indicator(isTreated),
  atc: () => subtract(1, indicator(isTreated)),
  ato: eitherOf,
};

/**
 * Sums of products of covariates and outcome by arm, each unit with its weight: one pass. Of the logit weights tell how they move along with the linear predictor, so that no
 * further sums are needed but of those who could have been either.
 *
 * Errors  a finding that refuses the outcome, where a unit did what its covariates make impossible.
 */
export function* weighedUnits(u: ManyUnits, { coefficients }: ManyChances, c: Chosen): Asking<Weighed | Finding> {
  const { estimand } = c.optIn;
  const names = [...u.names, outcomeIn(c)];
  const [weight, score] = ['weight', 'score'].map((what) => `estimand:${what} ${c.outcome}`);
  const over = [...chanceSteps(u, coefficients, c), derive({ [weight]: weightOf[estimand](c), [score]: times(side, otherChance(c)) })];
  const measured = Object.fromEntries([...u.terms.map(({ name, expression }) => [name, expression]), [outcomeIn(c), c.measure]]);
  const weighedBy = (weight: Expression, by: Readonly<Record<string, Expression>>) =>
    ask(moments({ columns: measured, weight: { column: weight, kind: 'precision' }, by, where: u.rows, over }));
  const byArm = { arm: column(treatedColumn) };
  const either = estimand === 'ato' ? [weighedBy(eitherOf(c), byArm), weighedBy(times(eitherOf(c), leaning(c)), { treatedSooner: treatedSooner(c) })] : [];
  const [weighed, certain, eitherReplies] = yield* all([
    weighedBy(column(weight), byArm),
    ask(moments({ columns: { certain: indicator(isCertain(c)) }, by: byArm, where: u.rows, over })),
    all(either),
  ]);
  const impossible = certain.groups.find(({ moments: m }) => m.mean[0] > 0);
  if (impossible) return certainRefusal(Number(impossible.key[0]), c);
  const arms = byKey(weighed, names);
  const grams = { plain: pairOf(u.arms, names), weights: pairOf(arms, names) };
  const [byArmEither, bySide] = eitherReplies.map((reply) => pairOf(byKey(reply, names), names));
  return {
    arms,
    over,
    weight: column(weight),
    score: column(score),
    target: targetOf[estimand](c),
    sums: sumsOf[estimand]({ ...grams, either: byArmEither, bySide }),
  };
}

/** How far the chance is from one half, twice; and on which side. */
const leaning = (c: Chosen): Expression => call('abs', subtract(ownChance(c), otherChance(c)));
const treatedSooner = (c: Chosen): Expression => when(isLikely(c), 1, 0);

type Pair = readonly [Gram, Gram];

interface Found {
  readonly plain: Pair;
  readonly weights: Pair;
  /** By chance times one less chance, by arm; and by how that moves, of those below a chance of one half and of those above. */
  readonly either: Pair | undefined;
  readonly bySide: Pair | undefined;
}

const sumsOf: { readonly [K in Target]: (found: Found) => TargetSums } = {
  ate: ({ plain, weights }) => ({
    target: combined([1, plain[0]], [1, plain[1]]),
    weights,
    slopes: [combined([1, weights[0]], [-1, plain[0]]), combined([1, plain[1]], [-1, weights[1]])],
  }),
  att: ({ plain, weights }) => ({ target: plain[1], weights, slopes: [weights[0], nothingOf(weights[1])] }),
  atc: ({ plain, weights }) => ({ target: plain[0], weights, slopes: [nothingOf(weights[0]), combined([-1, weights[1]])] }),
  ato: ({ weights, either, bySide }) => ({
    target: combined([1, either![0]], [1, either![1]]),
    targetSlope: combined([1, bySide![0]], [-1, bySide![1]]),
    weights,
    slopes: [either![0], combined([-1, either![1]])],
  }),
};

/** Groups called 0 and 1, also where one has no units. */
function byKey({ groups }: MomentsReply, names: readonly string[]): readonly [Moments, Moments] {
  const of = (name: string): Moments => groups.find(({ key }) => key[0] === name)?.moments ?? emptyMoments(names);
  return [of('0'), of('1')];
}

const pairOf = (pair: readonly [Moments, Moments], names: readonly string[]): Pair => [gramOf(pair[0], names), gramOf(pair[1], names)];
