import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { column, is } from '../../src/expressions/build.ts';
import { imbensManski } from '../../src/inference/losses/imbens-manski.ts';
import { leeBounds } from '../../src/inference/losses/lee-bounds.ts';
import { lossByCluster } from '../../src/inference/losses/loss-by-cluster.ts';
import type { EffectBounds, LossBounds, SeenArm } from '../../src/inference/losses/seen-arms.ts';
import { trimmedEnd, trimmingOf } from '../../src/inference/losses/trimming.ts';
import { worstCaseBounds } from '../../src/inference/losses/worst-case.ts';
import { stream } from '../../src/math/random/stream.ts';
import { ask } from '../../src/relation/asking.ts';
import type { SyncRelation } from '../../src/relation/relation.ts';
import { columns } from '../../src/relation/requests.ts';
import { runSync } from '../../src/relation/run.ts';
import { expectEstimate, expectRelative } from '../support/agree.ts';
import { fileInMemory } from '../support/parquet.ts';

interface End {
  readonly value: number;
  readonly standardError: number;
  readonly df: number;
  /** Lee's own error, at the cut. */
  readonly lee: number;
}

type Ends<T> = { readonly low: T; readonly high: T };

interface Expected extends Ends<End> {
  readonly arm: string;
  readonly outcome: string;
  readonly limits: Ends<number> & { readonly critical: number };
  readonly clustered: Ends<Omit<End, 'value'>>;
}

const folder = new URL('../../goldens/losses/', import.meta.url);
const golden = JSON.parse(readFileSync(new URL('bounds.json', folder), 'utf8'));
const { closed, critical, bootstrap, permutation } = golden.tolerances;
const lee = golden.lee as readonly (Expected & { trimmed: { arm: string; share: number }; bootstrap: Ends<number> })[];
const worst = golden.worst as readonly (Expected & { possible: readonly [number, number] })[];

let data: SyncRelation;
beforeAll(async () => {
  data = await fileInMemory(new URL('data.csv', folder));
});

const optionsOf = (outcome: string) => ({ measure: column(outcome), assignment: 'arm', control: 'a' });

function boundsOf(found: readonly LossBounds[], arm: string): EffectBounds {
  const own = found.find((one) => one.arm === arm);
  if (own?.kind !== 'bounds') throw new Error(`no bounds for ${arm}`);
  return own;
}

function expectEnds(found: EffectBounds, expected: Ends<Omit<End, 'lee' | 'value'>>): void {
  for (const side of ['low', 'high'] as const) {
    expectRelative(found[side].standardError, expected[side].standardError, closed, `error of the ${side} end`);
    expectRelative(found[side].df, expected[side].df, closed, `degrees of freedom of the ${side} end`);
  }
}

function expectLimits(found: EffectBounds, { low, high, limits }: Expected): void {
  for (const side of ['low', 'high'] as const) {
    expectEstimate(found[side].value, { low, high }[side].value, { low, high }[side].standardError, closed, `${side} end`);
    expectEstimate(found.limits[side], limits[side], { low, high }[side].standardError, closed, `${side} limit`);
  }
  expectRelative(found.limits.critical, limits.critical, closed, 'critical value');
}

