import { column } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { comomentOf, meanOf } from '../../moments/moments.ts';
import { indicatorName } from '../../moments/terms.ts';
import { columnOfCovariate } from '../../protocol/protocol.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { type Group, moments } from '../../relation/requests.ts';
import type { Step } from '../../relation/steps.ts';
import { wantedCode } from './action-codes.ts';
import { type DecisionTree, decisionTree, leafOf, leavesOf } from './decision-tree.ts';
import { chanceOf, usable, wantedBy } from './log-expressions.ts';
import type { LoggedOutcome, Settled } from './options.ts';
import type { Policy } from './own.ts';
import type { Prepared } from './prepare.ts';
import type { RewardFit } from './reward-fits.ts';

/** The context under a policy's action: its share of requests, and that share times how far the mean context lies from that of the action's rows. */
export interface Wanted {
  readonly share: number;
  readonly apart: Float64Array;
}

export type WantedBy = (fit: RewardFit) => Wanted;

/** What a policy wants of each action, once the regressions are known; asks again where the first look could not tell. */
type WantedIn = (p: Prepared, before: readonly Step[]) => Asking<WantedBy>;
export type Leaves = (outcome: LoggedOutcome, policy: Policy) => WantedIn;

/** The context at each end of rule lists, asked with the first look at the rows: it goes by the same columns, so that one scan serves both. */
export function* askLeaves(s: Settled, policies: readonly Policy[]): Asking<Leaves> {
  const pairs = s.outcomes.flatMap((outcome) => policies.map((policy) => ({ outcome, policy })));
  const found = yield* all(pairs.map(({ outcome, policy }) => askPolicy(s, outcome, policy)));
  return (outcome, policy) => found[pairs.findIndex((pair) => pair.outcome.name === outcome.name && pair.policy.name === policy.name)];
}

function* askPolicy(s: Settled, outcome: LoggedOutcome, policy: Policy): Asking<WantedIn> {
  const tree = decisionTree(policy);
  if (!tree) return (p, before) => askChances(s, policy, p, before);
  const numbers = s.covariates.filter((x) => typeof x === 'string');
  const factors = s.covariates.map(columnOfCovariate).filter((name) => !numbers.includes(name));
  const ends = endsOf(s, policy, tree);
  const request = { columns: columnsNamed(numbers), by: { end: ends.code, ...columnsNamed(factors) }, where: usable(s, outcome) };
  const { groups } = yield* ask(moments(request));
  return function* (p, before) {
    // With missing context the regressions have other columns than these.
    if (p.design.imputed.length > 0) return yield* askEnds(ends, p, before);
    return wantedIn(ends, p, groups, factors);
  };
}

const columnsNamed = (names: readonly string[]): Readonly<Record<string, Expression>> => Object.fromEntries(names.map((name) => [name, column(name)]));

/** Where a rule list ends: a number a row, and by that number what chances it gives. */
interface Ends {
  readonly code: Expression;
  readonly chances: readonly ReadonlyMap<string, number>[];
}

function endsOf(s: Settled, policy: Policy, tree: DecisionTree): Ends {
  const code = wantedCode(s, policy);
  return code ? { code, chances: s.actions.map((action) => new Map([[action, 1]])) } : { code: leafOf(tree), chances: leavesOf(tree) };
}

function* askEnds(ends: Ends, p: Prepared, before: readonly Step[]): Asking<WantedBy> {
  const columns = Object.fromEntries(p.columns.map(({ name, expression }) => [name, expression]));
  const { groups } = yield* ask(moments({ columns, by: { end: ends.code }, where: p.where, over: before }));
  return wantedIn(ends, p, groups, []);
}

/** From cells of rows by end, then by the levels of factors. */
function wantedIn(ends: Ends, { columns, n }: Prepared, groups: readonly Group[], factors: readonly string[]): WantedBy {
  const known = ends.chances.map((chances, index) => {
    const cells = groups.filter(({ key, moments: m }) => key[0] === String(index) && m.n > 0);
    const rows = cells.reduce((sum, { moments: m }) => sum + m.n, 0);
    return { chances, rows, means: columns.map(({ name }) => cells.reduce((sum, cell) => sum + (cell.moments.n / rows) * meanIn(cell, name, factors), 0)) };
  });
  return ({ action, means }) => {
    const weighed = known.map((end) => ({ weight: ((end.chances.get(action) ?? 0) * end.rows) / n, at: end.means }));
    return {
      share: weighed.reduce((sum, { weight }) => sum + weight, 0),
      apart: means.map((mean, j) => weighed.reduce((sum, { weight, at }) => sum + weight * (at[j] - mean), 0)),
    };
  };
}

/** Of a number as it was measured, of the indicator of a level by whether the cell is of that level. */
function meanIn({ key, moments: m }: Group, name: string, factors: readonly string[]): number {
  if (m.columns.includes(name)) return meanOf(m, name);
  return factors.some((factor, f) => indicatorName(factor, key[f + 1]) === name) ? 1 : 0;
}

function* askChances(s: Settled, policy: Policy, p: Prepared, before: readonly Step[]): Asking<WantedBy> {
  const context = Object.fromEntries(p.columns.map(({ expression }, j) => [`context ${j}`, expression]));
  const wanted = wantedBy(policy, s.actions);
  const asked = wanted.map((action) => ask(moments({ columns: { chance: chanceOf(policy, action), ...context }, where: p.where, over: before })));
  const replies = yield* all(asked);
  return ({ action, means }) => {
    const m = replies[wanted.indexOf(action)]?.groups[0].moments;
    if (!m) return { share: 0, apart: new Float64Array(means.length) };
    const share = meanOf(m, 'chance');
    return { share, apart: means.map((mean, j) => comomentOf(m, 'chance', `context ${j}`) / m.n + share * (meanOf(m, `context ${j}`) - mean)) };
  };
}
