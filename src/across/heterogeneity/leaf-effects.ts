import { isRefusal } from '../../inference/benefit/heterogeneity-refusal.ts';
import { type ValuedSubgroup, valuedSubgroups } from '../../inference/benefit/discovered-subgroups.ts';
import { effectScores, scoresAt } from '../../inference/benefit/effect-scores.ts';
import type { Sample, Scores } from '../../inference/benefit/sample.ts';
import { leavesOf, type PolicyTree, treeRule } from '../../inference/policy/policy-tree.ts';
import type { Features } from '../../models/features.ts';
import { pick } from '../../math/pick.ts';

/**
 * The effect of one treatment in each part that a rule tells apart, on units that had no part in finding it: intervals of all parts hold together, so that the one that looks best is no
 * lucky find. Undefined in a part of too few.
 */
export function leafEffects(
  tree: PolicyTree,
  { features, scores, sample, valuing }: { readonly features: Features; readonly scores: Scores; readonly sample: Sample; readonly valuing: Int32Array },
  treatment: number,
  level: number,
): readonly (ValuedSubgroup | undefined)[] {
  const leaves = leavesOf(tree);
  const places = treeRule(numbered(tree), features).arms;
  const own = pick(places, valuing);
  const effects = scoresAt(effectScores(scores, treatment, { ...(sample.clusters && { clusters: sample.clusters }) }), valuing);
  if (leaves.length < 2) return [undefined];
  const found = valuedSubgroups(
    effects,
    leaves.map((_, leaf) => ({ name: String(leaf), member: Uint8Array.from(own, (place) => (place === leaf ? 1 : 0)) })),
    { level },
  );
  if (isRefusal(found)) return leaves.map(() => undefined);
  return leaves.map((_, leaf) => found.subgroups.find(({ name }) => name === String(leaf)));
}

/** The same tree, whose leaves give their own number in place of an arm. */
function numbered(tree: PolicyTree, counter = { next: 0 }): PolicyTree {
  if (tree.kind === 'leaf') return { ...tree, arm: counter.next++ };
  return { ...tree, holds: numbered(tree.holds, counter), fails: numbered(tree.fails, counter) };
}
