import type { Answer } from '../../estimate/answer.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayEffect } from '../../estimate/unit.ts';
import { columnOfCovariate } from '../../protocol/protocol.ts';
import { question } from '../../protocol/question.ts';
import { type Asking, all } from '../../relation/asking.ts';
import { policyUnit } from './estimates.ts';
import { type EstimatorName, type RoutingOptions, routingOptionsOf, settled } from './options.ts';
import { valuingRounds } from './rounds.ts';
import { valuePolicies } from './value-policies.ts';

export interface HiddenRouterOptions extends RoutingOptions {
  /** Doubly robust unless told. */
  readonly estimator?: EstimatorName;
}

/** A policy's gain on an outcome. */
interface Gain {
  readonly outcome: string;
  readonly policy: string;
  readonly value: number;
  readonly said: (value: number) => string;
}

/** Where chances are logged and nothing is tuned. */
const whereLogged = { usual: 2, most: 3 };

/**
 * Where chances are estimated: how far would the gain of a policy move if one more column had decided both the action and the outcome, as strong as the strongest that is
 * known?
 *
 * Model   the gain without each covariate, in the chances and in the reward models alike, less the gain with all of them: the largest of these differences in size. It is a
 *         yardstick: what the router saw and nobody logged may be stronger.
 * Shapes  those of `policyGain`, once for each covariate more, in the same rounds.
 * Units   outcome units.
 * Errors  as `policyGain`.
 * Source  Imbens (2003), American Economic Review 93; Cinelli & Hazlett (2020), JRSS B 82, on benchmarks by observed covariates.
 */
export const hiddenRouter = question<HiddenRouterOptions>(
  {
    id: 'hidden-router',
    title: 'Gains without each covariate, where chances are estimated',
    source: 'Imbens (2003), American Economic Review 93; Cinelli & Hazlett (2020), JRSS B 82',
    docs: 'docs/checks/hidden-router.md',
    rounds: { usual: 7, most: 12 },
    roundsOn: (options: HiddenRouterOptions) => valuingRounds(options, whereLogged),
    plan: (protocol) => {
      const options = routingOptionsOf(protocol);
      if (options?.propensities.kind !== 'estimated' || protocol.covariates.length === 0) return [];
      const read = protocol.outcomes.filter(({ role }) => role === 'primary').map(({ name }) => name);
      return [{ ...options, outcomes: options.outcomes.filter(({ name }) => read.includes(name)) }];
    },
    example: {
      outcomes: [{ name: 'y' }],
      action: 'z',
      actions: ['0', '1'],
      propensities: { kind: 'estimated' },
      policies: [{ name: 'always 1', chances: { 1: { op: 'number', value: 1 } }, says: 'always 1' }],
      covariates: ['x'],
    },
  },
  function* (options): Asking<Answer> {
    const { covariates = [] } = options;
    const without = covariates.map((left) => ({ ...options, covariates: covariates.filter((x) => x !== left) }));
    const [whole, ...others] = yield* all([options, ...without].map(gainsOf));
    const findings = whole.flatMap((gain): readonly Finding[] => {
      const moved = others.flatMap((gains, i) => {
        const found = gains.find(({ outcome, policy }) => outcome === gain.outcome && policy === gain.policy);
        return found ? [{ covariate: columnOfCovariate(covariates[i]), value: found.value, by: Math.abs(found.value - gain.value) }] : [];
      });
      if (moved.length === 0) return [];
      const most = moved.reduce((a, b) => (b.by > a.by ? b : a));
      return [
        {
          check: 'hidden-router',
          about: { column: gain.outcome, arm: gain.policy },
          verdict: 'warn',
          statistic: most.by,
          says: `Without ${most.covariate}, which counts most, the gain of ${gain.policy} on ${gain.outcome} would be ${gain.said(most.value)} instead of ${gain.said(gain.value)}: a column that the router saw and nobody logged moves it as far if it counts as much.`,
          mend: 'Have the router log its chances; until then make all that it looks at covariates.',
        },
      ];
    });
    return { estimates: [], findings, exhibits: [] };
  },
);

function* gainsOf({ estimator = 'dr', ...options }: HiddenRouterOptions): Asking<readonly Gain[]> {
  const outcomes = yield* valuePolicies(settled(options), [estimator], { pairs: false, gains: true });
  return outcomes.flatMap((one) => {
    if ('check' in one) return [];
    const unit = policyUnit(one.prepared);
    return one.valued.flatMap(({ policies: [policy], found: { values } }) => ({
      outcome: one.prepared.outcome.name,
      policy: policy.name,
      value: values[0] - values[1],
      said: (value: number) => sayEffect(value, unit),
    }));
  });
}
