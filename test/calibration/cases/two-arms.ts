import { balance } from '../../../src/diagnostics/balance.ts';
import { sampleRatio } from '../../../src/diagnostics/sample-ratio.ts';
import type { Estimate, Piece } from '../../../src/estimate/estimate.ts';
import { column, sum, times } from '../../../src/expressions/build.ts';
import { quantileOf } from '../../../src/inference/wald.ts';
import { welch } from '../../../src/inference/welch.ts';
import { adjustedItt } from '../../../src/methods/arms/adjusted-itt.ts';
import { ancova } from '../../../src/methods/arms/ancova.ts';
import { cuped } from '../../../src/methods/arms/cuped.ts';
import { type IttDetails, itt } from '../../../src/methods/arms/itt.ts';
import { asTreated } from '../../../src/methods/randomized/as-treated.ts';
import type { ComplierDetails } from '../../../src/methods/randomized/complier-details.ts';
import { complierEffect } from '../../../src/methods/randomized/complier-effect.ts';
import { supportRollout } from '../../../src/scenarios/support-rollout/support-rollout.ts';
import {
  type Asked,
  atLeast,
  below,
  coversIn,
  type Expected,
  interval,
  lower,
  nominal,
  relative,
  relativeUpper,
  type Scenario,
  shown,
  silent,
  upper,
} from '../case.ts';
import { rareEvents, slopes, support } from '../draws.ts';

const ticket = (outcome: string) => ({ outcome, assignment: 'assigned_ai', control: 0 });
const [resolved, minutes] = [ticket('resolved'), ticket('handle_minutes')];
const adjust = ['agent_experience', 'case_complexity', 'pre_period_resolution'];
const values = sum(Object.entries(supportRollout.values).map(([outcome, worth]) => times(worth, column(outcome))));
const synthetic = { outcome: 'y', assignment: 'z', control: 0 };
const onX = { ...synthetic, adjust: ['x'] };

/** Complier effect of the support rollout: the Anderson-Rubin set, and Wald's interval beside it. */
const compliers = (set: Expected, wald: Expected): Asked => ({
  ask: () => complierEffect({ ...resolved, usage: 'used_ai' }),
  checks: [
    interval('complier-effect, Anderson-Rubin', 'complier/resolved', set),
    { name: 'complier-effect, Wald', truth: 'complier/resolved', hit: coversIn((e) => (e.details as ComplierDetails).wald), expected: wald },
  ],
});

/** The interval that few events forbid: the normal approximation, from the arms' means. */
function normalInterval(e: Estimate): Piece {
  const [control, treatment] = (e.details as IttDetails).arms.map(({ n, mean, standardDeviation }) => ({ n, mean, variance: standardDeviation ** 2 / n }));
  const { value, standardError, df } = welch(treatment, control);
  const half = quantileOf({ kind: 't', df }, 0.975) * standardError;
  return { low: value - half, high: value + half };
}

const adjustments: readonly Asked[] = [
  { ask: () => itt(synthetic), checks: [interval('itt', 'itt')] },
  { ask: () => adjustedItt(onX), checks: [interval('adjusted-itt', 'itt')] },
  { ask: () => ancova(onX), checks: [interval('ancova', 'itt')] },
  { ask: () => cuped({ ...synthetic, covariate: 'x' }), checks: [interval('cuped', 'itt')] },
];

