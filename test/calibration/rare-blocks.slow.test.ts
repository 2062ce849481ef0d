import { describe, expect, it } from 'vitest';
import { contrastOf } from '../../src/inference/arms/contrast.ts';
import { exactInPairs, type Pairs, tangoLimits } from '../../src/inference/exact/paired.ts';
import { pooledDifference } from '../../src/inference/exact/pooled-strata.ts';
import { type EventStratum, stratifiedScore } from '../../src/inference/exact/stratified-score.ts';
import { type differenceOverBlocks, type Stratum, stratifiedDifference } from '../../src/inference/stratified.ts';
import { waldInference } from '../../src/inference/wald.ts';
import { normalQuantile } from '../../src/math/distributions/normal.ts';
import { type Random, stream } from '../../src/math/random/stream.ts';
import { binomial, shareOf } from './alarms.ts';

const replications = 4000;
const alpha = 0.05;
/** What so many studies may show of a share of 5 %, but for one run in ten thousand. */
const most = alpha + 3.72 * Math.sqrt((alpha * (1 - alpha)) / replications);
const c = contrastOf({ outcome: 'y', assignment: 'z', control: 0 });
const few = (events: number, n: number): boolean => Math.min(events, n - events) < 10;

/** By a standard error, by the score limits alone, and by those that the exact test agrees with. */
const rulesOf = ['wald', 'score', 'held'] as const;
type Rule = (typeof rulesOf)[number];

/** Of studies with few events the shares that pass. */
function passes<Drawn>(
  draw: (random: Random) => Drawn | undefined,
  rules: { readonly [K in Rule]: (drawn: Drawn) => boolean },
): { readonly [K in Rule]: number } {
  const random = stream(5);
  const passed = { wald: 0, score: 0, held: 0 };
  for (let i = 0; i < replications; i++) {
    const drawn = draw(random);
    if (drawn === undefined) continue;
    for (const rule of rulesOf) if (rules[rule](drawn)) passed[rule]++;
  }
  return {
    wald: shareOf(passed.wald, replications),
    score: shareOf(passed.score, replications),
    held: shareOf(passed.held, replications),
  };
}

interface Block {
  readonly units: readonly [treatment: number, control: number];
  readonly chances: readonly [treatment: number, control: number];
}
const blocks = (count: number, of: (b: number) => Block): readonly Block[] => Array.from({ length: count }, (_, b) => of(b));

function drawnStrata(random: Random, design: readonly Block[]): readonly EventStratum[] | undefined {
  const all = design.reduce((sum, { units }) => sum + units[0] + units[1], 0);
  const strata = design.map(({ units: [n1, n0], chances: [p1, p0] }) => ({
    treatment: { events: binomial(random, n1, p1), n: n1 },
    control: { events: binomial(random, n0, p0), n: n0 },
    share: (n1 + n0) / all,
  }));
  const isFew = (['treatment', 'control'] as const).some((arm) =>
    few(
      strata.reduce((sum, s) => sum + s[arm].events, 0),
      strata.reduce((sum, s) => sum + s[arm].n, 0),
    ),
  );
  return isFew ? strata : undefined;
}

/** The normal interval of the difference within blocks; nothing where it has no standard error. */
function waldOf(strata: readonly EventStratum[], over: (strata: readonly Stratum[]) => ReturnType<typeof differenceOverBlocks>) {
  const meanOf = ({ events, n }: EventStratum['control']) => ({ n, mean: events / n, variance: n > 1 ? ((events / n) * (1 - events / n)) / (n - 1) : 0 });
  const { value, standardError, df } = over(strata.map((s) => ({ treatment: meanOf(s.treatment), control: meanOf(s.control) })));
  return standardError > 0 ? waldInference(value, standardError, { kind: 't', df }, c) : undefined;
}

