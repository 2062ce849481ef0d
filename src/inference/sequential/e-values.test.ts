import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import gammaln from '@stdlib/math-base-special-gammaln';
import { describe, expect, it } from 'vitest';
import { stream } from '../../math/random/stream.ts';
import { differenceSequence } from './difference-sequence.ts';
import { type EventBlock, eventEvidence } from './e-values.ts';

const rates = [0.001, 0.02, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 0.98, 0.999];

const binomial = (n: number, k: number, p: number): number => Math.exp(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)) * p ** k * (1 - p) ** (n - k);

type Sizes = readonly (readonly [treatment: number, control: number])[];

/** Everything that can be seen of blocks of these sizes, with its chance. */
function* outcomes(sizes: Sizes, p1: number, p0: number): Generator<{ readonly blocks: readonly EventBlock[]; readonly chance: number }> {
  if (sizes.length === 0) return yield { blocks: [], chance: 1 };
  const [a, b] = sizes[sizes.length - 1];
  for (const { blocks, chance } of outcomes(sizes.slice(0, -1), p1, p0)) {
    for (let s1 = 0; s1 <= a; s1++)
      for (let s0 = 0; s0 <= b; s0++)
        yield {
          blocks: [...blocks, { treatment: { units: a, events: s1 }, control: { units: b, events: s0 } }],
          chance: chance * binomial(a, s1, p1) * binomial(b, s0, p0),
        };
  }
}

const expectation = (sizes: Sizes, [p1, p0]: readonly [number, number], value: (blocks: readonly EventBlock[]) => number): number => {
  let sum = 0;
  for (const { blocks, chance } of outcomes(sizes, p1, p0)) sum += chance * value(blocks);
  return sum;
};

const evidence = (blocks: readonly EventBlock[]): number => eventEvidence(blocks)[blocks.length - 1].eValue;

/** The Bayes factor of two rates, each uniform, against one uniform rate. */
const logBeta = (a: number, b: number): number => gammaln(a) + gammaln(b) - gammaln(a + b);
const logBayesFactor = (n: number, s1: number, s0: number): number =>
  logBeta(1 + s1, 1 + n - s1) + logBeta(1 + s0, 1 + n - s0) - logBeta(1 + s1 + s0, 1 + 2 * n - s1 - s0);
const bayesFactor = (blocks: readonly EventBlock[]): number => {
  const total = (arm: 'treatment' | 'control'): number => blocks.reduce((sum, block) => sum + block[arm].events, 0);
  return Math.exp(logBayesFactor(blocks.length, total('treatment'), total('control')));
};

describe('the evidence of blocks, in expectation over all that can happen', () => {
  it.each<{ sizes: Sizes }>([
    {
      sizes: [
        [1, 1],
        [1, 1],
      ],
    },
    {
      sizes: [
        [1, 1],
        [1, 1],
        [1, 1],
        [1, 1],
      ],
    },
    {
      sizes: [
        [2, 1],
        [1, 3],
      ],
    },
    {
      sizes: [
        [3, 2],
        [2, 2],
        [1, 4],
      ],
    },
    {
      sizes: [
        [5, 0],
        [0, 5],
        [2, 3],
      ],
    },
    {
      sizes: [
        [1, 6],
        [6, 1],
      ],
    },
  ])('is at most one whatever the rate: $sizes', ({ sizes }) => {
    for (const p of rates) expect(expectation(sizes, [p, p], evidence)).toBeLessThanOrEqual(1 + 1e-12);
  });

  it('grows under rates that differ', () => {
    const sizes: Sizes = [
      [4, 4],
      [4, 4],
      [4, 4],
    ];
    expect(expectation(sizes, [0.9, 0.1], (blocks) => Math.log(evidence(blocks)))).toBeGreaterThan(1);
  });

  it('is one for the first block, and for blocks of one arm', () => {
    const found = eventEvidence([
      { treatment: { units: 40, events: 31 }, control: { units: 30, events: 2 } },
      { treatment: { units: 40, events: 0 }, control: { units: 0, events: 0 } },
      { treatment: { units: 0, events: 0 }, control: { units: 0, events: 0 } },
    ]);
    for (const { eValue, pValue } of found) expect([eValue, pValue]).toEqual([1, 1]);
  });
});