/** Two arms, one row a unit. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'support rollout, 1,000 tickets',
    draws: support(1000),
    asked: [
      {
        ask: () => itt(resolved),
        checks: [interval('itt, binary', 'itt/resolved'), lower('itt, binary', 'itt/resolved'), relative('itt, binary', 'relative/resolved')],
      },
      {
        ask: () => itt(minutes),
        checks: [
          interval('itt, minutes', 'itt/handle_minutes'),
          upper('itt, minutes', 'itt/handle_minutes'),
          relativeUpper('itt, minutes', 'relative/handle_minutes'),
        ],
      },
      { ask: () => itt({ ...resolved, level: 0.8 }), checks: [interval('itt, binary, level 0.8', 'itt/resolved', nominal(0.8))] },
      { ask: () => itt({ ...ticket('net value'), measure: values }), checks: [interval('itt, net value', 'itt/net_value')] },
      { ask: () => adjustedItt({ ...resolved, adjust }), checks: [interval('adjusted-itt, binary', 'itt/resolved')] },
      {
        ask: () => adjustedItt({ ...minutes, adjust: [...adjust, { factor: 'language' }] }),
        checks: [
          interval('adjusted-itt with a factor, minutes', 'itt/handle_minutes'),
          relative('adjusted-itt with a factor, minutes', 'relative/handle_minutes'),
        ],
      },
      { ask: () => ancova({ ...minutes, adjust }), checks: [interval('ancova, minutes', 'itt/handle_minutes')] },
      { ask: () => cuped({ ...minutes, covariate: 'case_complexity' }), checks: [interval('cuped, minutes', 'itt/handle_minutes')] },
      compliers(nominal(), nominal()),
      { ask: () => asTreated({ ...resolved, usage: 'used_ai' }), checks: [interval('as-treated, binary', 'use/resolved', below(0.8))] },
      {
        ask: () => sampleRatio({ assignment: 'assigned_ai', shares: { 0: 0.5, 1: 0.5 } }),
        checks: [{ name: 'sample-ratio, no alarm at 0.01', hit: silent(0.01), expected: nominal(0.99) }],
      },
      {
        ask: () => balance({ assignment: 'assigned_ai', control: 0, covariates: [...adjust, { factor: 'language' }] }),
        checks: [{ name: 'balance, no alarm of the joint test at 0.05', hit: silent(0.05), expected: nominal() }],
      },
    ],
  },
  {
    name: 'support rollout, 100 tickets',
    draws: support(100),
    asked: [
      { ask: () => itt(minutes), checks: [interval('itt, minutes', 'itt/handle_minutes')] },
      { ask: () => adjustedItt({ ...minutes, adjust }), checks: [interval('adjusted-itt, minutes', 'itt/handle_minutes')] },
      { ask: () => ancova({ ...minutes, adjust }), checks: [interval('ancova, minutes', 'itt/handle_minutes')] },
      { ask: () => cuped({ ...minutes, covariate: 'case_complexity' }), checks: [interval('cuped, minutes', 'itt/handle_minutes')] },
    ],
  },
  {
    name: 'support rollout where assignment hardly moves use, 1,000 tickets',
    draws: support(1000, { compliance: 0.15 }),
    asked: [compliers(atLeast(), shown)],
  },
  {
    name: 'support rollout, effects that grow with complexity, 30 % treated, 1,000 tickets',
    heavy: true,
    least: 2000,
    draws: support(1000, { minutesSavedSlope: 10, usageEffectSlope: 1, assignmentShare: 0.3 }),
    asked: [
      { ask: () => adjustedItt({ ...minutes, adjust }), checks: [interval('adjusted-itt, minutes', 'itt/handle_minutes')] },
      { ask: () => adjustedItt({ ...resolved, adjust }), checks: [interval('adjusted-itt, binary', 'itt/resolved')] },
      { ask: () => ancova({ ...minutes, adjust }), checks: [interval('ancova, minutes', 'itt/handle_minutes')] },
    ],
  },
  {
    name: 'an effect that changes by 4 noise deviations with x, 500 units',
    heavy: true,
    least: 2000,
    draws: slopes(500, { slope: 4, share: 0.5 }),
    asked: [
      ...adjustments,
      { ask: () => adjustedItt({ ...onX, target: 'sample' }), checks: [interval('adjusted-itt for these units only', 'itt', below(0.75))] },
    ],
  },
  { name: 'an effect that changes by 4 noise deviations with x, 30 % of 500 units treated', draws: slopes(500, { slope: 4, share: 0.3 }), asked: adjustments },
  ...[
    { slope: 0, share: 0.5 },
    { slope: 4, share: 0.3 },
    { slope: -3, share: 0.5 },
  ].map(({ slope, share }) => ({
    name: `an effect as large as the control mean that changes by ${slope} noise deviations with x, ${100 * share} % of 500 units treated`,
    draws: slopes(500, { slope, share, level: 1 }),
    asked: [
      { ask: () => itt(synthetic), checks: [relative('itt', 'relative/y')] },
      { ask: () => adjustedItt(onX), checks: [relative('adjusted-itt', 'relative/y')] },
      { ask: () => ancova(onX), checks: [relative('ancova', 'relative/y')] },
      { ask: () => cuped({ ...synthetic, covariate: 'x' }), checks: [relative('cuped', 'relative/y')] },
    ],
  })),
  {
    name: 'events in 0.4 % of 2,000 units in control and of 500 in treatment',
    heavy: true,
    least: 400,
    draws: rareEvents({ control: { n: 2000, chance: 0.004 }, treatment: { n: 500, chance: 0.004 } }),
    asked: [
      {
        ask: () => itt(synthetic),
        checks: [
          { name: 'itt, Newcombe', truth: 'itt', hit: coversIn((e) => (e.details as IttDetails).newcombe!), expected: atLeast() },
          interval('itt, as reported', 'itt', atLeast()),
          upper('itt', 'itt', atLeast()),
          lower('itt', 'itt', atLeast()),
          { name: 'the normal interval', truth: 'itt', hit: coversIn(normalInterval), expected: below(0.95) },
        ],
      },
    ],
  },
];
