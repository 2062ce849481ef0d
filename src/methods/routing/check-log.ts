import { EstimandError } from '../../errors/estimand-error.ts';
import type { Code, Facts } from '../../errors/facts.ts';
import { add, and, call, column, equals, greater, isKnown, less, not, number, or, subtract, sum, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { meanOf } from '../../moments/moments.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { moments } from '../../relation/requests.ts';
import { sumTolerance } from '../../relation/shares.ts';
import { decisionTree, leavesOf } from './decision-tree.ts';
import { byTaken, chanceOf, takenChance, wantedBy } from './log-expressions.ts';
import type { LogOptions } from './options.ts';
import type { Policy } from './own.ts';

/** All checks in one number, as few as suffice: chances that are not negative and sum to one cannot be above one. */
function soundIn(log: LogOptions): Expression {
  const { propensities: p, actions, policies } = log;
  const could = couldBeTaken(log);
  const taken = p.kind === 'estimated' ? [] : [not(isTooSmall(log)), atMost(takenChance(log), 1 + sumTolerance)];
  const byAction = p.kind === 'by-action' ? sharesOfOne(actions.map((name) => p.chances[name])) : [];
  const ofPolicies = policies.flatMap((policy) => {
    const beside = barredBy(log, policy).map(not);
    if (policy.drawn) return [...drawnShares(policy.drawn), ...beside];
    return isSoundByItself(policy) ? beside : [...sharesOfOne(wantedBy(policy, actions).map((name) => chanceOf(policy, name))), ...beside];
  });
  return [...taken, ...byAction, ...(could ? [not(equals(could, 0))] : []), ...ofPolicies].reduce<Expression>(and, { op: 'boolean', value: true });
}

/** A chance of zero cannot have been drawn; a share of few draws can be zero, and no less. */
function isTooSmall(log: LogOptions): Expression {
  const { propensities: p } = log;
  if (p.kind === 'estimated' || p.draws === undefined) return not(greater(takenChance(log), 0));
  const { draws: _, ...asLogged } = p;
  return not({ op: 'atLeast', left: takenChance({ ...log, propensities: asLogged }), right: number(0) });
}

const sharesOfOne = (chances: readonly Expression[]): readonly Expression[] => [
  ...chances.filter((chance) => !isShare(chance)).map((chance) => not(less(chance, 0))),
  not(apartFromOne(chances)),
];

/** Of a policy that is known by its draws: one for every row, and a share for the action that was taken. */
const drawnShares = ({ action, probability }: NonNullable<Policy['drawn']>): readonly Expression[] => [
  isKnown(column(action)),
  not(less(column(probability), 0)),
  atMost(column(probability), 1 + sumTolerance),
];

/** A rule list whose ends are constants that sum to one need not be checked on the rows. */
function isSoundByItself(policy: Policy): boolean {
  const tree = decisionTree(policy);
  const ends = tree ? leavesOf(tree).map((chances) => [...chances.values()]) : [];
  return tree !== undefined && ends.every((chances) => chances.every((c) => c >= 0) && Math.abs(chances.reduce((a, b) => a + b, 0) - 1) <= sumTolerance);
}

/** Constants show without the rows that no chance is below zero. */
function isShare(e: Expression): boolean {
  if (e.op === 'when') return isShare(e.value) && isShare(e.otherwise);
  return (e.op === 'number' && e.value >= 0) || e.op === 'indicator';
}

const atMost = (left: Expression, right: number): Expression => ({ op: 'atMost', left, right: number(right) });

/** A fault of a row, as an expression. */
interface Fault {
  readonly on: Expression;
  readonly raise: (rows: number, of: number) => EstimandError;
}

/**
 * Do the logged probabilities, candidates and chances of policies make sense on every row? One number in the scan that is made anyway; only
 * where it is not zero are the rows asked again which fault they have.
 *
 * Errors  propensity-missing, propensity-zero, propensity-above-one, propensities-sum, action-not-candidate, policy-chances, policy-not-candidate.
 */
export function* checkLog(log: LogOptions): Asking<void> {
  const { groups } = yield* ask(moments({ columns: { fault: when(soundIn(log), 0, 1) }, by: [log.action] }));
  if (groups.every(({ moments: m }) => m.n === 0 || meanOf(m, 'fault') === 0)) return;
  const faults = faultsOf(log);
  const counts = yield* all(faults.map(({ on }) => ask(moments({ columns: { fault: when(on, 1, 0) }, where: isKnown(column(log.action)) }))));
  for (const [
    i,
    {
      groups: [{ moments: m }],
    },
  ] of counts.entries()) {
    const rows = Math.round(m.n * meanOf(m, 'fault'));
    if (rows > 0) throw faults[i].raise(rows, m.n);
  }
}

type Counted = { [C in Code]: Facts[C] extends { rows: number; of: number } ? C : never }[Code];

const fault = <C extends Counted>(on: Expression, code: C, facts: Omit<Facts[C], 'rows' | 'of'>): Fault => ({
  on,
  raise: (rows, of) => new EstimandError(code, { ...facts, rows, of } as unknown as Facts[C]),
});

function faultsOf(log: LogOptions): readonly Fault[] {
  return [...loggedFaults(log), ...candidateFaults(log), ...log.policies.flatMap((policy) => policyFaults(log, policy))];
}

function loggedFaults(log: LogOptions): readonly Fault[] {
  const { propensities: p } = log;
  if (p.kind === 'estimated') return [];
  const taken = takenChance(log);
  const own = [
    fault(not(isKnown(taken)), 'propensity-missing', {}),
    fault(isTooSmall(log), 'propensity-zero', {}),
    fault(greater(taken, 1 + sumTolerance), 'propensity-above-one', {}),
  ];
  if (p.kind === 'taken') return own;
  const chances = log.actions.map((name) => p.chances[name]);
  return [
    ...own,
    ...chances.map((chance) => fault(not(isKnown(chance)), 'propensity-missing', {})),
    ...chances.map((chance) => fault(greater(chance, 1 + sumTolerance), 'propensity-above-one', {})),
    fault(or(chances.map((chance) => less(chance, 0)).reduce(or), apartFromOne(chances)), 'propensities-sum', { tolerance: sumTolerance }),
  ];
}

/** Whether the action of a row was a candidate, where candidates are logged. */
function couldBeTaken(log: LogOptions): Expression | undefined {
  const { candidates = {} } = log;
  if (Object.keys(candidates).length === 0) return undefined;
  return byTaken(log, (name) => (!Object.hasOwn(candidates, name) ? number(1) : add(column(candidates[name]), 0)));
}

/** By action that the policy may take: it does, and the action was no candidate. */
function barredBy({ candidates = {}, actions }: LogOptions, policy: Policy): readonly Expression[] {
  return wantedBy(policy, actions)
    .filter((name) => Object.hasOwn(candidates, name))
    .map((name) => and(equals(add(column(candidates[name]), 0), 0), greater(chanceOf(policy, name), 0)));
}

function candidateFaults(log: LogOptions): readonly Fault[] {
  const could = couldBeTaken(log);
  if (!could) return [];
  return [fault(or(not(isKnown(could)), equals(could, 0)), 'action-not-candidate', { column: log.action })];
}

function policyFaults(log: LogOptions, policy: Policy): readonly Fault[] {
  const chances = wantedBy(policy, log.actions).map((name) => chanceOf(policy, name));
  if (chances.length === 0) return [fault({ op: 'boolean', value: true }, 'policy-chances', { policy: policy.name, why: 'sum', tolerance: sumTolerance })];
  const named = (why: Facts['policy-chances']['why'], on: Expression): Fault =>
    fault(on, 'policy-chances', { policy: policy.name, why, tolerance: sumTolerance });
  const barred = barredBy(log, policy).map((on) => fault(on, 'policy-not-candidate', { policy: policy.name }));
  if (policy.drawn) {
    const [drawn, chance] = [column(policy.drawn.action), column(policy.drawn.probability)];
    return [named('unknown', or(not(isKnown(drawn)), not(isKnown(chance)))), named('range', or(less(chance, 0), greater(chance, 1 + sumTolerance))), ...barred];
  }
  return [
    named('unknown', chances.map((chance) => not(isKnown(chance))).reduce(or)),
    named('range', chances.map((chance) => or(less(chance, 0), greater(chance, 1 + sumTolerance))).reduce(or)),
    named('sum', apartFromOne(chances)),
    ...barred,
  ];
}

const apartFromOne = (chances: readonly Expression[]): Expression => greater(call('abs', subtract(sum(chances), 1)), sumTolerance);
