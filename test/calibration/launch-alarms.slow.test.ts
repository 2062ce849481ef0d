import { describe, it } from 'vitest';
import type { Answer } from '../../src/estimate/answer.ts';
import type { Finding } from '../../src/estimate/finding.ts';
import { donorJumps } from '../../src/methods/global-launch/donor-jumps.ts';
import { fitBefore } from '../../src/methods/global-launch/fit-before.ts';
import { launchEffect } from '../../src/methods/global-launch/launch-effect.ts';
import type { LaunchOptions } from '../../src/methods/global-launch/options.ts';
import { otherEstimators } from '../../src/methods/global-launch/other-estimators.ts';
import { placeboDates } from '../../src/methods/global-launch/placebo-dates.ts';
import { steadyEffect } from '../../src/methods/global-launch/steady-effect.ts';
import { withoutEachDonor } from '../../src/methods/global-launch/without-each-donor.ts';
import { all } from '../../src/relation/asking.ts';
import { runSync } from '../../src/relation/run.ts';
import { workspaceName } from '../../src/scenarios/global-upgrade/names.ts';
import type { UpgradeParameters } from '../../src/scenarios/global-upgrade/rules.ts';
import { heavyShock } from '../support/placebo-panels.ts';
import { outcomeOf } from '../support/spoken.ts';
import { shareOf } from './alarms.ts';
import { expectHits, few, replications } from './band.ts';
import { atLeast } from './case.ts';
import type { Draws } from './draws.ts';
import { type Launched, launched, launchOf } from './draws-launch.ts';
import { upgraded, upgradeOf } from './draws-upgrade.ts';

const questions = [launchEffect, donorJumps, fitBefore, placeboDates, withoutEachDonor] as const;
type Question = (typeof questions)[number] | typeof otherEstimators;

/** What each of the data sets says. */
function answersOf({ rows }: Draws, options: LaunchOptions, draws: number, asked: readonly Question[] = questions): readonly Answer[] {
  return Array.from({ length: draws }, (_, replication): Answer => {
    const answers = runSync(rows(replication), all(asked.map((ask) => ask(options))));
    return { estimates: answers.flatMap((a) => a.estimates), findings: answers.flatMap((a) => a.findings), exhibits: [] };
  });
}

const findingOf = ({ findings }: Answer, check: string): Finding | undefined => findings.find((f) => f.check === check);
const says =
  (check: string, verdict: Finding['verdict']) =>
  (answer: Answer): boolean =>
    findingOf(answer, check)?.verdict === verdict;
const refuses = ({ estimates }: Answer): boolean => estimates.length === 0;

/** Does the effect stand what it must before anything launches? */
const steady = ({ estimates: [headline], findings }: Answer): boolean =>
  headline !== undefined && steadyEffect.judge(headline, { estimates: [headline], findings }, outcomeOf(headline.estimand.outcome)).status === 'met';

const aboveZero = ({ estimates: [headline] }: Answer): boolean => (headline?.interval.pieces[0].low ?? -Infinity) > 0;

/** What the decision asks of the primary outcome and of the whole, guardrails apart: it says LAUNCH no more often. */
const launches = (answer: Answer): boolean =>
  aboveZero(answer) && steady(answer) && !answer.findings.some(({ verdict, identification }) => verdict === 'fail' && identification);

/** How often; `CALIBRATION_PRINT=1` says it. */
function count(answers: readonly Answer[], what: string, holds: (answer: Answer) => boolean): number {
  const found = answers.filter(holds).length;
  if (process.env.CALIBRATION_PRINT === '1') console.log(what);
  shareOf(found, answers.length);
  return found;
}

const upgrade = (changed: Partial<UpgradeParameters>, workspaces = 40) => ({
  draws: upgraded({ workspaces, changed }),
  options: upgradeOf({ workspaces, changed }, 'resolved'),
});
const panel = (of: Launched) => ({ draws: launched(of), options: launchOf(of) });
const usual = { donors: 39, before: 30, after: 10 } as const;

