import type { Answer } from '../../estimate/answer.ts';
import type { Finding } from '../../estimate/finding.ts';
import { number } from '../../expressions/build.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { gainOf, policyContrast } from './estimates.ts';
import { type EstimatorName, type RoutingOptions, routingOptionsOf, settled } from './options.ts';
import { outcomeFindings } from './outcome-findings.ts';
import { valuingRounds } from './rounds.ts';
import { usesModel, valuePolicies } from './value-policies.ts';

export interface PolicyGainOptions extends RoutingOptions {
  /** Doubly robust unless told. */
  readonly estimator?: EstimatorName;
}

/** Where chances are logged and nothing is tuned. */
const whereLogged = { usual: 2, most: 3 };

/**
 * The change of each outcome if a policy routed every request instead of the policy that was logged, and between policies.
 *
 * Model   mean of psi - y over the rows, psi what an estimator makes of a row (doubly robust: sum over actions of pi(a|x) m_a(x), plus
 *         pi(a|x) / p(a|x) times the residual of the action that was taken); a row's own model leaves it out. Variance of the mean of the
 *         influence of psi - y, t with n - 1.
 * Shapes  moments of [outcome, context] by action, then moments of influence as an expression: two scans, no rows.
 * Units   outcome units.
 * Errors  those of the log (propensity-zero, propensities-sum, action-unknown, policy-chances ...), covariates-collinear, option-invalid.
 *         Refused: an action that the policy takes was never logged.
 * Source  Dudik, Erhan, Langford & Li (2014), Statistical Science 29. Parity: obp.
 */
export const policyGain = question<PolicyGainOptions>(
  {
    id: 'policy-gain',
    title: 'Gain of a routing policy over the logged one',
    source: 'Dudik, Erhan, Langford & Li (2014), Statistical Science 29',
    docs: 'docs/methods/policy-gain.md',
    label: 'routed by the policy',
    rounds: whereLogged,
    roundsOn: (options: PolicyGainOptions) => valuingRounds(options, whereLogged),
    plan: (protocol) => {
      const options = routingOptionsOf(protocol);
      return options ? [options] : [];
    },
    example: {
      outcomes: [{ name: 'y' }],
      action: 'z',
      actions: ['0', '1'],
      propensities: { kind: 'by-action', chances: { 0: number(0.5), 1: number(0.5) } },
      policies: [{ name: 'always 1', chances: { 1: number(1) }, says: 'always 1' }],
      covariates: ['x'],
    },
  },
  function* (options): Asking<Answer> {
    const { estimator = 'dr' } = options;
    const s = settled(options);
    const outcomes = yield* valuePolicies(s, [estimator], { pairs: true, gains: true });
    const answers = outcomes.map((one): Pick<Answer, 'estimates' | 'findings'> => {
      if ('check' in one) return { estimates: [], findings: [one] };
      const { estimates, findings }: { estimates: Answer['estimates']; findings: readonly Finding[] } = outcomeFindings(
        s,
        one,
        usesModel(estimator),
        (valued) => [
          ...valued.policies.map((_, i) => gainOf(s, one, valued, i, policyGain.source)),
          ...valued.policies.flatMap((_, a) => valued.policies.slice(0, a).map((__, b) => policyContrast(s, one, valued, a, b, policyGain.source))),
        ],
      );
      return { estimates, findings };
    });
    return { estimates: answers.flatMap((a) => a.estimates), findings: answers.flatMap((a) => a.findings), exhibits: [] };
  },
);
