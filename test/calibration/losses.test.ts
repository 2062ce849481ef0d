import { describe, expect, it } from 'vitest';
import { lossByArm } from '../../src/inference/losses/loss-by-arm.ts';
import { lossByCluster } from '../../src/inference/losses/loss-by-cluster.ts';
import { normalTwoSided } from '../../src/math/distributions/normal.ts';
import { type Random, stream } from '../../src/math/random/stream.ts';
import { expectHits, replications } from './band.ts';
import { atLeast } from './case.ts';

/** Of counts; of clusters as many where 2,000 replications are asked for. */
const most = 50_000;
const threshold = 0.001;

/** A count of n units, by inversion. */
function binomial(random: Random, n: number, chance: number): number {
  let left = random.uniform();
  let p = (1 - chance) ** n;
  let count = 0;
  while (left > p && count < n) {
    left -= p;
    p *= ((n - count) / (count + 1)) * (chance / (1 - chance));
    count++;
  }
  return count;
}

const alarmsOf = (pValue: (random: Random) => number, draws = most): number =>
  Array.from({ length: draws }, (_, draw) => pValue(stream(12_300_000, draw)) < threshold).filter(Boolean).length;

/** No more alarms than promised, within the band; and with all draws surely no more than 0.2 %, by 3.7 standard errors, a chance of 1e-4. */
function expectRare(alarms: number, draws = most): void {
  expectHits(draws - alarms, atLeast(1 - threshold), draws);
  if (draws === most) expect((alarms + 3.7 * Math.sqrt(alarms + 3)) / draws, `${alarms} of ${draws}`).toBeLessThan(0.002);
}

const designs = [
  { name: 'two arms of 1,000', control: 1000, treatment: 1000, chance: 0.003 },
  { name: '1 % treated', control: 9900, treatment: 100, chance: 0.002 },
  { name: '20 units an arm', control: 20, treatment: 20, chance: 0.15 },
  { name: 'losses in a tenth', control: 900, treatment: 100, chance: 0.1 },
];

describe('two arms that lose alike', () => {
  const splits = (random: Random, { control, treatment, chance }: (typeof designs)[number]) => {
    const [zero, one] = [binomial(random, control, chance), binomial(random, treatment, chance)];
    return { zero: { arm: '0', lost: zero, kept: control - zero }, one: { arm: '1', lost: one, kept: treatment - one } };
  };

  it.each(designs)('$name: the exact test raises no more alarms than it promises', (design) => {
    const alarms = alarmsOf((random) => {
      const { zero, one } = splits(random, design);
      return lossByArm(zero, [one])[0].pValue;
    });
    expectRare(alarms);
  });

  it('1 % treated: the z test raises many times as many', () => {
    const alarms = alarmsOf((random) => {
      const { zero, one } = splits(random, designs[1]);
      const pooled = (zero.lost + one.lost) / (designs[1].control + designs[1].treatment);
      const error = Math.sqrt(pooled * (1 - pooled) * (1 / designs[1].control + 1 / designs[1].treatment));
      return error > 0 ? normalTwoSided((one.lost / designs[1].treatment - zero.lost / designs[1].control) / error) : 1;
    });
    expect(alarms / most).toBeGreaterThan(5 * threshold);
  });
});

/** Clusters of unequal sizes that lose alike, at a chance that differs between clusters. */
function clusterLosses(arm: string, clusters: number, chance: number, random: Random) {
  const units = Float64Array.from({ length: clusters }, () => 5 + Math.floor(20 * random.exponential()));
  return { arm, units, lost: units.map((n) => binomial(random, n, Math.min(0.5, chance * random.exponential()))) };
}

describe('clusters that lose alike', () => {
  it.each([
    { name: '20 against 20, rare', sizes: [20, 20], chance: 0.01 },
    { name: '8 against 60', sizes: [8, 60], chance: 0.02 },
  ])('$name: permuting them raises no more alarms than it promises', ({ sizes, chance }) => {
    const draws = Math.min(most, 25 * replications);
    const alarms = alarmsOf((random) => {
      const [treatment, control] = sizes.map((clusters, arm) => clusterLosses(String(1 - arm), clusters, chance, random));
      return lossByCluster(control, [treatment], { column: 'g', random })[0].pValue;
    }, draws);
    expectRare(alarms, draws);
  });
});