const nothing = { rateEffect: 0, minutesEffect: 0, costEffect: 0 } as const;

describe('a launch with nothing wrong in its donors', () => {
  it.each([
    ['the built-in upgrade', upgrade({}), few],
    ['the built-in upgrade, 28 periods and 24 donors', upgrade({ before: 20, after: 8 }, 25), few],
    ['the built-in upgrade, loud', upgrade({ noise: 4 }), few],
    ['39 donors', panel(usual), few],
    ['39 donors, heavy tails', panel({ ...usual, shock: heavyShock }), few],
    ['39 donors, each with noise of its own', panel({ ...usual, unequal: 0.7 }), few],
    ['30 donors, four fifths of a period last', panel({ donors: 30, before: 40, after: 10, carried: 0.8 }), few],
    ['10 donors', panel({ donors: 10, before: 20, after: 6 }), replications],
  ] as const)('%s: none is said to jump', (_, { draws, options }, trials) => {
    const answers = answersOf(draws, options, trials, [donorJumps, launchEffect]);
    const warned = count(answers, 'warns', says('donor-jumps', 'warn'));
    const failed = count(answers, 'fails', says('donor-jumps', 'fail'));
    const refused = count(answers, 'refuses', refuses);
    expectHits(trials - warned, atLeast(0.95), trials);
    expectHits(trials - failed, atLeast(0.998), trials);
    expectHits(trials - refused, atLeast(0.95), trials);
  });
});

describe('a donor that jumps by', () => {
  it.each([
    ['twice the effect', 2, 0.6],
    ['four times the effect', 4, 0.9],
  ] as const)('%s is named', (_, donorJump, named) => {
    const { draws, options } = upgrade({ donorJump });
    const first = workspaceName(1);
    const answers = answersOf(draws, options, few, [donorJumps]);
    const found = count(answers, 'named', (a) => a.findings.some((finding) => finding.verdict !== 'pass' && finding.says.includes(first)));
    count(answers, 'holds', says('donor-jumps', 'fail'));
    expectHits(found, atLeast(named), few);
  });
});

describe('a launch', () => {
  it.each([
    ['without an effect', upgrade(nothing)],
    ['without an effect, loud', upgrade({ ...nothing, noise: 4 })],
    ['without an effect, 39 donors', panel({ ...usual, effect: 0 })],
    ['without an effect, 39 donors, four fifths of a period last', panel({ ...usual, effect: 0, carried: 0.8 })],
  ] as const)('%s says LAUNCH no more often than a bound by itself', (_, { draws, options }) => {
    const answers = answersOf(draws, options, few);
    const said = count(answers, 'LAUNCH, guardrails apart', launches);
    count(answers, 'above zero', aboveZero);
    count(answers, 'steady', steady);
    expectHits(few - said, atLeast(0.975), few);
  });

  it('with a sizeable effect is steady, and keeps it at earlier dates', () => {
    const { draws, options } = upgrade({});
    const answers = answersOf(draws, options, few);
    expectHits(count(answers, 'LAUNCH, guardrails apart', launches), atLeast(0.8), few);
    expectHits(count(answers, 'steady', steady), atLeast(0.95), few);
    expectHits(few - count(answers, 'placebo-dates warns', says('placebo-dates', 'warn')), atLeast(0.95), few);
    expectHits(few - count(answers, 'fit-before warns', says('fit-before', 'warn')), atLeast(0.95), few);
  });
});

it('an effect that others estimate too is found by them, but for a few', () => {
  const of = { donors: 20, before: 20, after: 6 } as const;
  const answers = answersOf(launched(of), launchOf(of), few, [otherEstimators]);
  expectHits(few - count(answers, 'other-estimators warns', says('other-estimators', 'warn')), atLeast(0.9), few);
});
