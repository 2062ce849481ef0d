import { describe, expect, it } from 'vitest';
import { balance } from '../../src/diagnostics/balance.ts';
import { movedCovariates } from '../../src/diagnostics/moved-covariates.ts';
import { sampleRatio } from '../../src/diagnostics/sample-ratio.ts';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { hotelling } from '../../src/inference/hotelling.ts';
import { upperTail } from '../../src/inference/wald.ts';
import { welch } from '../../src/inference/welch.ts';
import { chiSquareTail } from '../../src/math/distributions/chi-square.ts';
import type { Random } from '../../src/math/random/stream.ts';
import { meanOf, varianceOf } from '../../src/moments/moments.ts';
import { momentsOf } from '../../src/moments/moments-of.ts';
import { runSync } from '../../src/relation/run.ts';
import { alarmsOf, binomial, expectRare, many, most, shareOf, threshold } from './alarms.ts';

const kinds = {
  'one in a hundred': (random: Random) => random.bernoulli(0.01),
  'three in a thousand': (random: Random) => random.bernoulli(0.003),
  lognormal: (random: Random) => Math.exp(1.5 * random.normal()),
  normal: (random: Random) => random.normal(),
} as const;

interface Design {
  readonly units: number;
  readonly treated: number;
  readonly of: readonly (keyof typeof kinds)[];
  /** The old way raises surely more alarms than this share. */
  readonly old: number;
}
const asked = { assignment: 'z', control: 0 } as const;

/** Covariates that know nothing of the arm; the treated come first. */
function drawn(random: Random, { units, treated, of }: Design) {
  const columns = Object.fromEntries(of.map((kind, c) => [`x${c}`, Float64Array.from({ length: units }, () => kinds[kind](random))]));
  const z = Float64Array.from({ length: units }, (_, i) => (i < treated ? 1 : 0));
  return { rows: fromColumns({ z, ...columns }), names: Object.keys(columns), columns };
}
const inArm = (columns: Readonly<Record<string, Float64Array>>, from: number, to: number) =>
  momentsOf(Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values.slice(from, to)])));

describe('covariates that know nothing of the arms', () => {
  const designs: readonly Design[] = [
    { units: 1000, treated: 20, of: ['one in a hundred', 'lognormal', 'normal'], old: 0.012 },
    { units: 1000, treated: 50, of: ['one in a hundred', 'three in a thousand'], old: 0.01 },
    { units: 400, treated: 200, of: ['normal', 'lognormal'], old: 0 },
  ];

  it.each(designs)('$of, $treated of $units treated: balance fails no more often than promised', (design) =>
    expectRare(
      alarmsOf((random) => {
        const { rows, names } = drawn(random, design);
        return runSync(rows, balance({ ...asked, covariates: names })).findings.some(({ verdict }) => verdict === 'fail');
      }, many),
      many,
    ),
  );

  it.each(designs.filter(({ old }) => old > 0))("$of, $treated of $units treated: Hotelling's test alone fails in more than a share of $old", (design) => {
    const alarms = alarmsOf((random) => {
      const { columns } = drawn(random, design);
      const test = hotelling(inArm(columns, 0, design.treated), inArm(columns, design.treated, design.units));
      return test !== undefined && test.pValue < threshold;
    }, many);
    expect(shareOf(alarms, many)).toBeGreaterThan(design.old);
  });
});

describe('a covariate that knows nothing of the arms', () => {
  const designs: readonly Design[] = [
    { units: 1000, treated: 20, of: ['lognormal'], old: 0.07 },
    { units: 1000, treated: 50, of: ['one in a hundred'], old: 0.18 },
  ];

  it.each(designs)('$of, $treated of $units treated: is said to move no more often than promised', (design) =>
    expectRare(
      alarmsOf((random) => {
        const { rows, names } = drawn(random, design);
        return runSync(rows, movedCovariates({ ...asked, covariates: names })).findings.some(({ verdict }) => verdict === 'warn');
      }, many),
      many,
    ),
  );

  it.each(designs)("$of, $treated of $units treated: Welch's test alone says so in more than a share of $old", (design) => {
    const alarms = alarmsOf((random) => {
      const { columns } = drawn(random, design);
      const side = (from: number, to: number) => {
        const m = inArm(columns, from, to);
        return { n: m.n, mean: meanOf(m, 'x0'), variance: varianceOf(m, 'x0') / m.n };
      };
      const { value, standardError, df } = welch(side(0, design.treated), side(design.treated, design.units));
      return value !== 0 && (standardError === 0 || 2 * upperTail({ kind: 't', df }, Math.abs(value) / standardError) < threshold);
    }, many);
    expect(shareOf(alarms, many)).toBeGreaterThan(design.old);
  });
});

describe('arms that fill as planned', () => {
  const draws = 2 * most;
  const designs = [
    { units: 300, shares: { 0: 0.99, 1: 0.01 }, old: 0.0025 },
    { units: 2000, shares: { 0: 0.99, 1: 0.01 }, old: 0 },
    { units: 300, shares: { 0: 0.98, 1: 0.01, 2: 0.01 }, old: 0.0025 },
  ] as const;
  /** Units of each arm, one after the other. */
  const filled = (random: Random, { units, shares }: (typeof designs)[number]): readonly number[] => {
    const chances = Object.values(shares);
    let [left, rest] = [units, 1];
    const smaller = chances.slice(1).map((chance) => {
      const count = binomial(random, left, chance / rest);
      left -= count;
      rest -= chance;
      return count;
    });
    return [left, ...smaller];
  };
  const ofCounts = (counts: readonly number[]) => fromColumns({ z: counts.flatMap((n, arm) => Array.from({ length: n }, () => arm)) });

  it.each(designs)('$units units planned as $shares: the ratio fails no more often than promised', (design) => {
    const known = new Map<string, boolean>();
    const fails = (counts: readonly number[]): boolean =>
      runSync(ofCounts(counts), sampleRatio({ assignment: 'z', shares: design.shares })).findings.some(({ verdict }) => verdict === 'fail');
    expectRareOf(
      alarmsOf((random) => {
        const counts = filled(random, design);
        const seen = known.get(counts.join()) ?? fails(counts);
        known.set(counts.join(), seen);
        return seen;
      }, draws),
    );
  });

  it.each(designs.filter(({ old }) => old > 0))('$units units planned as $shares: chi-square fails in more than a share of $old', (design) => {
    const chances = Object.values(design.shares);
    const alarms = alarmsOf((random) => {
      const counts = filled(random, design);
      const statistic = counts.reduce((sum, n, i) => sum + (n - design.units * chances[i]) ** 2 / (design.units * chances[i]), 0);
      return chiSquareTail(statistic, chances.length - 1) < threshold;
    }, draws);
    expect(shareOf(alarms, draws)).toBeGreaterThan(design.old);
  });

  /** Surely no more than 0.1 %, by 3.7 standard errors. */
  function expectRareOf(alarms: number): void {
    expect(shareOf(alarms, draws)).toBeLessThan(threshold + 3.7 * Math.sqrt(threshold / draws));
  }
});
