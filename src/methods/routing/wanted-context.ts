import { comomentOf, meanOf } from '../../moments/moments.ts';
import type { Policy } from '../../protocol/routing.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { moments } from '../../relation/requests.ts';
import type { Step } from '../../relation/steps.ts';
import { decisionTree, leafOf, leavesOf } from './decision-tree.ts';
import { chanceOf, wantedBy } from './log-expressions.ts';
import type { Settled } from './options.ts';
import type { Prepared } from './prepare.ts';
import type { RewardFit } from './reward-fits.ts';

/** The context under a policy's action: its share of requests, and that share times how far the mean context lies from that of the action's rows. */
export interface Wanted {
  readonly share: number;
  readonly apart: Float64Array;
}

/** Asks for the context that a policy gives to each action, by the leaves of its rule list where it is one. */
export function* askWanted(s: Settled, p: Prepared, before: readonly Step[], policy: Policy): Asking<(fit: RewardFit) => Wanted> {
  const context = Object.fromEntries(p.columns.map(({ expression }, j) => [`context ${j}`, expression]));
  const names = Object.keys(context);
  const tree = decisionTree(policy);
  if (tree) {
    // Each column by itself: only means are read, and products of columns would be summed for nothing.
    const leaf = { leaf: leafOf(tree) };
    const asked = names.map((name) => ask(moments({ columns: { [name]: context[name] }, by: leaf, where: p.where, over: before })));
    const [{ groups }, replies] = yield* all([ask(moments({ columns: {}, by: leaf, where: p.where, over: before })), all(asked)]);
    const chances = leavesOf(tree);
    return ({ action, means }) => {
      const weights = groups.map(({ key: [at], moments: m }) => ((chances[Number(at)].get(action) ?? 0) * m.n) / p.n);
      const apart = Float64Array.from(names, (name, j) =>
        weights.reduce((sum, weight, g) => sum + (weight === 0 ? 0 : weight * (meanOf(replies[j].groups[g].moments, name) - means[j])), 0),
      );
      return { share: weights.reduce((sum, weight) => sum + weight, 0), apart };
    };
  }
  const wanted = wantedBy(policy, s.actions);
  const replies = yield* all(wanted.map((action) => ask(moments({ columns: { chance: chanceOf(policy, action), ...context }, where: p.where, over: before }))));
  return ({ action, means }) => {
    const m = replies[wanted.indexOf(action)]?.groups[0].moments;
    if (!m) return { share: 0, apart: new Float64Array(names.length) };
    const share = meanOf(m, 'chance');
    return { share, apart: Float64Array.from(names, (name, j) => comomentOf(m, 'chance', name) / m.n + share * (meanOf(m, name) - means[j])) };
  };
}
