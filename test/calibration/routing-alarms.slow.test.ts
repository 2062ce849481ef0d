import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { column, divide, number, times } from '../../src/expressions/build.ts';
import { normalTail } from '../../src/math/distributions/normal.ts';
import type { Random } from '../../src/math/random/stream.ts';
import { populationMean } from '../../src/methods/randomized/served/population-mean.ts';
import { policySupport } from '../../src/methods/routing/policy-support.ts';
import { routingLog } from '../../src/methods/routing/routing-log.ts';
import { meanOf } from '../../src/moments/moments.ts';
import { ask } from '../../src/relation/asking.ts';
import { moments } from '../../src/relation/requests.ts';
import { runSync } from '../../src/relation/run.ts';
import { alarmsOf, expectRare, shareOf } from './alarms.ts';
import { replications } from './band.ts';

// Logs whose chances are those of the draws: of actions of which most are rare, and of requests that are seldom served.

const actions = ['a', 'b', 'c', 'd', 'e', 'f'];
const requests = 400;
const draws = 5 * replications;

function logOf(random: Random) {
  const base = actions.map(() => 2 * random.normal());
  const [x, p] = [new Float64Array(requests), new Float64Array(requests)];
  const action = Array.from({ length: requests }, (_, i) => {
    x[i] = random.normal();
    const odds = base.map((level, k) => Math.exp(level + 0.5 * x[i] * ((k % 3) - 1)));
    const sum = odds.reduce((a, b) => a + b, 0);
    let left = random.uniform() * sum;
    const at = odds.findIndex((odd, k) => {
      left -= odd;
      return left < 0 || k === odds.length - 1;
    });
    p[i] = odds[at] / sum;
    return actions[at];
  });
  return fromColumns({ action, x, p, y: x });
}

const log = {
  outcomes: [{ name: 'y' }],
  action: 'action',
  actions,
  covariates: ['x'],
  propensities: { kind: 'taken', chance: column('p') },
  policies: [{ name: 'all a', says: 'all a', chances: { a: number(1) } }],
} as const;

describe('right chances of rare actions', () => {
  const fails =
    (check: string, question: typeof routingLog | typeof policySupport) =>
    (random: Random): boolean =>
      runSync(logOf(random), question(log)).findings.some((f) => f.check === check && f.verdict === 'fail');

  it('calibration fails no more often than promised', () => expectRare(alarmsOf(fails('propensity-calibration', routingLog), draws), draws));
  it('nor within the context', () => expectRare(alarmsOf(fails('propensity-by-context', routingLog), draws), draws));
  it('nor the mean weight', () => expectRare(alarmsOf(fails('mean-weight', policySupport), draws), draws));

  it('by the normal distribution alone the mean weight fails in more than five of a thousand', () => {
    const alarms = alarmsOf((random) => {
      const { findings } = runSync(logOf(random), policySupport({ ...log, covariates: [] }));
      const said = findings.find(({ check }) => check === 'mean-weight');
      const error = Number(/standard error ([\d.e-]+)/.exec(said?.says ?? '')?.[1]);
      return said !== undefined && 2 * normalTail(Math.abs((said.statistic! - 1) / error)) < 0.001;
    }, draws);
    expect(shareOf(alarms, draws)).toBeGreaterThan(0.005);
  });
});

describe('right chances of requests that are seldom served', () => {
  /** Chances to be served with a long tail towards zero. */
  function servedLog(random: Random) {
    const [chance, served, y] = Array.from({ length: 3 }, () => new Float64Array(requests));
    for (let i = 0; i < requests; i++) {
      chance[i] = 1 / (1 + Math.exp(1.5 + 1.5 * random.normal()));
      served[i] = random.bernoulli(chance[i]);
      y[i] = random.normal();
    }
    return fromColumns({ chance, served, y });
  }
  const found = (random: Random) => runSync(servedLog(random), populationMean({ outcome: 'y', served: 'served', probability: 'chance' })).findings;
  const statisticOf = (random: Random): number => {
    const rows = servedLog(random);
    const { groups } = runSync(
      rows,
      ask(
        moments({
          columns: {
            w: times(column('served'), divide(1, column('chance'))),
            square: times(column('served'), divide(1, times(column('chance'), column('chance')))),
          },
        }),
      ),
    );
    const [sum, squares] = ['w', 'square'].map((name) => requests * meanOf(groups[0].moments, name));
    return (sum - requests) / Math.sqrt(squares - sum);
  };

  it('the sum of weights fails no more often than promised', () =>
    expectRare(
      alarmsOf((random) => found(random).some(({ check }) => check === 'serving-chance'), draws),
      draws,
    ));

  it('by the normal distribution alone it fails in more than one of a hundred', () => {
    const alarms = alarmsOf((random) => 2 * normalTail(Math.abs(statisticOf(random))) < 0.001, draws);
    expect(shareOf(alarms, draws)).toBeGreaterThan(0.01);
  });
});
