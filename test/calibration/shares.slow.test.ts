import { describe, expect, it } from 'vitest';
import { trigger, triggerPValue } from '../../src/diagnostics/trigger.ts';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { EstimandError } from '../../src/errors/estimand-error.ts';
import type { Interval } from '../../src/estimate/estimate.ts';
import { parseExpression } from '../../src/expressions/parse/parse-expression.ts';
import { contrastOf } from '../../src/inference/arms/contrast.ts';
import { chiSquareTail } from '../../src/math/distributions/chi-square.ts';
import { normalTail } from '../../src/math/distributions/normal.ts';
import type { Random } from '../../src/math/random/stream.ts';
import { complierEffect } from '../../src/methods/randomized/complier-effect.ts';
import { complierFindings } from '../../src/methods/randomized/complier-findings.ts';
import { usagePValues } from '../../src/methods/randomized/usage-falls.ts';
import type { SyncRelation } from '../../src/relation/relation.ts';
import type { Group } from '../../src/relation/requests.ts';
import { runSync } from '../../src/relation/run.ts';
import { alarmsOf, binomial, expectRare, most, shareOf, threshold } from './alarms.ts';
import { replications } from './band.ts';

interface Design {
  readonly name: string;
  readonly units: readonly [control: number, treatment: number];
  readonly chance: number;
  /** The old way raises surely more alarms than this share. */
  readonly old?: number;
}

/** Of each arm how many units use the feature, or meet the trigger. */
const drawn = (random: Random, { units, chance }: Design) => units.map((n) => ({ n, count: binomial(random, n, chance) }));
type Drawn = ReturnType<typeof drawn>;

describe('usage alike in both arms', () => {
  const designs: readonly Design[] = [
    { name: '20 units an arm', units: [20, 20], chance: 0.3 },
    { name: '5 units an arm', units: [5, 5], chance: 0.5, old: 0.005 },
    { name: '1 % treated', units: [9900, 100], chance: 0.05, old: 0.02 },
    { name: 'rare usage, 1 % treated', units: [9900, 100], chance: 0.005, old: 0.5 },
    { name: 'rare usage', units: [1000, 1000], chance: 0.005 },
  ];
  const group = (arm: string, n: number, count: number): Group => {
    const mean = Float64Array.of(count / n);
    return { key: [arm], moments: { columns: ['u'], n, weight: n, weightSquares: n, mean, comoment: Float64Array.of(count * (1 - mean[0])) }, dropped: 0 };
  };
  const c = contrastOf({ outcome: 'y', assignment: 'z', control: 0 });
  const interval: Interval = { pieces: [{ low: 0, high: 1 }], level: 0.95, side: 'two-sided', kind: 'pointwise', reference: { kind: 'normal' } };

  function reversed([control, treatment]: Drawn): boolean {
    const groups = [group('0', control.n, control.count), group('1', treatment.n, treatment.count)];
    const [pValue] = usagePValues(groups, { c, usage: { name: 'u', column: 'u' }, seed: 1 }).next().value as readonly number[];
    const usage = groups.map(({ key: [arm], moments: m }) => ({ arm, share: m.mean[0] }));
    const details = { intentionToTreat: 0, firstStage: 0, firstStageStandardError: 0, usage, wald: { low: 0, high: 1 } };
    const about = { estimate: 'e', usage: 'u', treatment: '1', control: '0', pValue };
    return complierFindings(about, details, interval).some(({ check }) => check === 'reversed-usage');
  }

  /** A z test by the variances of the two arms, and certainty where there is none. */
  function byNormal(drawn: Drawn): boolean {
    const [zero, one] = drawn.map(({ n, count }) => ({ share: count / n, variance: ((count / n) * (1 - count / n)) / (n - 1) }));
    const variance = zero.variance + one.variance;
    return one.share < zero.share && (variance === 0 || 2 * normalTail((zero.share - one.share) / Math.sqrt(variance)) < threshold);
  }

  it.each(designs)('$name: arms are said to be swapped no more often than promised', (design) =>
    expectRare(alarmsOf((random) => reversed(drawn(random, design)))),
  );
  it.each(designs.filter(({ old }) => old !== undefined))('$name: the z test says it in more than a share of $old', (design) => {
    const draws = most;
    expect(
      shareOf(
        alarmsOf((random) => byNormal(drawn(random, design)), draws),
        draws,
      ),
    ).toBeGreaterThan(design.old!);
  });
});

