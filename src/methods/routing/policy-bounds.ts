import type { Answer } from '../../estimate/answer.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayShare } from '../../estimate/say.ts';
import { add, greater, not, number, sum, times, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { quantileOf } from '../../inference/wald.ts';
import { question } from '../../protocol/question.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { moments } from '../../relation/requests.ts';
import { baseColumns, rowExpressions } from './base-columns.ts';
import { onChanceColumns } from './chance-columns.ts';
import { type Chances, chancesOf } from './chances.ts';
import { askClusterSums } from './cluster-sums.ts';
import { logSizes, policyRecord, policyUnit } from './estimates.ts';
import { type FormMeans, formMeans } from './forms.ts';
import { chanceOf, wantedBy } from './log-expressions.ts';
import { type LoggedOutcome, type RoutingOptions, routingOptionsOf, type Settled, settled } from './options.ts';
import { loggingPolicy, type Policy } from './own.ts';
import { type Prepared, prepared } from './prepare.ts';
import { whereEstimated } from './rounds.ts';

export type PolicyBoundsOptions = RoutingOptions;

/** Where chances are logged. */
const whereLogged = { usual: 2, most: 3 };

/**
 * What a policy that takes actions which were never logged could bring at worst and at best, from the declared bounds of the outcome.
 *
 * Model   psi = doubly robust over the actions that were logged, plus the least (or most) that the outcome can be times the chance given to the others; less what
 *         was logged. The interval reaches from the lower limit of the least to the upper limit of the most, each at half the error.
 * Shapes  as `policyGain`.
 * Units   outcome units. The value is the middle of the two means, and is no estimate.
 * Errors  those of the log. Nothing is said of outcomes without declared bounds or that a judge scored, nor of policies that the log supports.
 * Source  Manski (1990), American Economic Review 80; Horowitz & Manski (2000), Journal of the American Statistical Association 95.
 */
export const policyBounds = question<PolicyBoundsOptions>(
  {
    id: 'policy-bounds',
    title: 'Worst-case bounds of a policy that takes unlogged actions',
    source: 'Manski (1990), American Economic Review 80; Horowitz & Manski (2000), Journal of the American Statistical Association 95',
    docs: 'docs/methods/policy-bounds.md',
    rounds: whereLogged,
    roundsOn: (options: PolicyBoundsOptions) => whereEstimated(options, whereLogged),
    plan: (protocol) => {
      const options = routingOptionsOf(protocol);
      if (!options?.outcomes.some(isBounded)) return [];
      const { estimator, ...others } = options;
      return [others];
    },
    example: {
      outcomes: [{ name: 'y', bounds: [0, 20] }],
      action: 'z',
      actions: ['0', '1', '2'],
      propensities: { kind: 'taken', chance: number(0.5) },
      policies: [{ name: 'sometimes 2', chances: { 1: number(0.9), 2: number(0.1) }, says: 'sometimes 2' }],
      covariates: ['x'],
    },
  },
  function* (options): Asking<Answer> {
    const s = settled(options);
    const chances = yield* chancesOf(s);
    if ('check' in chances) return { estimates: [], findings: [chances], exhibits: [] };
    const bounded: Settled = { ...s, outcomes: s.outcomes.filter(isBounded) };
    if (bounded.outcomes.length === 0) return { estimates: [], findings: [], exhibits: [] };
    const outcomes = yield* prepared(bounded, true);
    const sound = outcomes.flatMap((p) => ('check' in p ? [] : [p]));
    const answers = yield* all(sound.flatMap((p) => onChanceColumns(s).policies.map((policy) => boundsOf(s, p, chances, policy))));
    const unsound = outcomes.flatMap((p) => ('check' in p ? [p] : []));
    return { estimates: answers.flatMap((a) => a.estimates), findings: [...unsound, ...answers.flatMap((a) => a.findings)], exhibits: [] };
  },
);

/** What labels add to a row of a judged outcome lies beyond its bounds. */
const isBounded = ({ bounds, labelled }: LoggedOutcome): boolean => bounds !== undefined && labelled === undefined;

/** Actions without information at a row: never modelled, or never drawn there. */
function unseen(s: Settled, p: Prepared, chances: Chances, policy: Policy): Expression {
  return sum(
    wantedBy(policy, s.actions).map((action) => {
      const chance = chanceOf(policy, action);
      if (!p.fits.some((fit) => fit.action === action)) return chance;
      return chances.of ? when(not(greater(chances.of(action), 0)), chance, 0) : number(0);
    }),
  );
}

/** The same policy without the actions that the log has no information on. */
function seenPart(s: Settled, p: Prepared, chances: Chances, policy: Policy): Policy {
  const seen = wantedBy(policy, s.actions).filter((action) => p.fits.some((fit) => fit.action === action));
  const where = (action: string): Expression => (chances.of ? when(greater(chances.of(action), 0), chanceOf(policy, action), 0) : chanceOf(policy, action));
  return { ...policy, name: `${policy.name}, as far as seen`, chances: Object.fromEntries(seen.map((action) => [action, where(action)])) };
}

function* boundsOf(s: Settled, p: Prepared, chances: Chances, policy: Policy): Asking<Pick<Answer, 'estimates' | 'findings'>> {
  const part = seenPart(s, p, chances, policy);
  const row = rowExpressions(s, p);
  const columns = { psi: add(row.predicted(part), times(row.weight(part), row.residual)), unseen: unseen(s, p, chances, policy), logged: row.outcome };
  const over = [...chances.before, ...baseColumns({ ...s, policies: [part] }, [p], chances, true)];
  const request = { columns, where: p.where, over };
  const [{ groups }, sums] = yield* all([ask(moments(request)), askClusterSums(s.cluster, request)]);
  const forms = [() => ({ unseen: 1 }), ...p.outcome.bounds!.map((end) => () => ({ psi: 1, unseen: end - p.centre, logged: -1 }))];
  const found = formMeans([groups[0].moments], forms, sums && { sums, named: (_, name) => name });
  const share = found.means[0];
  if (!(share > 0)) return { estimates: [], findings: [] };
  const estimate = boundsEstimate(s, p, policy, share, found);
  return { estimates: [estimate], findings: [boundedFinding(p, policy, share, estimate)] };
}

function boundsEstimate(s: Settled, p: Prepared, policy: Policy, share: number, { df, means, covariance }: FormMeans): Estimate {
  const [, least, most] = means;
  const errors = [covariance[4], covariance[8]].map((variance) => Math.sqrt(Math.max(0, variance)));
  const reference = { kind: 't', df } as const;
  const reach = (q: number) => ({ low: least - quantileOf(reference, q) * errors[0], high: most + quantileOf(reference, q) * errors[1] });
  return {
    id: `policy-bounds:${p.outcome.name}:${policy.name}`,
    role: 'contrast-only',
    estimand: {
      contrast: { treatment: policy.name, control: loggingPolicy },
      population: 'all requests in the log',
      outcome: p.outcome.name,
      unit: policyUnit(p),
      says: `What the change of the mean ${p.outcome.name} could be if ${policy.name} routed every request, if the ${sayShare(share)} that it routes where nothing was logged bring anything between ${p.outcome.bounds![0]} and ${p.outcome.bounds![1]}: read the interval only.`,
    },
    value: (least + most) / 2,
    interval: { pieces: [reach((1 + s.level) / 2)], level: s.level, side: 'two-sided', kind: 'pointwise', reference },
    bounds: { level: s.boundsLevel, ...reach(s.boundsLevel) },
    sizes: logSizes(p, s, df),
    method: { id: 'policy-bounds', options: { ...policyRecord(s, p, 'dr'), bounds: p.outcome.bounds }, source: policyBounds.source },
    details: { unseen: share, least, most, standardErrors: errors },
  };
}

function boundedFinding({ outcome }: Prepared, policy: Policy, share: number, { id, details }: Estimate): Finding {
  const { least, most } = details as { least: number; most: number };
  return {
    check: 'policy-bounds',
    about: { column: outcome.name, arm: policy.name, estimate: id },
    verdict: 'warn',
    statistic: share,
    says: `${policy.name} routes ${sayShare(share)} of requests where nothing was logged: its change of ${outcome.name} lies anywhere from ${least.toPrecision(4)} to ${most.toPrecision(4)}, before sampling error.`,
    mend: 'Draw those actions by chance on some requests; the plan of exploration says how many.',
  };
}
