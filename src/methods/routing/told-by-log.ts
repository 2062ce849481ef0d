import type { Answer } from '../../estimate/answer.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayShare } from '../../estimate/say.ts';
import { column, isKnown, number } from '../../expressions/build.ts';
import { meanOf } from '../../moments/moments.ts';
import type { Outcome, Protocol } from '../../protocol/protocol.ts';
import type { ToldByRows, ToldOfCandidate } from '../../protocol/told.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { moments } from '../../relation/requests.ts';
import { onChanceColumns } from './chance-columns.ts';
import { chancesOf } from './chances.ts';
import { askDesignSupport } from './design-support.ts';
import { leastEffective } from './exploration.ts';
import { type LogOptions, logOf, type RoutingOptions, routingOptionsOf, settled } from './options.ts';
import { loggingPolicy } from './own.ts';
import { type PolicyGainOptions, policyGain } from './policy-gain.ts';
import { barredChance } from './support-moments.ts';

/**
 * What a request of the log tells of each policy: effective requests by the design, and what one adds to the error of a gain on each outcome. Tuned estimators are
 * planned by the doubly robust one, whose interval theirs holds; bootstrap and empirical Bernstein intervals by influence.
 *
 * Model   per request: effective requests over requests; standard deviation of a gain, its standard error times the root of the requests.
 * Errors  those of `policyGain`.
 */
export function* toldByLog(protocol: Protocol): Asking<ToldByRows> {
  const options = routingOptionsOf(protocol);
  const [support, [answer]] = yield* all([askSupport(logOf({ ...protocol, outcomes: [anyOutcome] })!), all(options ? [policyGain(plannedBy(options))] : [])]);
  return {
    rows: support.rows,
    leastEffective,
    findings: [...support.findings, ...(answer?.findings ?? []).filter(({ check }) => check === 'estimated-propensities')],
    candidates: support.candidates.map(({ id, effective }) => ({
      id,
      effective,
      gains: answer ? Object.fromEntries(protocol.outcomes.map(({ name }) => [name, gainIn(answer, name, id)])) : {},
    })),
  };
}

/** Support does not depend on an outcome. */
const anyOutcome: Outcome = { name: 'any', measure: number(1), role: 'primary', better: 'higher', unit: { kind: 'plain' } };

function plannedBy({ interval: _, threshold, shrinkage, estimator = 'dr', ...options }: PolicyGainOptions): PolicyGainOptions {
  const cuts: Pick<RoutingOptions, 'threshold' | 'shrinkage'> = {
    ...(threshold !== undefined && threshold !== 'tuned' && { threshold }),
    ...(shrinkage !== undefined && shrinkage !== 'tuned' && { shrinkage }),
  };
  const tuned = { switch: threshold, shrinkage }[estimator as string] === 'tuned';
  return { ...options, ...cuts, estimator: tuned ? 'dr' : estimator };
}

function* askSupport(
  log: LogOptions,
): Asking<Pick<ToldByRows, 'rows' | 'findings'> & { readonly candidates: readonly Pick<ToldOfCandidate, 'id' | 'effective'>[] }> {
  const s = settled(log);
  const chances = yield* chancesOf(s);
  if ('check' in chances) return { rows: 0, findings: [chances], candidates: s.policies.map(({ name }) => ({ id: name, effective: 0 })) };
  const { policies } = onChanceColumns(s);
  const [designs, barred] = yield* all([
    askDesignSupport(s, chances),
    all(
      policies.map((policy) => ask(moments({ columns: { barred: barredChance(s, chances, policy) }, where: isKnown(column(s.action)), over: chances.before }))),
    ),
  ]);
  return {
    rows: designs[0].rows,
    candidates: designs.map(({ effective, rows }, i) => ({ id: s.policies[i].name, effective: rows > 0 ? effective / rows : 0 })),
    findings: barred.flatMap(({ groups: [{ moments: m }] }, i) =>
      m.n > 0 && meanOf(m, 'barred') > 0 ? [neverTried(s.policies[i].name, meanOf(m, 'barred'))] : [],
    ),
  };
}

const neverTried = (policy: string, share: number): Finding => ({
  check: 'policy-support',
  about: { arm: policy },
  verdict: 'fail',
  identification: true,
  statistic: share,
  threshold: 0,
  says: `On ${sayShare(share)} of requests ${policy} takes an action whose chance is zero there: no number of requests tells what it would bring.`,
  mend: 'Let the router draw those actions by chance there, or let the policy take another one.',
});

/** The gain of a policy on an outcome, or why there is none. */
function gainIn({ estimates, findings }: Answer, outcome: string, policy: string): ToldOfCandidate['gains'][string] {
  const gain = estimates.find(
    ({ estimand: { contrast, outcome: of } }) => of === outcome && contrast.treatment === policy && contrast.control === loggingPolicy,
  );
  if (gain?.standardError !== undefined && gain.standardError > 0) {
    const { units, clusters } = gain.sizes;
    const { logged } = gain.details as { readonly logged: number };
    const sd = gain.standardError * Math.sqrt(units);
    return { rows: units, mean: logged, isShare: gain.estimand.unit.kind === 'share', sd, ...(clusters !== undefined && { clusters }) };
  }
  const about = findings.filter(({ verdict }) => verdict === 'refuse');
  const why =
    about.find((f) => f.about.column === outcome && f.about.arm === policy) ?? about.find((f) => f.about.column === outcome || f.about.column === undefined);
  return why
    ? { why: why.says, mend: why.mend ?? '' }
    : {
        why: `${policy} takes what was logged on every request, so that there is nothing to find on ${outcome}.`,
        mend: 'Ask about a policy that differs from the logged one.',
      };
}