describe("Lee's bounds", () => {
  it.each(lee)('of $outcome, arm $arm, agree with a computation by weights', (expected) => {
    const found = boundsOf(runSync(data, leeBounds(optionsOf(expected.outcome))), expected.arm);
    expectEnds(found, expected);
    expectLimits(found, expected);
    expect(found.trimmed?.arm).toBe(expected.trimmed.arm);
    expectRelative(found.trimmed?.share, expected.trimmed.share, closed, 'share trimmed');
  });

  it.each(lee)('of $outcome, arm $arm, by cluster, agree with whole matrices', (expected) => {
    const found = boundsOf(runSync(data, leeBounds({ ...optionsOf(expected.outcome), cluster: 'cluster' })), expected.arm);
    expectEnds(found, expected.clustered);
    for (const side of ['low', 'high'] as const) expectEstimate(found[side].value, expected[side].value, expected[side].standardError, closed);
  });

  it.each(lee)("of $outcome, arm $arm, have Lee's errors at the cut, which the bootstrap finds too", (expected) => {
    const seen = (arm: string): SeenArm & { readonly values: Float64Array } => {
      const { n, dropped, columns: found } = runSync(data, ask(columns({ columns: { y: column(expected.outcome) }, where: is(column('arm'), arm) })));
      return { arm, assigned: n + dropped, outside: 0, observed: n, ...spread(found.y), values: found.y };
    };
    const [treatment, control] = [seen(expected.arm), seen('a')];
    const trimming = trimmingOf(treatment, control);
    const fuller = trimming.fuller === treatment ? treatment : control;
    const direction = fuller === treatment ? 1 : -1;
    for (const keeps of ['lowest', 'highest'] as const) {
      const sorted = Float64Array.from(fuller.values).sort();
      const rank = Math.ceil(trimming.kept);
      const at = keeps === 'lowest' ? sorted[rank - 1] : sorted[sorted.length - rank];
      const cut = { at, ...spread(fuller.values.map((y) => (keeps === 'lowest' ? Math.min(y, at) : Math.max(y, at)))) };
      const side = (keeps === 'lowest') === (direction === 1) ? 'low' : 'high';
      const { value, standardError } = trimmedEnd(trimming, { keeps, cut, beyond: cut }, direction);
      expectEstimate(value, expected[side].value, expected[side].lee, closed);
      expectRelative(standardError, expected[side].lee, closed, `Lee's error of the ${side} end`);
      expectRelative(standardError, expected.bootstrap[side], bootstrap[expected.outcome], `bootstrapped error of the ${side} end`);
    }
  });

  it('agree with a package that trims whole units, where these are exact', () => {
    const { z, y, low, high } = golden.pyleebounds as { z: number[]; y: (number | null)[]; low: number; high: number };
    const found = boundsOf(runSync(fromColumns({ z: Float64Array.from(z), y }), leeBounds({ measure: column('y'), assignment: 'z', control: 0 })), '1');
    expectEstimate(found.low.value, low, found.low.standardError, closed);
    expectEstimate(found.high.value, high, found.high.standardError, closed);
  });
});

describe('worst-case bounds', () => {
  const asked = ({ outcome, possible: [least, most] }: (typeof worst)[number]) => ({ ...optionsOf(outcome), possible: { least, most } });

  it.each(worst)("of $outcome, arm $arm, agree with scipy's Welch test of filled values", (expected) => {
    const found = boundsOf(runSync(data, worstCaseBounds(asked(expected))), expected.arm);
    expectEnds(found, expected);
    expectLimits(found, expected);
  });

  it.each(worst)('of $outcome, arm $arm, by cluster, agree with whole matrices', (expected) => {
    expectEnds(boundsOf(runSync(data, worstCaseBounds({ ...asked(expected), cluster: 'cluster' })), expected.arm), expected.clustered);
  });
});

it('critical values of Imbens and Manski are those of brentq', () => {
  for (const { ends, ...expected } of golden.imbensManski) {
    const [low, high] = (ends as readonly (readonly [number, number])[]).map(([value, standardError]) => ({ value, standardError }));
    const found = imbensManski(low, high, golden.options.level);
    for (const name of ['critical', 'low', 'high'] as const) expectRelative(found[name], expected[name], critical, name);
  }
});

it('losses by cluster agree with whole matrices and with permutations by numpy', () => {
  const { units, lost, tests } = golden.clusters;
  const of = (arm: string) => ({ arm, units: Float64Array.from(units[arm] as number[]), lost: Float64Array.from(lost[arm] as number[]) });
  const found = lossByCluster(of('a'), [of('b'), of('c')], { column: 'cluster', random: stream(20_260_917) });
  for (const [i, expected] of tests.entries()) {
    expectRelative(found[i].difference, expected.difference, closed, 'difference');
    expectRelative(found[i].standardError, expected.standardError, closed, 'error');
    expectRelative(found[i].df, expected.df, closed, 'degrees of freedom');
    expect(Math.abs(found[i].pValue - expected.permutation)).toBeLessThan(permutation);
  }
});

function spread(values: Float64Array): { readonly mean: number; readonly variance: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return { mean, variance: values.reduce((sum, y) => sum + (y - mean) ** 2, 0) / (values.length - 1) };
}
