import { stream } from '../../math/random/stream.ts';
import type { Task } from '../../relation/requests.ts';
import type { Binned } from '../forest/bins.ts';
import { growTree } from '../forest/grow-tree.ts';
import { reachLeaves } from '../forest/reach-leaves.ts';
import { gather, roomFor } from '../forest/room.ts';
import { drawTree, type SamplingPlan } from '../forest/sampling.ts';
import type { GrowthPlan } from '../forest/split-search.ts';
import { treeWriter, writeTree, writtenTrees } from '../forest/tree-writer.ts';
import { joinTrees, type Trees } from '../forest/trees.ts';
import { firstScore, type Loss, meanLoss, writeDerivatives } from './losses.ts';
import type { BoostingOptions } from './options.ts';

/** All of a boosting: each tree waits for the one before. */
export interface BoostPart {
  readonly binned: Binned;
  readonly target: Float64Array;
  readonly weights: Float64Array;
  readonly loss: Loss;
  readonly growth: GrowthPlan;
  readonly options: BoostingOptions;
  readonly clusters?: SamplingPlan['clusters'];
}

export interface Boosting {
  /** The score that all units begin with. */
  readonly base: number;
  readonly trees: Trees;
}

/** Boosts trees: stops where held-out units say so, and learns as many rounds from all units then. */
export const boostTreesTask: Task<BoostPart, Boosting> = { name: 'boost-trees', run: boost };

function boost(part: BoostPart): Boosting {
  const { options, binned } = part;
  const all = Int32Array.from({ length: binned.units }, (_, i) => i);
  if (options.stopping === 'none') return rounds(part, all, new Int32Array(0), options.rounds).boosting;
  const { heldOut } = options.stopping;
  const halves: SamplingPlan = { units: binned.units, sampleFraction: 1, honesty: 1 - heldOut, groupSize: 1, seed: options.seed };
  const { grown, filled } = drawTree(part.clusters ? { ...halves, clusters: part.clusters } : halves, 0, stream(options.seed));
  return rounds(part, all, new Int32Array(0), rounds(part, grown, filled, options.rounds).best).boosting;
}

/** Learns rounds from some units; `best` is the number of rounds after which others are predicted best. */
function rounds(part: BoostPart, learned: Int32Array, others: Int32Array, most: number): { readonly boosting: Boosting; readonly best: number } {
  const { binned, loss, growth, options } = part;
  const room = roomFor(growth, learned.length, binned, 3);
  const [gradient, hessian, target] = room.rows.values;
  gather(room.rows, binned, [part.target, part.target, part.target], part.weights, learned, 0);
  const pick = (values: Float64Array, units: Int32Array): Float64Array => Float64Array.from(units, (unit) => values[unit]);
  const [judged, judgedWeights] = [pick(part.target, others), pick(part.weights, others)];
  const base = firstScore(loss, target, room.rows.weights);
  const scores = new Float64Array(binned.units).fill(base);
  const leaves = new Int32Array(binned.units);
  const trees: Trees[] = [];
  let [best, least] = [0, others.length > 0 ? meanLoss(loss, judged, pick(scores, others), judgedWeights) : 0];
  for (let round = 0; round < most; round++) {
    writeDerivatives(loss, target, pick(scores, learned), gradient, hessian);
    growTree(room.space, growth, room.rows, learned.length, 0, stream(options.seed, round + 1));
    const writer = treeWriter(growth);
    writeTree(writer, room.space, growth, room.rows, false);
    const tree = writtenTrees(writer);
    trees.push(tree);
    reachLeaves(tree, 0, binned, 0, binned.units, leaves);
    for (let i = 0; i < leaves.length; i++) scores[i] += options.shrinkage * tree.leaves[leaves[i]];
    if (options.stopping === 'none' || others.length === 0) continue;
    const now = meanLoss(loss, judged, pick(scores, others), judgedWeights);
    if (now < least) [best, least] = [round + 1, now];
    else if (round + 1 - best >= options.stopping.patience) break;
  }
  return { boosting: { base, trees: joinTrees(trees) }, best };
}
