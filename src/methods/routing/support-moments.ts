import { column, greater, indicator, isKnown, not, number, subtract, sum, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import type { Sums } from '../../inference/weighted-events.ts';
import { comomentOf, type Moments, meanOf } from '../../moments/moments.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { moments, quantiles } from '../../relation/requests.ts';
import { derive } from '../../relation/steps.ts';
import { effectiveRows } from './ask-values.ts';
import { onChanceColumns } from './chance-columns.ts';
import type { Chances } from './chances.ts';
import { askContextBins, type Binned } from './context-bins.ts';
import { chanceOf, wantedBy } from './log-expressions.ts';
import type { Settled } from './options.ts';
import type { Policy } from './own.ts';
import { weightOf } from './policy-expressions.ts';

/** Rows of one action, or in one bin of the context, and how much they tell about a policy. */
export interface Supported {
  readonly name: string;
  readonly rows: number;
  /** Rows on which an action was taken that the policy may take there. */
  readonly matched: number;
  readonly effective: number;
}

/** The weights of one policy: how they are spread, and over what. */
export interface Support {
  readonly policy: Policy;
  readonly rows: number;
  readonly matched: number;
  readonly meanWeight: number;
  readonly meanError: number;
  /** What weights lie above one, and below: both sum to the same where the chances are those of the draws. */
  readonly aboveOne: Sums;
  readonly belowOne: Sums;
  readonly effective: number;
  readonly largest: number;
  /** Sum of the weights. */
  readonly total: number;
  /** Share of the weight that lies on the hundredth of the rows that weigh most. */
  readonly topShare: number;
  readonly byAction: readonly (Supported & { readonly wanted: number })[];
  readonly byContext: readonly (Supported & { readonly column: string })[];
  /** Share of requests that the policy gives to actions whose logged probability is zero there. */
  readonly barred: number;
}

/** Two rounds: weights and their quantiles, then their tail and the bins of the context. */
export function* askSupport(s: Settled, chances: Chances): Asking<readonly Support[]> {
  const where = isKnown(column(s.action));
  const { policies } = onChanceColumns(s);
  const [looks, bins] = yield* all([all(policies.map((policy) => firstLook(s, chances, policy, where))), askContextBins(s.covariates, where)]);
  return yield* all(policies.map((policy, i) => secondLook(s, chances, policy, where, looks[i], bins)));
}

type Look = Omit<Support, 'topShare' | 'byContext'> & { readonly tailFrom: number };

const weightName = (policy: Policy): string => `estimand:weight:${policy.name}`;

function* firstLook(s: Settled, chances: Chances, policy: Policy, where: Expression): Asking<Look> {
  const weight = column(weightName(policy));
  const over = [...chances.before, derive({ [weightName(policy)]: weightOf(s, policy, chances.taken) })];
  const wanted = wantedBy(policy, s.actions);
  const barred = barredChance(s, chances, policy);
  const [weights, spread, shares, none] = yield* all([
    ask(
      moments({
        columns: { weight, matched: indicator(greater(weight, 0)), above: positivePart(weight, 1), below: positivePart(1, weight) },
        by: [s.action],
        where,
        over,
      }),
    ),
    ask(quantiles({ of: weight, at: [0.99, 1], where, over })),
    all(wanted.map((action) => ask(moments({ columns: { chance: chanceOf(policy, action) }, where, over: chances.before })))),
    ask(moments({ columns: { barred }, where, over: chances.before })),
  ]);
  const groups = weights.groups.map((g) => g.moments);
  const supported = weights.groups.map(({ key: [name], moments: m }) => supportedIn(name, m));
  const byAction = wanted.map((action, i) => {
    const own = supported.find(({ name }) => name === action) ?? { name: action, rows: 0, matched: 0, effective: 0 };
    return { ...own, wanted: meanIn(shares[i].groups[0].moments, 'chance') };
  });
  const n = weights.groups.reduce((sumOf, g) => sumOf + g.moments.n, 0);
  const sums = weights.groups.map(({ moments: m }) => ({ one: m.n * meanIn(m, 'weight'), two: m.n > 0 ? m.comoment[0] + m.n * meanOf(m, 'weight') ** 2 : 0 }));
  const [one, two] = [sums.reduce((a, b) => a + b.one, 0), sums.reduce((a, b) => a + b.two, 0)];
  return {
    policy,
    rows: n,
    matched: supported.reduce((a, b) => a + b.matched, 0),
    meanWeight: n > 0 ? one / n : 0,
    meanError: n > 1 ? Math.sqrt(Math.max(0, two - one ** 2 / n) / (n - 1) / n) : 0,
    aboveOne: sumsOf(groups, 'above'),
    belowOne: sumsOf(groups, 'below'),
    effective: two > 0 ? one ** 2 / two : 0,
    total: one,
    largest: spread.groups[0]?.values[1] ?? 0,
    tailFrom: spread.groups[0]?.values[0] ?? 0,
    byAction,
    barred: meanIn(none.groups[0].moments, 'barred'),
  };
}

function* secondLook(s: Settled, chances: Chances, policy: Policy, where: Expression, look: Look, bins: readonly Binned[]): Asking<Support> {
  const weight = column(weightName(policy));
  const over = [...chances.before, derive({ [weightName(policy)]: weightOf(s, policy, chances.taken) })];
  const [tail, contexts] = yield* all([
    ask(moments({ columns: { tail: when(greater(weight, look.tailFrom), weight, 0) }, where, over })),
    all(bins.map(({ key }) => ask(moments({ columns: { weight, matched: indicator(greater(weight, 0)) }, by: { bin: key }, where, over })))),
  ]);
  const { tailFrom, ...found } = look;
  return {
    ...found,
    topShare: look.meanWeight > 0 ? meanIn(tail.groups[0].moments, 'tail') / look.meanWeight : 0,
    byContext: bins.flatMap(({ column: of, nameOf }, i) =>
      contexts[i].groups.map(({ key: [bin], moments: m }) => ({ column: of, ...supportedIn(nameOf(bin), m) })),
    ),
  };
}

/** The chance that a policy gives to actions whose logged chance is zero; nothing where chances are estimated, or not known of all actions. */
export function barredChance(s: Settled, { of }: Chances, policy: Policy): Expression {
  if (!of || s.propensities.kind === 'estimated') return number(0);
  return sum(wantedBy(policy, s.actions).map((action) => when(not(greater(of(action), 0)), chanceOf(policy, action), 0)));
}

const positivePart = (more: Expression | number, less: Expression | number): Expression => when(greater(subtract(more, less), 0), subtract(more, less), 0);

function sumsOf(groups: readonly Moments[], name: string): Sums {
  const known = groups.filter((m) => m.n > 0);
  return {
    sum: known.reduce((so, m) => so + m.n * meanOf(m, name), 0),
    squares: known.reduce((so, m) => so + comomentOf(m, name, name) + m.n * meanOf(m, name) ** 2, 0),
  };
}

const supportedIn = (name: string, m: Moments): Supported => ({
  name,
  rows: m.n,
  matched: Math.round(m.n * meanIn(m, 'matched')),
  effective: effectiveRows(m),
});

const meanIn = (m: Moments, name: string): number => (m.n > 0 ? meanOf(m, name) : 0);
