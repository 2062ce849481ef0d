import type { Answer } from '../../estimate/answer.ts';
import { number } from '../../expressions/build.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { valuesBy } from './estimates.ts';
import { besideEachOther } from './estimators-exhibit.ts';
import { type EstimatorName, type RoutingOptions, routingOptionsOf, settled } from './options.ts';
import { outcomeFindings, tuningCheck } from './outcome-findings.ts';
import { valuingRounds } from './rounds.ts';
import { usesModel, valuePolicies } from './value-policies.ts';
import { hasKnownError } from './without-interval.ts';

export interface PolicyValueOptions extends RoutingOptions {
  /** The estimator that the study reads; the others stand beside it. Doubly robust unless told. */
  readonly estimator?: EstimatorName;
  /** Which estimators to show: all unless told. */
  readonly estimators?: readonly EstimatorName[];
  /** Leaves the findings on log and models to the gains, where the same study asks for these too; what was tuned here is said here. */
  readonly beside?: 'policy-gain';
}

const everyEstimator: readonly EstimatorName[] = ['dm', 'ips', 'clipped', 'snips', 'dr', 'sndr', 'switch', 'shrinkage'];

/** Where chances are logged and nothing is tuned. */
const whereLogged = { usual: 2, most: 4 };

/**
 * What each policy would bring on average if it routed every request, by several estimators beside each other.
 *
 * Model   w = pi(a|x) / p(a|x) of the action taken, m_a the reward models, e the residual.
 *         dm: mean m_pi. ips: mean w y; clipped: with min(w, c). snips: mean w y / mean w. dr: mean (m_pi + w e); sndr: mean m_pi + mean w e / mean w;
 *         switch: mean (m_pi + 1[w <= t] w e); shrinkage: mean (m_pi + s w / (w^2 + s) e). Errors by influence functions, that of dm with its coefficients;
 *         t with n - 1.
 * Shapes  moments of [outcome, context] by action and rule, then moments of influence as an expression: two scans, no rows.
 * Units   outcome units.
 * Errors  as for `policyGain`.
 * Source  Dudik, Erhan, Langford & Li (2014); Swaminathan & Joachims (2015); Wang, Agarwal & Dudik (2017); Su, Dimakopoulou, Krishnamurthy & Dudik (2020). Parity: obp.
 */
export const policyValue = question<PolicyValueOptions>(
  {
    id: 'policy-value',
    title: 'Value of a routing policy, by several estimators',
    source: 'Dudik, Erhan, Langford & Li (2014), Statistical Science 29; Wang, Agarwal & Dudik (2017), ICML; Su et al. (2020), ICML',
    docs: 'docs/methods/policy-value.md',
    rounds: whereLogged,
    roundsOn: (options: PolicyValueOptions) => valuingRounds(options, whereLogged),
    plan: (protocol) => {
      const options = routingOptionsOf(protocol);
      if (!options) return [];
      const known = everyEstimator.filter((estimator) => options.propensities.kind !== 'estimated' || hasKnownError(estimator));
      return [{ ...options, estimators: known, beside: 'policy-gain' }];
    },
    example: {
      outcomes: [{ name: 'y' }, { name: 'b' }],
      action: 'z',
      actions: ['0', '1'],
      propensities: { kind: 'taken', chance: number(0.5) },
      policies: [{ name: 'mostly 1', chances: { 0: number(0.2), 1: number(0.8) }, says: 'mostly 1' }],
      covariates: ['x', { factor: 'g' }],
    },
  },
  function* (options): Asking<Answer> {
    const { estimator = 'dr', estimators = everyEstimator } = options;
    const s = settled(options);
    const shown = estimators.includes(estimator) ? estimators : [estimator, ...estimators];
    const outcomes = yield* valuePolicies(s, shown, { pairs: false, gains: false });
    const answers = outcomes.map((one) =>
      'check' in one
        ? { estimates: [], findings: [one] }
        : outcomeFindings(s, one, shown.some(usesModel), (valued) => valuesBy(s, one, valued, policyValue.source)),
    );
    const findings = answers.flatMap((a) => a.findings).filter(({ check }) => options.beside === undefined || check === tuningCheck);
    const estimates = answers.flatMap((a) => a.estimates);
    return { estimates, findings, exhibits: besideEachOther(estimates, s.policies, estimator) };
  },
);
