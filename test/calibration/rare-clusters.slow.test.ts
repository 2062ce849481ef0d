import { describe, expect, it } from 'vitest';
import { contrastOf } from '../../src/inference/arms/contrast.ts';
import { type ClusterEvents, isExceededByClusters } from '../../src/inference/permutation/rare-clusters.ts';
import { waldInference } from '../../src/inference/wald.ts';
import { welch } from '../../src/inference/welch.ts';
import { type Random, stream } from '../../src/math/random/stream.ts';
import { binomial, shareOf } from './alarms.ts';

const replications = 2000;
const alpha = 0.05;
/** What so many studies may show of a share of 5 %, but for one run in ten thousand. */
const most = alpha + 3.72 * Math.sqrt((alpha * (1 - alpha)) / replications);
const c = contrastOf({ outcome: 'y', assignment: 'z', control: 0 });

interface Design {
  /** Clusters of treatment and of control, of so many units each. */
  readonly clusters: readonly [treatment: number, control: number];
  readonly size: (g: number) => number;
  /** Chances of an event, and in which share of the clusters events that are there anyway happen. */
  readonly control: number;
  readonly margin: number;
  readonly atRisk: number;
}

/** Events of an arm: those that are there anyway, in some clusters only, and those that treatment adds. */
function armOf(random: Random, count: number, { size, control, atRisk }: Design, added: number): ClusterEvents {
  const units = Float64Array.from({ length: count }, (_, g) => size(g));
  const events = units.map((n) => {
    const anyway = random.uniform() < atRisk ? binomial(random, n, control / atRisk) : 0;
    return Math.min(n, anyway + (added > 0 ? binomial(random, n, added) : 0));
  });
  return { units, events };
}

const total = (x: Float64Array): number => x.reduce((a, b) => a + b, 0);

/** The clustered interval: for clusters of one size that of their means. */
function clustered(treatment: ClusterEvents, control: ClusterEvents) {
  const arm = ({ events, units }: ClusterEvents) => {
    const n = units.length;
    const mean = total(events) / total(units);
    const scale = n / total(units);
    return { n, mean, variance: events.reduce((sum, e, g) => sum + (scale * (e - mean * units[g])) ** 2, 0) / (n * (n - 1)) };
  };
  const { value, standardError, df } = welch(arm(treatment), arm(control));
  return standardError > 0 ? waldInference(value, standardError, { kind: 't', df }, c) : undefined;
}

/** Shares of studies with few events in which treatment is said to exceed control by less than the margin. */
function passes(design: Design): { readonly old: number; readonly held: number } {
  const random = stream(9);
  let [old, held] = [0, 0];
  for (let i = 0; i < replications; i++) {
    const treatment = armOf(random, design.clusters[0], design, design.margin);
    const control = armOf(random, design.clusters[1], design, 0);
    if (total(treatment.events) >= 10 && total(control.events) >= 10) continue;
    const wald = clustered(treatment, control);
    if (!wald || wald.bounds.high > design.margin) continue;
    old++;
    if (isExceededByClusters(control, treatment, { measure: 'difference', value: -design.margin }, alpha, i)) held++;
  }
  return { old: shareOf(old, replications), held: shareOf(held, replications) };
}

describe('a guardrail at its margin in clusters, few events: passes', () => {
  const ten = () => 10;
  const unlike = (g: number) => [4, 8, 10, 12, 16][g % 5];
  const designs: readonly (Design & { readonly name: string; readonly old: number })[] = [
    { name: '10 against 90 clusters', clusters: [10, 90], size: ten, control: 0.01, margin: 0.01, atRisk: 1, old: 0.1 },
    { name: '10 against 90 clusters, events in one of ten', clusters: [10, 90], size: ten, control: 0.01, margin: 0.01, atRisk: 0.1, old: 0.1 },
    { name: '20 against 80 unlike clusters', clusters: [20, 80], size: unlike, control: 0.005, margin: 0.01, atRisk: 0.2, old: 0.05 },
    { name: '90 against 10 clusters', clusters: [90, 10], size: ten, control: 0.005, margin: 0.01, atRisk: 1, old: 0 },
    { name: '6 against 6 clusters', clusters: [6, 6], size: () => 50, control: 0.005, margin: 0.01, atRisk: 0.5, old: 0 },
  ];
  it.each(designs)('$name', (design) => {
    const found = passes(design);
    expect(found.held).toBeLessThanOrEqual(most);
    expect(found.old).toBeGreaterThan(design.old);
  });
});
