import type { Answer } from '../../estimate/answer.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayShare } from '../../estimate/say.ts';
import { number } from '../../expressions/build.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import { question } from '../../protocol/question.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { levels, type MomentsReply } from '../../relation/requests.ts';
import { alikeActions } from './alike-actions.ts';
import { askCalibration, calibrationExhibit, calibrationFinding } from './calibration.ts';
import { checkLog } from './check-log.ts';
import { askContextCalibration, contextFinding } from './context-calibration.ts';
import { expectLog, type LogOptions, logOf } from './options.ts';
import { routingIn } from './own.ts';

export interface RoutingLogOptions extends LogOptions {
  /** Column of the version of the logging policy. */
  readonly version?: string;
}

/**
 * Is the log what it says: known actions, chances that make sense on every row, and actions that were taken as often as those chances say?
 *
 * Model   by logged chance of each action, in bins: times taken less the sum of chances, over the root of the sum of p (1 - p); where only the chance of the
 *         action taken was logged, the mean of 1[action] / p, which is the share of rows on which it was a candidate. The same within bins of the context. The smallest p-value after Holm, by `pValueLimits.propensities`.
 * Shapes  counts by action, moments by bin of chance, and of bins of the context by action.
 * Errors  those of the log: propensity-missing, propensity-zero, propensity-above-one, propensities-sum, action-not-candidate, action-unknown, policy-chances ...
 * Source  Dawid (1982), Journal of the American Statistical Association 77.
 */
export const routingLog = question<RoutingLogOptions>(
  {
    id: 'routing-log',
    title: 'The routing log against its own probabilities',
    source: 'Dawid (1982), Journal of the American Statistical Association 77',
    docs: 'docs/checks/routing-log.md',
    rounds: { usual: 2, most: 2 },
    plan: (protocol) => planned(protocol),
    example: {
      outcomes: [{ name: 'y' }],
      action: 'z',
      actions: ['0', '1'],
      propensities: { kind: 'by-action', chances: { 0: number(0.5), 1: number(0.5) } },
      policies: [{ name: 'always 1', chances: { 1: number(1) }, says: 'always 1' }],
      covariates: ['x', { factor: 'g' }],
    },
  },
  function* (options): Asking<Answer> {
    expectLog(options);
    const { action, version, propensities } = options;
    const [counts, calibrations, cells, versions] = yield* all([
      ask(levels({ of: action })),
      askCalibration(options),
      askContextCalibration(options),
      all(version === undefined ? [] : [ask(levels({ of: version }))]),
      checkLog(options),
    ]);
    const n = counts.groups.reduce((sum, g) => sum + g.moments.n, 0);
    const checked = propensities.kind !== 'estimated' && n > 0;
    return {
      estimates: [],
      findings: [
        ...(checked ? [calibrationFinding(calibrations, options), ...contextFinding(cells, options)] : []),
        ...neverTaken(options, counts),
        ...alikeActions(action, counts),
        ...withoutAction(counts.keyless, n, action),
        ...versions.flatMap((reply) => versionFindings(reply, version!)),
      ],
      exhibits: [...(n > 0 ? [actionsExhibit(options, counts, n)] : []), ...(checked ? calibrationExhibit(calibrations) : [])],
    };
  },
);

function planned(protocol: Protocol): readonly RoutingLogOptions[] {
  const log = logOf(protocol);
  const version = routingIn(protocol)?.version;
  return log ? [{ ...log, ...(version !== undefined && { version }) }] : [];
}

function neverTaken({ actions, action }: LogOptions, { groups }: MomentsReply): readonly Finding[] {
  const missing = actions.filter((name) => !groups.some(({ key }) => key[0] === name));
  if (missing.length === 0) return [];
  return [
    {
      check: 'action-never-taken',
      about: { column: action },
      verdict: 'warn',
      statistic: missing.length,
      says: `${missing.join(', ')} ${missing.length === 1 ? 'was' : 'were'} never taken in this log.`,
      mend: 'Check the names; from this log a policy that takes such an action can be bounded, but not valued.',
    },
  ];
}

function withoutAction(rows: number, n: number, action: string): readonly Finding[] {
  if (rows === 0) return [];
  return [
    {
      check: 'action-missing',
      about: { column: action },
      verdict: 'warn',
      statistic: rows,
      says: `${sayCount(rows)} rows have no ${action} and are left out, beside ${sayCount(n)} that have one.`,
      mend: 'Find out what happened to those requests: a fallback is an action too.',
    },
  ];
}

function versionFindings({ groups, keyless }: MomentsReply, version: string): readonly Finding[] {
  const known = groups.reduce((sum, g) => sum + g.moments.n, 0);
  const says = `The log holds ${groups.length} ${groups.length === 1 ? 'version' : 'versions'} of the logging policy (${version}): ${groups.map((g) => `${g.key[0]} on ${sayCount(g.moments.n)} rows`).join(', ')}${keyless > 0 ? `, and none named on ${sayCount(keyless)}` : ''}.`;
  const finding = { check: 'logging-version', about: { column: version }, statistic: groups.length, says };
  if (groups.length <= 1 && keyless === 0) return [{ ...finding, verdict: 'pass' }];
  if (known === 0) return [];
  return [{ ...finding, verdict: 'warn', mend: 'The gain is over their mixture; filter to one version to ask about that one.' }];
}

function actionsExhibit({ actions, action }: LogOptions, { groups }: MomentsReply, n: number): Answer['exhibits'][number] {
  const rows = actions.map((name) => groups.find(({ key }) => key[0] === name)?.moments.n ?? 0);
  const says = `${actions.map((name, i) => `${name} ${sayShare(rows[i] / n)}`).join(', ')} of ${sayCount(n)} logged requests.`;
  return {
    id: 'logged-actions',
    title: `What the logging policy did (${action})`,
    kind: 'table',
    says,
    alt: says,
    columns: { action: actions, requests: rows, share: rows.map((r) => r / n) },
  };
}