describe('triggers met alike', () => {
  const designs: readonly Design[] = [
    { name: '20 units an arm', units: [20, 20], chance: 0.3 },
    { name: 'a rare trigger', units: [1000, 1000], chance: 0.01 },
    { name: '1 % treated', units: [9900, 100], chance: 0.02, old: 0.002 },
    { name: 'a rare trigger, 1 % treated', units: [9900, 100], chance: 0.01, old: 0.003 },
    { name: 'a rarer trigger, 1 % treated', units: [99_000, 1000], chance: 0.002, old: 0.002 },
  ];
  /** Fewer than two units of an arm are an error of their own. */
  const testable = (arms: Drawn): boolean => arms.every(({ count }) => count >= 2);
  const exact = (arms: Drawn): boolean =>
    triggerPValue(
      arms.map(({ n, count }, i) => ({ arm: String(i), units: n, triggered: count, unknown: 0, share: count / n, variance: 0 })),
      '0',
    ) < threshold;
  function pearson(arms: Drawn): boolean {
    const share = arms.reduce((sum, a) => sum + a.count, 0) / arms.reduce((sum, a) => sum + a.n, 0);
    const statistic = arms.reduce((sum, { n, count }) => sum + (n * (count / n - share) ** 2) / (share * (1 - share)), 0);
    return share > 0 && share < 1 && chiSquareTail(statistic, arms.length - 1) < threshold;
  }
  const alarms = (design: Design, test: (arms: Drawn) => boolean): number =>
    alarmsOf((random) => {
      const arms = drawn(random, design);
      return testable(arms) && test(arms);
    });

  it.each(designs)('$name: no more are stopped than promised', (design) => expectRare(alarms(design, exact)));
  it.each(designs.filter(({ old }) => old !== undefined))('$name: the chi-square test stops more than a share of $old', (design) =>
    expect(shareOf(alarms(design, pearson), most)).toBeGreaterThan(design.old!),
  );
});

describe('few and uneven clusters', () => {
  const draws = replications;

  /** Units of teams of unequal sizes that use a feature alike, at a chance of each team's own. */
  function teams(random: Random, sizes: readonly number[], chance: number): SyncRelation {
    const [z, team, u, y]: number[][] = [[], [], [], []];
    for (const [arm, count] of sizes.entries())
      for (let g = 0; g < count; g++) {
        const own = Math.min(0.9, chance * random.exponential());
        for (let left = 2 + Math.floor(20 * random.exponential()); left > 0; left--) {
          z.push(arm);
          team.push(1000 * arm + g);
          u.push(random.bernoulli(own));
          y.push(random.normal());
        }
      }
    return fromColumns({ z, team, u, y });
  }
  const within = { assignment: 'z', control: 0, cluster: 'team' };
  const isStopped = (rows: SyncRelation): boolean => {
    try {
      runSync(rows, trigger({ ...within, trigger: parseExpression('u = 1') }));
      return false;
    } catch (error) {
      if (error instanceof EstimandError && error.code === 'trigger-differs') return true;
      if (error instanceof EstimandError && error.code === 'trigger-nobody') return false;
      throw error;
    }
  };
  const isReversed = (rows: SyncRelation): boolean =>
    runSync(rows, complierEffect({ ...within, outcome: 'y', usage: 'u' })).findings.some(({ check }) => check === 'reversed-usage');
  /** What both went by before: errors over clusters with a normal tail. */
  const byNormal = (rows: SyncRelation): boolean => {
    const {
      estimates: [e],
    } = runSync(rows, complierEffect({ ...within, outcome: 'y', usage: 'u' }));
    const { firstStage, firstStageStandardError } = (e?.details ?? { firstStage: 0, firstStageStandardError: 1 }) as {
      firstStage: number;
      firstStageStandardError: number;
    };
    return firstStage < 0 && 2 * normalTail(-firstStage / firstStageStandardError) < threshold;
  };

  const designs = [
    { name: '60 against 8', sizes: [60, 8], chance: 0.3, old: 0.01 },
    { name: '60 against 8, rare', sizes: [60, 8], chance: 0.02, old: 0.03 },
    { name: '8 against 8', sizes: [8, 8], chance: 0.3, old: 0 },
  ];
  it.each(designs)('$name: arms are said to be swapped no more often than promised', ({ sizes, chance }) =>
    expectRare(
      alarmsOf((random) => isReversed(teams(random, sizes, chance)), draws),
      draws,
    ),
  );
  it.each(designs)('$name: no more triggers are stopped than promised', ({ sizes, chance }) =>
    expectRare(
      alarmsOf((random) => isStopped(teams(random, sizes, chance)), draws),
      draws,
    ),
  );
  it.each(designs)('$name: a normal tail says swapped in more than a share of $old', ({ sizes, chance, old }) =>
    expect(
      shareOf(
        alarmsOf((random) => byNormal(teams(random, sizes, chance)), draws),
        draws,
      ),
    ).toBeGreaterThan(old),
  );
});
