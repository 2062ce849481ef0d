import type { Answer } from '../../../src/estimate/answer.ts';
import type { Estimate } from '../../../src/estimate/estimate.ts';
import { column } from '../../../src/expressions/build.ts';
import { leeBounds } from '../../../src/inference/losses/lee-bounds.ts';
import { lossBounds } from '../../../src/inference/losses/loss-bounds.ts';
import type { LossBounds, LossBoundsOptions } from '../../../src/inference/losses/seen-arms.ts';
import { normalQuantile } from '../../../src/math/distributions/normal.ts';
import { itt } from '../../../src/methods/arms/itt.ts';
import type { Asking } from '../../../src/relation/asking.ts';
import { type Asked, atLeast, below, covers, type Expected, interval, type Scenario } from '../case.ts';
import { clustersLosing, type Losing, losing, losingEvents } from '../draws-losses.ts';

const options = { measure: column('y'), assignment: 'z', control: 0 };

/** Limits of bounds as the interval of an estimate; no bounds miss. */
function* asAnswer(asking: Asking<readonly LossBounds[]>): Asking<Answer> {
  const [found] = yield* asking;
  const pieces = found.kind === 'bounds' ? [found.limits] : [];
  return { estimates: [{ interval: { pieces } } as unknown as Estimate], findings: [], exhibits: [] };
}

const limitsOf = (name: string, asking: (o: LossBoundsOptions) => Asking<readonly LossBounds[]>, expected: Expected = atLeast(), more: object = {}): Asked => ({
  ask: () => asAnswer(asking({ ...options, ...more })),
  checks: [{ name, truth: 'effect', hit: covers, expected }],
});

const lee = limitsOf('Lee, limits of Imbens and Manski', leeBounds);
const worst = limitsOf('worst case, limits of Imbens and Manski', lossBounds);
const naive = (rate: number): Asked => ({
  ask: () => itt({ outcome: 'y', assignment: 'z', control: 0 }),
  checks: [interval('complete cases', 'effect', below(rate))],
});

const normal = { outcome: (rank: number, treated: boolean) => normalQuantile(rank) + (treated ? 0.3 : 0), effect: 0.3 };

/** Scores from 1 to 5, one more when treated. */
const score = {
  outcome: (rank: number, treated: boolean) => 1 + [0.1, 0.3, 0.6, 0.85].filter((end) => rank > end).length + (treated ? 1 : 0),
  effect: 1,
};

/** Who is lost has the highest outcomes: the effect among the always observed then lies at an end of the bounds, where the limits have nothing to spare. */
const highest = { always: 0.7, revealed: 0.9, lost: 'highest' } as const;
const half = (n: number) => ({ control: n / 2, treatment: n / 2 });

/** Events in a share of the units; the always observed hold those of the ranks up to `always`. */
function events(chances: readonly [control: number, treatment: number], always: number): Pick<Losing, 'outcome' | 'effect'> {
  const among = (chance: number): number => Math.max(0, always - (1 - chance)) / always;
  return { outcome: (rank, treated) => (rank > 1 - chances[treated ? 1 : 0] ? 1 : 0), effect: among(chances[1]) - among(chances[0]) };
}

/** Bounds of an effect when units are lost. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'losses, the highest outcomes, 10 % of the treatment arm and 30 % of control, 1,000 units an arm',
    draws: losing({ ...half(2000), ...highest, ...normal, fuller: 'treatment' }),
    asked: [lee, naive(0.2)],
  },
  {
    name: 'losses, the highest outcomes, 30 % of the treatment arm and 10 % of control, 20 units an arm',
    draws: losing({ ...half(40), ...highest, ...normal, fuller: 'control' }),
    asked: [lee],
  },
  {
    name: 'losses, the highest outcomes, 40 treated of 4,000 lose 10 %, control 30 %',
    draws: losing({ control: 3960, treatment: 40, ...highest, ...normal, fuller: 'treatment' }),
    asked: [lee],
  },
  {
    name: 'losses, the highest outcomes, 40 treated of 4,000 lose 30 %, control 10 %',
    draws: losing({ control: 3960, treatment: 40, ...highest, ...normal, fuller: 'control' }),
    asked: [lee],
  },
  {
    name: 'losses, any units, 20 % of either arm, 100 units an arm',
    draws: losing({ ...half(200), ...normal, always: 0.8, revealed: 0.8, lost: 'any', fuller: 'treatment' }),
    asked: [lee],
  },
  {
    name: 'losses, scores from 1 to 5, the highest, 200 units an arm',
    draws: losing({ ...half(400), ...highest, ...score, fuller: 'treatment' }),
    asked: [lee, naive(0.7)],
  },
  {
    name: 'losses, scores from 1 to 5, the highest, 20 units an arm, the cut between two scores',
    draws: losing({ ...half(40), ...highest, ...score, always: 0.6, fuller: 'control' }),
    asked: [lee],
  },
  {
    name: 'losses, events, Lee among the always observed, 500 units an arm',
    draws: losing({ ...half(1000), ...highest, ...events([0.4, 0.5], 0.7), fuller: 'treatment' }),
    asked: [lee],
  },
  {
    name: 'losses, rare events, Lee among the always observed, 20 units an arm',
    draws: losing({ ...half(40), ...events([0.05, 0.12], 0.9), always: 0.9, revealed: 0.98, lost: 'highest', fuller: 'treatment' }),
    asked: [lee],
  },
  {
    name: 'losses, rare events, Lee among the always observed, 40 treated of 4,000 lose more',
    draws: losing({ control: 3960, treatment: 40, ...events([0.05, 0.12], 0.9), always: 0.9, revealed: 0.98, lost: 'highest', fuller: 'control' }),
    asked: [lee],
  },
  {
    name: 'losses, events lost with treatment and non-events lost in control, 300 units an arm',
    draws: losingEvents({
      control: { n: 300, chance: 0.3, lostWith: 0, lostWithout: 0.08 },
      treatment: { n: 300, chance: 0.4, lostWith: 0.3, lostWithout: 0 },
    }),
    asked: [worst, naive(0.6)],
  },
  {
    name: 'losses, rare events, 20 units an arm, a few of either lost',
    draws: losingEvents({ control: { n: 20, chance: 0.05, lostWith: 0.2, lostWithout: 0 }, treatment: { n: 20, chance: 0.05, lostWith: 0.2, lostWithout: 0 } }),
    asked: [worst],
  },
  {
    name: 'losses, rare events, 40 treated of 4,000 lose a third of theirs',
    draws: losingEvents({
      control: { n: 3960, chance: 0.03, lostWith: 0, lostWithout: 0.001 },
      treatment: { n: 40, chance: 0.06, lostWith: 0.33, lostWithout: 0 },
    }),
    asked: [worst],
  },
  {
    name: 'losses by cluster, the highest outcomes, 60 clusters of unequal sizes',
    draws: clustersLosing({ clusters: 60, ...highest }),
    asked: [
      limitsOf('Lee by cluster, limits of Imbens and Manski', leeBounds, atLeast(), { cluster: 'g' }),
      limitsOf('Lee, clusters ignored', leeBounds, below(0.9)),
      limitsOf('worst case by cluster, limits of Imbens and Manski', (o) => lossBounds({ ...o, possible: { least: -8, most: 8 } }), atLeast(), {
        cluster: 'g',
      }),
    ],
  },
];