describe('a guardrail at its margin in blocks, few events: passes', () => {
  const margin = 0.01;
  const designs = [
    { name: '10 blocks of 90 against 10', design: blocks(10, () => ({ units: [90, 10], chances: [0.015, 0.005] })), old: 0.05 },
    {
      name: '10 unlike blocks of 90 against 10',
      design: blocks(10, (b) => ({ units: [90, 10], chances: [0.01 + 0.004 * (b % 4), 0.004 * (b % 4)] })),
      old: 0.05,
    },
    { name: '10 blocks of 10 against 90', design: blocks(10, () => ({ units: [10, 90], chances: [0.02, 0.01] })), old: 0.1 },
    {
      name: '5 blocks of which 80 to 95 of 100 are treated',
      design: blocks(5, (b) => ({ units: [[160, 190, 180, 170, 186][b], [40, 10, 20, 30, 14][b]], chances: [0.015, 0.005] })),
      old: 0.06,
    },
  ];
  const byScore = (strata: readonly EventStratum[]): boolean => stratifiedScore(strata, margin) <= -normalQuantile(1 - alpha);
  it.each(designs)('$name', ({ design, old }) => {
    const found = passes((random) => drawnStrata(random, design), {
      wald: (strata) => (waldOf(strata, (s) => stratifiedDifference(s, 'population'))?.bounds.high ?? Infinity) <= margin,
      // The limits are where the statistic and the test begin to reject.
      score: (strata) => byScore(strata),
      held: (strata) => byScore(strata) && pooledDifference(strata, { low: -1, high: margin }, alpha).high <= margin,
    });
    expect(found.held).toBeLessThanOrEqual(most);
    expect(Math.max(found.wald, found.score)).toBeGreaterThan(old);
  });
});

describe('a guardrail at its margin in pairs, few events: passes', () => {
  const margin = 0.01;
  /** Kinds of pairs: how many of all, and the chances of an event of both arms. */
  const designs = [
    { name: '500 pairs', n: 500, kinds: [{ share: 1, chances: [0.015, 0.005] }], old: 0.06 },
    {
      name: '400 pairs, of which some are in danger',
      n: 400,
      kinds: [
        { share: 0.95, chances: [0.01 / 0.95, 0] },
        { share: 0.05, chances: [0.3, 0.3] },
      ],
      old: 0.05,
    },
    { name: '250 pairs', n: 250, kinds: [{ share: 1, chances: [0.02, 0.01] }], old: 0.05 },
  ];
  const drawnPairs = (random: Random, { n, kinds }: (typeof designs)[number]): Pairs | undefined => {
    const counts = [0, 0, 0, 0];
    for (const [i, { share, chances }] of kinds.entries()) {
      const pairs = i === kinds.length - 1 ? n - Math.round(n * (1 - share)) : Math.round(n * share);
      for (let p = 0; p < pairs; p++) counts[2 * random.bernoulli(chances[0]) + random.bernoulli(chances[1])]++;
    }
    const [, controlOnly, treatmentOnly, both] = counts;
    return few(treatmentOnly + both, n) || few(controlOnly + both, n) ? { n, treatmentOnly, controlOnly } : undefined;
  };
  it.each(designs)('$name', (design) => {
    const wald = ({ n, treatmentOnly: b, controlOnly: o }: Pairs): number => {
      const value = (b - o) / n;
      const standardError = Math.sqrt((b + o - n * value ** 2) / (n * (n - 1)));
      return standardError > 0 ? waldInference(value, standardError, { kind: 't', df: n - 1 }, c).bounds.high : Infinity;
    };
    const tango = new Map<string, boolean>();
    const found = passes((random) => drawnPairs(random, design), {
      wald: (pairs) => wald(pairs) <= margin,
      score: (pairs) => tangoLimits(pairs, 1 - 2 * alpha).high <= margin,
      held: (pairs) => {
        const key = `${pairs.treatmentOnly} ${pairs.controlOnly}`;
        const limits = tangoLimits(pairs, 1 - 2 * alpha);
        const known = tango.get(key) ?? (limits.high <= margin && exactInPairs(pairs, limits, alpha).high <= margin);
        tango.set(key, known);
        return known;
      },
    });
    expect(found.held).toBeLessThanOrEqual(most);
    expect(Math.max(found.wald, found.score)).toBeGreaterThan(design.old);
  });
});
