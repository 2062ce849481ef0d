import { add, column, divide, greater, indicator, less, not, or, positive, subtract, times, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { leastSlack } from '../../inference/second-pass.ts';
import { derive, type Step } from '../../relation/steps.ts';
import { agrees, codeColumns, ofWanted, wantedCode } from './action-codes.ts';
import type { Chances } from './chances.ts';
import type { Settled } from './options.ts';
import type { Policy } from './own.ts';
import { meanUnder, ownChance } from './policy-expressions.ts';
import type { Prepared } from './prepare.ts';
import { linearRewardModel } from './reward-model.ts';

const names = {
  taken: 'estimand:taken',
  own: ({ name }: Policy) => `estimand:own:${name}`,
  centred: ({ outcome }: Prepared) => `estimand:outcome:${outcome.name}`,
  error: ({ outcome }: Prepared) => `estimand:error:${outcome.name}`,
  leverage: ({ outcome }: Prepared) => `estimand:leverage:${outcome.name}`,
  plain: ({ outcome }: Prepared, { name }: Policy) => `estimand:plain:${outcome.name}:${name}`,
};

const leavesOut = (s: Settled): boolean => s.crossFit === 'out-of-fold';

/** Everything that has to choose by action or by rule, once a row and for all outcomes and estimators: databases evaluate a choice again wherever it is written. */
export function baseColumns(s: Settled, outcomes: readonly Prepared[], chances: Chances, modelled: boolean): readonly Step[] {
  const certain = (policy: Policy): boolean => wantedCode(s, policy) !== undefined;
  const own = s.policies.map((policy) => [names.own(policy), certain(policy) ? indicator(agrees(policy)) : ownChance(s, policy)] as const);
  const models = modelled ? outcomes.map((p) => linearRewardModel(s, p)) : [];
  const centred = outcomes.map((p) => [names.centred(p), subtract(p.measure, p.centre)] as const);
  const predicted = models.flatMap((model, i): readonly (readonly [string, Expression])[] => [
    [names.error(outcomes[i]), model.residual],
    ...s.policies.map((policy) => {
      const under = certain(policy) ? ofWanted(s, policy, model.predicted) : meanUnder(s, policy, model.predicted);
      return [names.plain(outcomes[i], policy), under] as const;
    }),
  ]);
  const codes = derive(codeColumns(s, s.policies));
  const base = derive({ ...Object.fromEntries([[names.taken, chances.taken], ...own, ...centred, ...predicted]), ...chances.derived });
  if (!modelled || !leavesOut(s) || s.policies.length === 0) return [codes, base];
  // Rows that no policy takes part in are not predicted without themselves.
  const wanted = s.policies.map((policy) => (certain(policy) ? agrees(policy) : greater(column(names.own(policy)), 0))).reduce(or);
  return [codes, base, derive(Object.fromEntries(models.map((model, i) => [names.leverage(outcomes[i]), when(wanted, model.leverage, 0)])))];
}

/** What estimators read of a row, after those steps: arithmetic only. Outcomes and predictions are less the centre. */
export function rowExpressions(s: Settled, p: Prepared) {
  const [error, leverage] = [column(names.error(p)), column(names.leverage(p))];
  const own = (policy: Policy): Expression => column(names.own(policy));
  const plain = (policy: Policy): Expression => column(names.plain(p, policy));
  /** The factor by which the error grows when the row is left out. */
  const more = divide(times(error, leverage), positive(subtract(1, leverage)));
  return {
    outcome: column(names.centred(p)),
    /** Outcome less prediction of the action that was taken. */
    error,
    /** The same by the model without this row, where a policy takes part in it. */
    residual: leavesOut(s) ? add(error, more) : error,
    /** 1 on rows that their own model cannot do without. */
    saturated: leavesOut(s) ? indicator(not(less(leverage, 1 - leastSlack))) : undefined,
    weight: (policy: Policy): Expression => divide(own(policy), positive(column(names.taken))),
    plain,
    /** What the policy would bring, its own action predicted without the row. */
    predicted: (policy: Policy): Expression => (leavesOut(s) ? subtract(plain(policy), times(own(policy), more)) : plain(policy)),
  };
}
