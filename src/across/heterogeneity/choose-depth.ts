import { type Folds, placesInFolds } from '../../inference/benefit/folds.ts';
import type { Scores } from '../../inference/benefit/sample.ts';
import { placesWhere } from '../../inference/benefit/units-of.ts';
import { netScores } from '../../inference/policy/costs.ts';
import { learnAndValue, type PolicyOptions } from '../../inference/policy/learn-and-value.ts';
import { treeRule } from '../../inference/policy/policy-tree.ts';
import { policyGain } from '../../inference/policy/policy-value.ts';
import type { Rule } from '../../inference/policy/rule.ts';
import type { Features } from '../../models/features.ts';
import { type Asking, all } from '../../relation/asking.ts';

type Depth = 0 | 1 | 2 | 3;

/** Cuts of a column while depths are compared. */
const fewCuts = 64;

/**
 * How many columns a rule should ask: one more only where that brings more than its error, to units that did not find the rules.
 *
 * Model    rules of each depth are found without each of the folds and valued on it; a deeper one is taken where it brings more than a standard error over the one before.
 * Shapes   folds of the units that learn.
 * Source   Breiman, Friedman, Olshen & Stone (1984), Classification and Regression Trees, section 3.4: the rule of one standard error.
 */
export function* chooseDepth(scores: Scores, features: Features, folds: Folds, most: Depth, options: PolicyOptions): Asking<Depth> {
  const depths = ([0, 1, 2, 3] as const).slice(0, most + 1);
  const rules = yield* all(depths.map((depth) => foldedRule(scores, features, folds, { ...options, mostCuts: fewCuts, depth })));
  const net = netScores(scores, options);
  const counting = {
    rows: placesInFolds(folds),
    ...(options.clusters && { clusters: options.clusters }),
    ...(options.weights && { weights: options.weights }),
  };
  let chosen: Depth = 0;
  for (const depth of depths) {
    const gain = policyGain(net, rules[depth], rules[chosen], counting);
    if (gain.value > gain.standardError) chosen = depth;
  }
  return chosen;
}

/** The arm that each unit gets by the rule of the other folds. */
function* foldedRule(scores: Scores, features: Features, { of, count }: Folds, options: PolicyOptions): Asking<Rule> {
  const found = yield* all(
    Array.from({ length: count }, (_, fold) => {
      const learning = placesWhere(of.length, (i) => of[i] >= 0 && of[i] !== fold);
      return learnAndValue(scores, features, { learning, valuing: placesWhere(of.length, (i) => of[i] === fold) }, options);
    }),
  );
  const rules = found.map(({ tree }) => treeRule(tree, features).arms);
  return { kind: 'arms', arms: Uint8Array.from(of, (fold, i) => (fold < 0 ? 0 : rules[fold][i])) };
}
