import { column, divide, greater, indicator, not, positive, subtract, times } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import type { Policy } from '../../protocol/routing.ts';
import { derive, type Step } from '../../relation/steps.ts';
import type { Chances } from './chances.ts';
import type { Settled } from './options.ts';
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

/** Leverage closer to one than this is one. */
const leastSlack = 1e-9;

const leavesOut = (s: Settled): boolean => s.crossFit === 'out-of-fold';

/** Everything that has to choose by action or by rule, once a row and for all outcomes and estimators: databases evaluate a choice again wherever it is written. */
export function baseColumns(s: Settled, outcomes: readonly Prepared[], chances: Chances, modelled: boolean): Step {
  const own = s.policies.map((policy) => [names.own(policy), ownChance(s, policy)] as const);
  const ofOutcomes = outcomes.flatMap((p): readonly (readonly [string, Expression])[] => {
    const centred = [names.centred(p), subtract(p.measure, p.centre)] as const;
    if (!modelled) return [centred];
    const model = linearRewardModel(s, p.fits, p.columns, { measure: p.measure, centre: p.centre, from: p.from });
    return [
      centred,
      [names.error(p), model.residual],
      ...(leavesOut(s) ? [[names.leverage(p), model.leverage] as const] : []),
      ...s.policies.map((policy) => [names.plain(p, policy), meanUnder(s, policy, model.predicted)] as const),
    ];
  });
  return derive({ ...Object.fromEntries([[names.taken, chances.taken], ...own, ...ofOutcomes]), ...chances.derived });
}

/** What estimators read of a row, after that step: arithmetic only. Outcomes and predictions are less the centre. */
export function rowOf(s: Settled, p: Prepared) {
  const [error, slack] = [column(names.error(p)), subtract(1, column(names.leverage(p)))];
  const residual = leavesOut(s) ? divide(error, positive(slack)) : error;
  const plain = (policy: Policy): Expression => column(names.plain(p, policy));
  return {
    outcome: column(names.centred(p)),
    /** Outcome less prediction of the action that was taken. */
    error,
    /** The same by the model without this row. */
    residual,
    /** 1 on rows that their own model cannot do without. */
    saturated: leavesOut(s) ? indicator(not(greater(slack, leastSlack))) : undefined,
    weight: (policy: Policy): Expression => divide(column(names.own(policy)), positive(column(names.taken))),
    plain,
    /** What the policy would bring, its own action predicted without the row. */
    predicted: (policy: Policy): Expression =>
      leavesOut(s) ? subtract(plain(policy), times(column(names.own(policy)), subtract(residual, error))) : plain(policy),
  };
}
