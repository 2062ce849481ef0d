import { and, call, column, divide, greater, indicator, isKnown, number, sum, times, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { meanOf } from '../../moments/moments.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { moments, quantiles } from '../../relation/requests.ts';
import { derive } from '../../relation/steps.ts';
import { onChanceColumns } from './chance-columns.ts';
import type { Chances } from './chances.ts';
import { decisionTree, descend } from './decision-tree.ts';
import { chanceOf, wantedBy } from './log-expressions.ts';
import type { Settled } from './options.ts';
import type { Policy } from './own.ts';
import { weightOf } from './policy-expressions.ts';

/** How much the weights of a policy can tell. */
export interface DesignSupport {
  /** From the chances of all actions, whatever was drawn by them; or, where those are not known, from the weights that were drawn. */
  readonly by: 'design' | 'draws';
  readonly rows: number;
  readonly effective: number;
  /** Of the weights, by the largest: infinite where none lies beyond. Below two their variance is infinite. */
  readonly tailIndex: number;
  /** Standard error of the tail index. */
  readonly tailError: number;
  /** So many rows stand behind the variance of the weights. */
  readonly behindVariance: number;
}

/** Expected squares of weights above this quantile are the tail; of weights that were drawn and are not zero, those above the other. */
const tailFrom = { design: 0.95, draws: 0.9 } as const;
/** A chance below this counts as this one where fourth powers of weights are added up, so that these stay finite. */
const leastChance = 1e-24;

/**
 * How much a log can tell about policies by its design: from the chances of all actions, not from the few large weights that happened to be drawn.
 *
 * Model   s = sum over actions of pi^2 / p, the expected square of a row's weight. Effective rows n / mean s. Tail index one more than Hill's estimate for s above its
 *         quantile .95: for a policy that leaves nothing to chance s is 1 / p, which weights w are with chance p. Rows behind the variance n (mean s)^2 / mean of
 *         sum pi^4 / p^3. Actions whose logged chance is zero are left out: what a policy gives them is told apart. Where the chances of other actions are not known, in the log or of the policy,
 *         w itself in the same places: (sum w)^2 / sum w^2, Hill's estimate above the quantile .9 of weights that are not zero, (sum w^2)^2 / sum w^4.
 * Shapes  moments, a quantile, then moments of the tail: two rounds.
 * Source  Kish (1965), Survey Sampling; Hill (1975), Annals of Statistics 3; Owen (2013), Monte Carlo theory, methods and examples, ch. 9.
 */
export function* askDesignSupport(s: Settled, chances: Chances): Asking<readonly DesignSupport[]> {
  const { of } = chances;
  return yield* all(onChanceColumns(s).policies.map((policy) => (of && !policy.drawn ? byDesign(s, chances, policy, of) : byDraws(s, chances, policy))));
}

type ChanceOfAction = NonNullable<Chances['of']>;

function* byDesign(s: Settled, chances: Chances, policy: Policy, of: ChanceOfAction): Asking<DesignSupport> {
  const parts = { tail: overActions(s, policy, of, squareTerm), square: column(names.tail(policy)), fourth: overActions(s, policy, of, fourthTerm) };
  const { n, means, excess } = yield* askParts(s, chances, policy, parts, tailFrom.design);
  const { index, error } = hill(excess, n, tailFrom.design);
  return {
    by: 'design',
    rows: n,
    effective: means.square > 0 ? n / means.square : 0,
    tailIndex: 1 + index,
    tailError: error,
    behindVariance: behind(n, means),
  };
}

function* byDraws(s: Settled, chances: Chances, policy: Policy): Asking<DesignSupport> {
  const weight = column(names.tail(policy));
  const capped = when(greater(weight, 1 / leastChance), 1 / leastChance, weight);
  const square = times(capped, capped);
  const parts = { tail: weightOf(s, policy, chances.taken), square, fourth: times(square, square) };
  const { n, drawn, means, excess } = yield* askParts(s, chances, policy, parts, tailFrom.draws);
  const { index, error } = hill(drawn > 0 ? (excess * n) / drawn : 0, drawn, tailFrom.draws);
  return {
    by: 'draws',
    rows: n,
    effective: means.square > 0 ? (n * means.tail ** 2) / means.square : 0,
    tailIndex: index,
    tailError: error,
    behindVariance: behind(n, means),
  };
}

interface Parts {
  /** Whose tail is looked at. */
  readonly tail: Expression;
  readonly square: Expression;
  readonly fourth: Expression;
}

const names = { tail: ({ name }: Policy): string => `estimand:tail:${name}` };

function* askParts(s: Settled, chances: Chances, policy: Policy, { tail, square, fourth }: Parts, from: number) {
  const made = column(names.tail(policy));
  const request = { where: isKnown(column(s.action)), over: [...chances.before, derive({ [names.tail(policy)]: tail })] };
  const counted = { tail: made, square, fourth, drawn: indicator(greater(made, 0)) };
  const [{ groups }, edges] = yield* all([
    ask(moments({ columns: counted, ...request })),
    ask(quantiles({ of: made, at: [from], ...request, where: and(request.where, greater(made, 0)) })),
  ]);
  const edge = edges.groups[0]?.values[0] ?? 0;
  const beyond = edge > 0 ? when(greater(made, edge), call('log', divide(made, edge)), 0) : number(0);
  const reply = yield* ask(moments({ columns: { beyond }, ...request }));
  const { moments: m } = groups[0];
  const mean = (name: keyof typeof counted): number => (m.n > 0 ? meanOf(m, name) : 0);
  const { moments: ofTail } = reply.groups[0];
  return {
    n: m.n,
    drawn: Math.round(m.n * mean('drawn')),
    means: { tail: mean('tail'), square: mean('square'), fourth: mean('fourth') },
    excess: ofTail.n > 0 ? meanOf(ofTail, 'beyond') : 0,
  };
}

/** From the mean over all of the logarithm of how far they lie beyond a quantile. */
function hill(excess: number, n: number, from: number): { readonly index: number; readonly error: number } {
  const index = (1 - from) / excess;
  return { index, error: excess > 0 ? index / Math.sqrt(Math.max(1, (1 - from) * n)) : 0 };
}

const behind = (n: number, { square, fourth }: { readonly square: number; readonly fourth: number }): number => (fourth > 0 ? (n * square ** 2) / fourth : 0);

type Term = (wanted: Expression | number, logged: Expression) => Expression;

const squareTerm: Term = (wanted, logged) => when(greater(logged, 0), divide(times(wanted, wanted), logged), 0);

const fourthTerm: Term = (wanted, logged) => {
  const squared = times(wanted, wanted);
  const chance = when(greater(logged, leastChance), logged, leastChance);
  return when(greater(logged, 0), divide(times(squared, squared), times(chance, times(chance, chance))), 0);
};

/** The sum over the actions that a policy takes in a row. */
function overActions({ actions }: Settled, policy: Policy, of: ChanceOfAction, term: Term): Expression {
  const tree = decisionTree(policy);
  if (!tree) return sum(wantedBy(policy, actions).map((action) => term(chanceOf(policy, action), of(action))));
  return descend(tree, (given) => sum([...given].filter(([, chance]) => chance !== 0).map(([action, chance]) => term(chance, of(action)))));
}
