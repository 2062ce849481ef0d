import { describe, expect, it } from 'vitest';
import { lossByArm } from '../../src/inference/losses/loss-by-arm.ts';
import { lossByCluster } from '../../src/inference/losses/loss-by-cluster.ts';
import { normalQuantile, normalTwoSided } from '../../src/math/distributions/normal.ts';
import type { Random } from '../../src/math/random/stream.ts';
import { momentsOf } from '../../src/moments/moments-of.ts';
import { lossFinding, rowsAsOne } from '../../src/study/look/lost-units.ts';
import { alarmsOf, binomial, expectRare, many, most, shareOf, threshold } from './alarms.ts';

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
      return lossByArm(zero, [one])[0].pValue < threshold;
    });
    expectRare(alarms);
  });

  it('1 % treated: the z test raises many times as many', () => {
    const alarms = alarmsOf((random) => {
      const { zero, one } = splits(random, designs[1]);
      const pooled = (zero.lost + one.lost) / (designs[1].control + designs[1].treatment);
      const error = Math.sqrt(pooled * (1 - pooled) * (1 / designs[1].control + 1 / designs[1].treatment));
      return error > 0 && normalTwoSided((one.lost / designs[1].treatment - zero.lost / designs[1].control) / error) < threshold;
    });
    expect(shareOf(alarms, most)).toBeGreaterThan(5 * threshold);
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
    const alarms = alarmsOf((random) => {
      const [treatment, control] = sizes.map((clusters, arm) => clusterLosses(String(1 - arm), clusters, chance, random));
      return lossByCluster(control, [treatment], { column: 'g', random })[0].pValue < threshold;
    }, many);
    expectRare(alarms, many);
  });
});

/** Rows of a unit: the values of a quantile function at evenly spaced chances, any of which a unit may have. */
const sizesOf = (quantile: (chance: number) => number) => Float64Array.from({ length: 2 ** 16 }, (_, i) => Math.ceil(quantile((i + 0.5) / 2 ** 16)));
const sizes = {
  '5 rows each': sizesOf(() => 5),
  '1 to 20 rows': sizesOf((chance) => 20 * chance),
  'log-normal numbers of rows': sizesOf((chance) => Math.exp(1 + 1.5 * normalQuantile(chance))),
  'Pareto numbers of rows, without a variance': sizesOf((chance) => (1 - chance) ** (-1 / 1.5)),
};

interface Logged {
  readonly arms: readonly number[];
  readonly chance: number;
  readonly sizes: Float64Array;
  /** Else each row by itself. */
  readonly together: boolean;
}

/** Does the check fail? Rows of a unit count as many as `asOne` says of the sizes that are seen. */
function fails(random: Random, { arms, chance, sizes: table, together }: Logged, asOne = rowsAsOne): boolean {
  const seen: number[] = [];
  const counts = arms.map((units, arm) => {
    let [lost, kept] = [0, 0];
    for (let i = 0; i < units; i++) {
      const rows = table[random.integer(table.length)];
      const gone = together ? rows * random.bernoulli(chance) : binomial(random, rows, chance);
      lost += gone;
      kept += rows - gone;
      if (rows > gone) seen.push(rows - gone);
    }
    return { arm: String(arm), lost, kept };
  });
  const rows = Float64Array.from(seen);
  const perUnit = asOne(momentsOf({ rows, squares: rows.map((n) => n * n) }));
  const found = lossFinding({ column: 'unit', arms: counts }, { column: 'z', control: '0', treatments: ['1'] }, { what: 'rows', perUnit });
  return found.some(({ verdict }) => verdict === 'fail');
}

describe('rows without a unit, lost alike', () => {
  const failsOf = (logged: Logged, asOne?: typeof rowsAsOne): number => alarmsOf((random) => fails(random, logged, asOne), many);
  const cases = [
    { arms: [500, 500], chance: 0.1 },
    { arms: [950, 50], chance: 0.05 },
  ].flatMap((design) => Object.entries(sizes).map(([name, of]) => ({ name, ...design, sizes: of, together: true })));
  const isPareto = ({ name }: { readonly name: string }): boolean => name.startsWith('Pareto');

  it.each(cases.filter((one) => !isPareto(one)))('$name, $arms units: no more alarms than promised', (logged) => expectRare(failsOf(logged), many));

  it('1 to 20 rows, each lost by itself: fewer', () =>
    expectRare(failsOf({ arms: [500, 500], chance: 0.02, sizes: sizes['1 to 20 rows'], together: false }), many));

  it.each(cases.filter(isPareto))('$name, $arms units: the largest may be lost and unseen, which costs less than 1 %', (logged) =>
    expect(shareOf(failsOf(logged), many)).toBeLessThan(0.01),
  );

  it.each([
    { name: '1 to 20 rows', least: 1.5 },
    { name: 'log-normal numbers of rows', least: 50 },
  ] as const)('$name: the mean of rows raises more than $least times as many', ({ name, least }) => {
    const logged = { arms: [500, 500], chance: 0.1, sizes: sizes[name], together: true };
    expect(
      shareOf(
        failsOf(logged, (m) => m.mean[0]),
        many,
      ),
    ).toBeGreaterThan(least * threshold);
  });
});