describe('a Bayes factor of two uniform rates against one is no such evidence', () => {
  it('has a mean of 9/8 after one pair at a rate of a half', () => {
    expect(expectation([[1, 1]], [0.5, 0.5], bayesFactor)).toBeCloseTo(1.125, 12);
  });

  it('goes on to grow: above 1.3 after 40 pairs', () => {
    let mean = 0;
    for (let s1 = 0; s1 <= 40; s1++)
      for (let s0 = 0; s0 <= 40; s0++) mean += binomial(40, s1, 0.5) * binomial(40, s0, 0.5) * Math.exp(logBayesFactor(40, s1, s0));
    expect(mean).toBeGreaterThan(1.3);
  });
});

describe('differences of rates that are left over', () => {
  it.each([
    [0.6, 0.2],
    [0.5, 0.5],
    [0.05, 0.1],
    [0.95, 0.3],
    [0.02, 0.98],
  ] as const)('evidence against the true difference is at most one in expectation: %s and %s', (p1, p0) => {
    for (const sizes of [
      [
        [1, 1],
        [1, 1],
        [1, 1],
      ],
      [
        [2, 2],
        [2, 3],
      ],
      [
        [1, 3],
        [2, 1],
      ],
      [
        [2, 0],
        [1, 2],
      ],
    ] as const satisfies readonly Sizes[]) {
      const against = (blocks: readonly EventBlock[]): number => eventEvidence(blocks, { difference: p1 - p0 })[blocks.length - 1].eValue;
      expect(expectation(sizes, [p1, p0], against)).toBeLessThanOrEqual(1 + 1e-12);
    }
  });

  it('narrow around the difference, and leave out zero exactly where the evidence reached its limit', () => {
    const random = stream(5);
    const draw = (units: number, p: number) => ({
      units,
      events: Array.from({ length: units }, () => random.bernoulli(p)).reduce<number>((sum, y) => sum + y, 0),
    });
    const blocks = Array.from({ length: 40 }, () => ({ treatment: draw(60, 0.5), control: draw(60, 0.42) }));
    const widths = [5, 10, 20, 40].map((k) => {
      const left = differenceSequence(blocks.slice(0, k));
      if (left === undefined) throw new Error('none');
      const evidence = eventEvidence(blocks.slice(0, k));
      expect(left.low > 0 || left.high < 0).toBe(evidence[k - 1].pValue < 0.05);
      expect(left.low).toBeLessThan(0.08);
      expect(left.high).toBeGreaterThan(0.08);
      return left.high - left.low;
    });
    expect(widths).toEqual([...widths].sort((a, b) => b - a));
    expect(widths[3]).toBeLessThan(0.14);
  });
});

const folder = '/work/shared/golden/toolset/';
describe.skipIf(!existsSync(`${folder}expected.json`))('a Bayes factor that was published as an e-value', () => {
  const known = () => JSON.parse(readFileSync(`${folder}expected.json`, 'utf8')).msprt_demo;
  const pairs = (file: string): readonly (readonly number[])[] =>
    gunzipSync(readFileSync(`${folder}${file}`))
      .toString()
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').map(Number));
  const path = (rows: readonly (readonly number[])[]): readonly number[] => {
    let [s1, s0] = [0, 0];
    return rows.map(([treated, control], i) => {
      s1 += treated;
      s0 += control;
      return Math.exp(logBayesFactor(i + 1, s1, s0));
    });
  };

  it('is what was printed; evidence that is an e-value says less of the same pairs', () => {
    const rows = pairs('msprt_sequences.csv.gz');
    const factors = path(rows);
    const stop = factors.findIndex((factor) => factor >= 20);
    const { stopping_day, bf_at_stop, final_bf } = known();
    expect(stop + 1).toBe(stopping_day.pair_index_1based);
    expect(factors[stop] / bf_at_stop.full_precision).toBeCloseTo(1, 9);
    expect(factors[factors.length - 1] / final_bf.full_precision).toBeCloseTo(1, 9);
    const one = (event: number) => ({ units: 1, events: event });
    const evidence = eventEvidence(rows.map(([treated, control]) => ({ treatment: one(treated), control: one(control) })));
    // The pairs do not show at 5 % what they were said to: the evidence is never above 12.
    expect(evidence[stop].eValue).toBeCloseTo(3.2845, 3);
    expect(1 / evidence[evidence.length - 1].pValue).toBeCloseTo(11.9805, 3);
  });

  it('is what was printed of pairs without an effect', () => {
    const factors = path(pairs('msprt_null_sequences.csv.gz'));
    const { null_end, null_max } = known();
    expect(factors[factors.length - 1] / null_end.full_precision).toBeCloseTo(1, 9);
    expect(Math.max(...factors)).toBeCloseTo(null_max.full_precision, 9);
  });
});
