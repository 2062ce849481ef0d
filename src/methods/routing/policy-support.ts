import type { Answer } from '../../estimate/answer.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import { number } from '../../expressions/build.ts';
import { mergeAll } from '../../moments/merge.ts';
import { varianceOf } from '../../moments/moments.ts';
import { question } from '../../protocol/question.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { moments } from '../../relation/requests.ts';
import { chancesOf } from './chances.ts';
import { checkLog } from './check-log.ts';
import { askDesignSupport } from './design-support.ts';
import { explorationPlan, weakActions } from './exploration.ts';
import { loggedMeasure } from './log-expressions.ts';
import { type LogOptions, logOf, settled } from './options.ts';
import { whereEstimated } from './rounds.ts';
import { supportFindings } from './support-findings.ts';
import { askSupport, type Support } from './support-moments.ts';

export interface PolicySupportOptions extends LogOptions {
  readonly level?: number;
}

/** Where chances are logged. */
const whereLogged = { usual: 2, most: 2 };

/**
 * How much of the log tells about each policy, and which part of the policy nothing in the log tells about.
 *
 * Model   by the design where the chances of all actions are known: effective rows n / mean of sum pi^2 / p, and the tail index of the weights. By what was drawn:
 *         weights w = pi(a|x) / p(a|x) of the actions taken, effective rows (sum w)^2 / sum w^2 over all rows, by action and by bin of the context; largest
 *         weight, and the share of weight on the hundredth of the rows that weigh most; mean weight against one. Where the policy takes what was hardly logged,
 *         how many requests have to be drawn to it.
 * Shapes  moments of the weights by action and by bin, and their quantiles: two rounds.
 * Errors  those of the log.
 * Source  Kish (1965), Survey Sampling; Owen (2013), Monte Carlo theory, methods and examples, ch. 9.
 */
export const policySupport = question<PolicySupportOptions>(
  {
    id: 'policy-support',
    title: 'What the log can say of a policy',
    source: 'Kish (1965), Survey Sampling; Owen (2013), Monte Carlo theory, methods and examples, ch. 9',
    docs: 'docs/checks/policy-support.md',
    rounds: whereLogged,
    roundsOn: (options: PolicySupportOptions) => whereEstimated(options, whereLogged),
    plan: (protocol) => {
      const log = logOf(protocol);
      return log ? [{ ...log, level: protocol.analysis.level }] : [];
    },
    example: {
      outcomes: [{ name: 'y' }],
      action: 'z',
      actions: ['0', '1'],
      propensities: { kind: 'taken', chance: number(0.5) },
      policies: [{ name: 'always 1', chances: { 1: number(1) }, says: 'always 1' }],
      covariates: ['x', { factor: 'g' }],
    },
  },
  function* (options): Asking<Answer> {
    const s = settled(options);
    const chances = yield* chancesOf(s);
    if ('check' in chances) return { estimates: [], findings: [], exhibits: [] };
    const [outcome] = s.outcomes;
    const [support, designs, rewards] = yield* all([
      askSupport(s, chances),
      askDesignSupport(s, chances),
      ask(moments({ columns: { reward: loggedMeasure(outcome) }, by: [s.action] })),
      checkLog(s),
    ]);
    const whole = mergeAll(rewards.groups.map((g) => g.moments));
    const deviation = whole.n > 1 ? Math.sqrt(varianceOf(whole, 'reward')) : 0;
    return {
      estimates: [],
      findings: supportFindings(support, designs),
      exhibits: [
        ...(support.some(({ rows }) => rows > 0) ? [supportExhibit(support)] : []),
        ...explorationPlan(weakActions(support), outcome, deviation, s.level),
      ],
    };
  },
);

function supportExhibit(support: readonly Support[]): Exhibit {
  const rows = support.flatMap((one) => [
    { policy: one.policy.name, where: 'everywhere', rows: one.rows, matched: one.matched, effective: one.effective },
    ...one.byAction.map((x) => ({ policy: one.policy.name, where: `takes ${x.name}`, rows: x.rows, matched: x.matched, effective: x.effective })),
    ...one.byContext.map((x) => ({ policy: one.policy.name, where: `${x.column} ${x.name}`, rows: x.rows, matched: x.matched, effective: x.effective })),
  ]);
  const says = support
    .map((one) => `${one.policy.name}: ${Math.round(one.effective)} effective of ${one.rows} requests, ${one.matched} with an action that it may take`)
    .join('; ');
  return {
    id: 'policy-support',
    title: 'Logged requests that bear on a policy',
    kind: 'table',
    says: `${says}.`,
    alt: `${says}.`,
    columns: {
      policy: rows.map((r) => r.policy),
      where: rows.map((r) => r.where),
      requests: rows.map((r) => r.rows),
      matched: rows.map((r) => r.matched),
      effective: rows.map((r) => r.effective),
    },
  };
}
