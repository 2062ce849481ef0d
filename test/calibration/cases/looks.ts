import type { Answer } from '../../../src/estimate/answer.ts';
import type { Estimate } from '../../../src/estimate/estimate.ts';
import { atMost, column } from '../../../src/expressions/build.ts';
import type { Levels } from '../../../src/inference/wald.ts';
import { adjustedItt } from '../../../src/methods/arms/adjusted-itt.ts';
import { cuped } from '../../../src/methods/arms/cuped.ts';
import { itt } from '../../../src/methods/arms/itt.ts';
import { quantileEffect } from '../../../src/methods/arms/quantile/quantile-effect.ts';
import { ratioEffect } from '../../../src/methods/arms/ratio/ratio-effect.ts';
import { complierEffect } from '../../../src/methods/randomized/complier-effect.ts';
import type { Look } from '../../../src/protocol/look.ts';
import { type Asking, all } from '../../../src/relation/asking.ts';
import { within } from '../../../src/relation/within.ts';
import { levelsAt } from '../../../src/study/ask/look-levels.ts';
import { type Asked, atLeast, below, type Check, type Expected, nominal, type Scenario } from '../case.ts';
import { inOrder } from '../draws-looks.ts';

type AskAt = (levels: Levels) => Asking<Answer>;

/** A method at every look, each at its own levels, on the units that are in by then. */
function* atEvery(looks: readonly Look[], levelsOf: (look: Look) => Levels, ask: AskAt): Asking<Answer> {
  const answers = yield* all(looks.map((look) => within(ask(levelsOf(look)), atMost(column('came'), look.units / look.planned))));
  return { estimates: answers.flatMap(({ estimates }) => estimates), findings: [], exhibits: [] };
}

const study = { level: 0.95, guardrailLevel: 0.95 };
const shared = (look: Look): Levels => levelsAt({ look, analysis: study });
const ofOneLook = (): Levels => levelsAt({ analysis: study });

/** Does the interval, or the upper bound, of every look hold the truth? */
const throughout =
  (holds: (e: Estimate, truth: number) => boolean): Check['hit'] =>
  (answer, truth) =>
    answer.estimates.every((e) => holds(e, truth));
const everyInterval = throughout(({ interval: { pieces } }, truth) => pieces.some(({ low = -Infinity, high = Infinity }) => low <= truth && truth <= high));
const everyUpper = throughout(({ bounds }, truth) => truth <= bounds!.high);

const held = (name: string, truth: string, looks: readonly Look[], ask: AskAt, expected: Expected): Asked => ({
  ask: () => atEvery(looks, shared, ask),
  checks: [{ name, truth, hit: everyInterval, expected }],
});
const onceOnly = (name: string, truth: string, looks: readonly Look[], ask: AskAt): Asked => ({
  ask: () => atEvery(looks, ofOneLook, ask),
  checks: [{ name: `${name}, intervals of one look`, truth, hit: everyInterval, expected: below(0.93) }],
});
const guarded = (name: string, truth: string, looks: readonly Look[], ask: AskAt, expected: Expected): Asked => ({
  ask: () => atEvery(looks, shared, ask),
  checks: [{ name: `${name}, upper bound`, truth, hit: everyUpper, expected }],
});

const fractions = [0.2, 0.4, 0.6, 0.8, 1];
const spending = (kind: 'obrien-fleming' | 'pocock', planned: number): readonly Look[] =>
  fractions.map((fraction, i): Look => {
    const taken = fractions.slice(0, i + 1);
    return { kind: 'spending', spending: kind, units: fraction * planned, planned, fractions: taken, spentAt: taken, isLast: i === fractions.length - 1 };
  });
const anytime = (planned: number, from: number): readonly Look[] =>
  Array.from({ length: 30 }, (_, i) => ({ kind: 'anytime', units: from + ((planned - from) * i) / 29, planned }) as const);

const arms = { assignment: 'z', control: 0 };
const means: AskAt = (levels) => itt({ ...arms, outcome: 'y', ...levels });
const plain: AskAt = (levels) => itt({ ...arms, outcome: 'plain', ...levels });
const lin: AskAt = (levels) => adjustedItt({ ...arms, outcome: 'y', adjust: ['x'], ...levels });
const oneSlope: AskAt = (levels) => cuped({ ...arms, outcome: 'y', covariate: 'x', ...levels });
const rare: AskAt = (levels) => itt({ ...arms, outcome: 'rare', ...levels });
const ratio: AskAt = (levels) => ratioEffect({ ...arms, outcome: 'ratio', numerator: column('over'), denominator: column('under'), ...levels });
const median: AskAt = (levels) => quantileEffect({ ...arms, outcome: 'median', measure: column('plain'), quantile: 0.5, ...levels });
const compliers: AskAt = (levels) => complierEffect({ ...arms, outcome: 'taken', usage: 'use', ...levels });
const clusters: AskAt = (levels) => itt({ outcome: 'yw', assignment: 'w', control: 0, cluster: 'g', ...levels });

const early = spending('obrien-fleming', 400);
const even = spending('pocock', 400);
const always = anytime(2_000, 400);

/** Intervals that are read at several looks: how often they hold at all of them. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'five looks at 400 units, the first at 80',
    draws: inOrder(400),
    heavy: true,
    least: 2_000,
    asked: [
      held('means, obrien-fleming', 'y', early, means, nominal()),
      held('means, pocock', 'y', even, means, nominal()),
      onceOnly('means', 'y', early, means),
      held('adjusted (Lin), obrien-fleming', 'y', early, lin, nominal()),
      held('cuped, pocock', 'y', even, oneSlope, nominal()),
      held('a ratio, obrien-fleming', 'ratio', early, ratio, nominal()),
      held('a share of 3 %, pocock', 'rare', even, rare, atLeast()),
      guarded('a share of 3 %, pocock', 'rare', even, rare, atLeast()),
      held('a median, obrien-fleming', 'median', early, median, atLeast()),
      held('complier effect, obrien-fleming', 'taken', early, compliers, nominal()),
      held('30 clusters that stay, obrien-fleming', 'yw', early, clusters, atLeast()),
    ],
  },
  {
    name: 'thirty looks at 2,000 units, by intervals that hold at all times',
    draws: inOrder(2_000),
    heavy: true,
    least: 2_000,
    asked: [
      held('means', 'y', always, means, atLeast()),
      onceOnly('means', 'y', always, means),
      held('means of normal units', 'median', always, plain, atLeast()),
      guarded('means of normal units', 'median', always, plain, atLeast()),
      held('adjusted (Lin)', 'y', always, lin, atLeast()),
      held('a share of 3 %', 'rare', always, rare, atLeast()),
      held('a ratio', 'ratio', always, ratio, atLeast()),
      held('30 clusters that stay', 'yw', always, clusters, atLeast()),
    ],
  },
];
