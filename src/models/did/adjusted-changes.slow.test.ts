import { describe, expect, it } from 'vitest';
import { expectHits } from '../../../test/calibration/band.ts';
import { estimated } from '../../../test/support/compared-rows.ts';
import { leftOutError } from '../../inference/clusters/left-out-error.ts';
import { studentTQuantile } from '../../math/distributions/student-t.ts';
import { stream } from '../../math/random/stream.ts';
import { pairedChanges, pooledChanges } from './adjusted-changes.ts';
import type { Adjustment } from './plan.ts';

const ways: readonly Adjustment[] = ['regression', 'weighting', 'doubly-robust'];

/** What covariates do to the chance of treatment and to the change: of a model that is linear in x, or that is not. */
interface World {
  readonly chance: (x: number) => number;
  readonly trend: (x: number) => number;
}
const linear = { chance: (x: number) => -0.7 + 0.8 * x, trend: (x: number) => 1 + x };
const curved = { chance: (x: number) => -1.5 + 0.7 * x + 0.6 * x * x, trend: (x: number) => x + 0.8 * x * x };

interface Trial {
  readonly treated: Uint8Array;
  readonly after: Uint8Array;
  readonly covariates: readonly Float64Array[];
  readonly change: Float64Array;
  /** The same units, each seen once. */
  readonly outcome: Float64Array;
}

function drawn({ chance, trend }: World, n: number, replicate: number): Trial {
  const random = stream(20261129, replicate);
  const [treated, after, x, change, outcome] = [new Uint8Array(n), new Uint8Array(n), new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    x[i] = Math.max(-2.5, Math.min(2.5, random.normal()));
    treated[i] = random.bernoulli(1 / (1 + Math.exp(-chance(x[i]))));
    after[i] = random.bernoulli(0.5);
    const before = 3 + x[i] + 2 * treated[i] + 0.5 * random.normal();
    change[i] = trend(x[i]) + treated[i] + random.normal();
    outcome[i] = before + after[i] * change[i];
  }
  return { treated, after, covariates: [x], change, outcome };
}

const replications = 150;
const n = 1500;
const namesOf = (covariates: readonly Float64Array[]): readonly string[] => covariates.map((_, j) => `x${j}`);

/** Mean distance from the effect, in standard errors of the simulation; the effect is one. */
function bias(world: World, estimate: (trial: Trial) => number): number {
  let [sum, squares] = [0, 0];
  for (let replicate = 0; replicate < replications; replicate++) {
    const off = estimate(drawn(world, n, replicate)) - 1;
    sum += off;
    squares += off * off;
  }
  const mean = sum / replications;
  return mean / Math.sqrt((squares / replications - mean * mean) / replications);
}

const designs: Readonly<Record<string, (how: Adjustment, trial: Trial) => number>> = {
  panel: (how, { treated, covariates, change }) =>
    estimated(pairedChanges({ treated, covariates, names: namesOf(covariates), how, changes: [change] })).changes[0].estimate,
  'cross-sections': (how, { treated, after, covariates, outcome }) =>
    estimated(pooledChanges({ treated, after, covariates, names: namesOf(covariates), how, outcomes: [outcome] })).changes[0].estimate,
};

describe.each(Object.entries(designs))('bias of a %s', (_, ask) => {
  const worlds = {
    'both models right': { chance: linear.chance, trend: linear.trend },
    'chances wrong': { chance: curved.chance, trend: linear.trend },
    'trends wrong': { chance: linear.chance, trend: curved.trend },
  };
  const biased: Readonly<Record<string, readonly Adjustment[]>> = { 'chances wrong': ['weighting'], 'trends wrong': ['regression'] };

  // |bias| of 4 errors: a false alarm in 16,000.
  it.each(Object.entries(worlds))('%s', (name, world) => {
    for (const how of ways) {
      const found = Math.abs(bias(world, (trial) => ask(how, trial)));
      if (biased[name]?.includes(how)) expect(found, how).toBeGreaterThan(8);
      else expect(found, how).toBeLessThan(4);
    }
  });

  it('without covariates: far off', () => {
    const unadjusted = bias(worlds['both models right'], (trial) => ask('doubly-robust', { ...trial, covariates: [] }));
    expect(Math.abs(unadjusted)).toBeGreaterThan(8);
  });
});

/** Clusters of which a few are treated, those with a high covariate rather. */
function clustered(clusters: number, size: number, treatedClusters: number, replicate: number) {
  const random = stream(16, replicate);
  const units = clusters * size;
  const [treated, codes, change] = [new Uint8Array(units), new Int32Array(units), new Float64Array(units)];
  const covariates = Array.from({ length: 3 }, () => new Float64Array(units));
  const own = Array.from({ length: clusters }, () => random.normal());
  const ranked = own.map((value, g) => ({ g, rank: 0.5 * value - Math.log(random.exponential()) })).sort((a, b) => b.rank - a.rank);
  const chosen = new Set(ranked.slice(0, treatedClusters).map(({ g }) => g));
  for (let g = 0; g < clusters; g++) {
    const shared = random.normal();
    for (let i = g * size; i < (g + 1) * size; i++) {
      const [x, z, paid] = [own[g] + (size > 1 ? random.normal() : 0), random.normal(), random.bernoulli(0.4)];
      for (const [j, value] of [x, z, paid].entries()) covariates[j][i] = value;
      treated[i] = chosen.has(g) ? 1 : 0;
      codes[i] = g;
      change[i] = x + 0.5 * paid + (size > 1 ? 0.7 * shared : 0) + random.normal();
    }
  }
  return { treated, covariates, names: ['x', 'z', 'paid'], changes: [change], leaveOut: { codes, count: clusters } };
}

describe.each([
  { clusters: 400, size: 1, few: 4 },
  { clusters: 400, size: 1, few: 20 },
  { clusters: 40, size: 15, few: 3 },
  { clusters: 20, size: 15, few: 5 },
])('an interval where $few of $clusters clusters of $size are treated', ({ clusters, size, few }) => {
  it.each(['regression', 'doubly-robust'] as const)('%s: covers, and that of the influence does not', (how) => {
    let [done, covered, naive] = [0, 0, 0];
    for (let replicate = 0; replicate < 300; replicate++) {
      const rows = clustered(clusters, size, few, replicate);
      const asked = pairedChanges({ ...rows, how });
      // Few treated that covariates tell from all controls, in one of ten.
      if (asked.kind === 'refused' || asked.leftOut!.needed.length > 0) continue;
      const found = estimated(asked);
      const [{ estimate, influence }] = found.changes;
      const { codes } = rows.leaveOut;
      const [direct, treatedParts, controlParts] = Array.from({ length: 3 }, () => new Float64Array(clusters));
      for (const [i, code] of codes.entries()) {
        direct[code] += influence[i] / codes.length;
        (rows.treated[i] === 1 ? treatedParts : controlParts)[code] += found.loading[i];
      }
      const { standardError, df } = leftOutError({ contributions: found.leftOut!.contributions[0], parts: [treatedParts, controlParts] });
      done++;
      if (Math.abs(estimate) <= studentTQuantile(0.975, df!) * standardError) covered++;
      if (Math.abs(estimate) <= studentTQuantile(0.975, clusters - 1) * Math.sqrt(direct.reduce((sum, value) => sum + value * value, 0))) naive++;
    }
    expect(done).toBeGreaterThan(240);
    expectHits(covered, { kind: 'between', rate: 0.93, to: 0.985 }, done);
    if (few < 5) expectHits(naive, { kind: 'below', rate: 0.93 }, done);
  });
});
