import { type Random, stream } from '../../math/random/stream.ts';

/** How the units of each tree are drawn. */
export interface SamplingPlan {
  readonly units: number;
  /** Cluster c holds `members[starts[c]]` up to but not including `members[starts[c + 1]]`: its units; absent: each unit alone. */
  readonly clusters?: { readonly starts: Int32Array; readonly members: Int32Array };
  readonly sampleFraction: number;
  /** The share of a sample by which a tree is grown, the others filling its leaves; `none`: all do both. */
  readonly honesty: number | 'none';
  /** Trees that share a half-sample; 1: none do. */
  readonly groupSize: number;
  readonly seed: number;
}

/** The units of a tree, ascending: by which it is grown, and which fill its leaves. */
export interface Drawn {
  readonly grown: Int32Array;
  readonly filled: Int32Array;
}

/** Streams of groups begin here, above those of any tree. */
const GROUPS = 2 ** 40;

/**
 * Draws the units of a tree without replacement: of a half that its group shares, where trees are grouped.
 *
 * Model     Clusters are drawn, and divided between growing and filling, as a whole.
 * Errors    A unit's draw depends on its place, so that the order of rows matters, and nothing else does but seed and tree.
 * Source    Athey, Tibshirani & Wager (2019), sections 2.4 and 4; bags of little bags: Sexton & Laake (2009), Computational Statistics & Data Analysis 53.
 */
export function drawTree(plan: SamplingPlan, tree: number, random: Random): Drawn {
  const pool = plan.clusters ? plan.clusters.starts.length - 1 : plan.units;
  const all = Int32Array.from({ length: pool }, (_, i) => i);
  const sample = plan.groupSize > 1 ? ofHalf(all, plan, tree, random) : choose(all, Math.floor(plan.sampleFraction * pool), random)[0];
  if (plan.honesty === 'none') {
    const grown = unitsOf(plan, sample);
    return { grown, filled: grown };
  }
  const [grown, filled] = choose(sample, Math.ceil(plan.honesty * sample.length), random);
  return { grown: unitsOf(plan, grown), filled: unitsOf(plan, filled) };
}

function ofHalf(all: Int32Array, plan: SamplingPlan, tree: number, random: Random): Int32Array {
  const shared = stream(plan.seed, GROUPS + Math.floor(tree / plan.groupSize));
  const [half] = choose(all, Math.floor(all.length / 2), shared);
  return choose(half, Math.floor(2 * plan.sampleFraction * half.length + 1e-9), random)[0];
}

/** Some of many, each set alike, and the others; both in the order that they had. */
function choose(from: Int32Array, count: number, random: Random): readonly [Int32Array, Int32Array] {
  if (count >= from.length) return [from, new Int32Array(0)];
  const [chosen, others] = [new Int32Array(count), new Int32Array(from.length - count)];
  let [taken, left] = [0, 0];
  for (let i = 0; i < from.length; i++) {
    if (random.uniform() * (from.length - i) < count - taken) chosen[taken++] = from[i];
    else others[left++] = from[i];
  }
  return [chosen, others];
}

function unitsOf({ clusters }: SamplingPlan, drawn: Int32Array): Int32Array {
  if (!clusters) return drawn;
  const { starts, members } = clusters;
  const units = new Int32Array(drawn.reduce((sum, c) => sum + starts[c + 1] - starts[c], 0));
  let at = 0;
  for (const c of drawn) {
    units.set(members.subarray(starts[c], starts[c + 1]), at);
    at += starts[c + 1] - starts[c];
  }
  return units;
}

/** Units by their clusters, which may be any whole numbers. */
export function clusterMembers(clusters: Int32Array): NonNullable<SamplingPlan['clusters']> {
  const places = new Map<number, number>();
  const codes = clusters.map((cluster) => {
    const known = places.get(cluster);
    if (known !== undefined) return known;
    places.set(cluster, places.size);
    return places.size - 1;
  });
  const starts = new Int32Array(places.size + 1);
  for (const code of codes) starts[code + 1]++;
  for (let c = 0; c < places.size; c++) starts[c + 1] += starts[c];
  const next = starts.slice();
  const members = new Int32Array(codes.length);
  for (let i = 0; i < codes.length; i++) members[next[codes[i]]++] = i;
  return { starts, members };
}
