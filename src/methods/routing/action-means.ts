import type { Answer } from '../../estimate/answer.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import { column, isKnown } from '../../expressions/build.ts';
import { waldInference } from '../../inference/wald.ts';
import { meanOf, varianceOf } from '../../moments/moments.ts';
import { usualLevel } from '../../protocol/defaults.ts';
import { question } from '../../protocol/question.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { type MomentsReply, moments } from '../../relation/requests.ts';
import { loggedMeasure } from './log-expressions.ts';
import { type LoggedOutcome, type LogOptions, logOf } from './options.ts';

export interface ActionMeansOptions extends Pick<LogOptions, 'outcomes' | 'action' | 'actions'> {
  readonly level?: number;
  readonly boundsLevel?: number;
}

/**
 * The mean outcome of the requests that each action got: what a dashboard shows. It is not the value of any policy.
 *
 * Model   mean and its error within each action, t with n - 1.
 * Shapes  moments of the outcomes by action.
 * Units   outcome units.
 * Errors  none of its own.
 * Source  Dudik, Erhan, Langford & Li (2014), Statistical Science 29, on why a log is not an experiment.
 */
export const actionMeans = question<ActionMeansOptions>(
  {
    id: 'action-means',
    title: 'Mean outcome of the requests that each action got',
    source: 'Dudik, Erhan, Langford & Li (2014), Statistical Science 29',
    docs: 'docs/methods/action-means.md',
    rounds: { usual: 1, most: 1 },
    plan: (protocol) => {
      const log = logOf(protocol);
      const { level, guardrailLevel: boundsLevel } = protocol.analysis;
      return log ? [{ outcomes: log.outcomes, action: log.action, actions: log.actions, level, boundsLevel }] : [];
    },
    example: { outcomes: [{ name: 'y' }], action: 'z', actions: ['0', '1'] },
  },
  function* (options): Asking<Answer> {
    const replies = yield* all(
      options.outcomes.map((outcome) => ask(moments({ columns: { y: loggedMeasure(outcome) }, by: [options.action], where: isKnown(column(options.action)) }))),
    );
    return { estimates: options.outcomes.flatMap((outcome, i) => meansOf(options, outcome, replies[i])), findings: [], exhibits: [] };
  },
);

function meansOf(
  { action, actions, level = usualLevel, boundsLevel = usualLevel }: ActionMeansOptions,
  outcome: LoggedOutcome,
  reply: MomentsReply,
): readonly Estimate[] {
  return reply.groups
    .filter(({ key, moments: m }) => actions.includes(key[0]) && m.n > 1)
    .map(({ key: [name], moments: m, dropped }): Estimate => {
      const value = meanOf(m, 'y');
      const { test, ...inference } = waldInference(value, Math.sqrt(varianceOf(m, 'y') / m.n), { kind: 't', df: m.n - 1 }, { level, boundsLevel });
      return {
        id: `action-means:${outcome.name}:${name}`,
        role: 'contrast-only',
        estimand: {
          contrast: { treatment: name, control: 'none' },
          of: 'mean',
          population: `requests that got ${name}`,
          outcome: outcome.name,
          unit: outcome.unit ?? (reply.integer.y && isShare(value, m.n, varianceOf(m, 'y')) ? { kind: 'share' } : { kind: 'plain' }),
          says: `Mean ${outcome.name} of the requests that got ${name} (${action}). These requests differ from the rest: the mean does not say what sending all there would bring.`,
        },
        value,
        ...inference,
        sizes: { units: m.n, perArm: { [name]: m.n }, dropped: { [name]: dropped } },
        method: { id: 'action-means', options: { outcome: outcome.name, action, level, boundsLevel }, source: actionMeans.source },
      };
    });
}

/** Integers with the variance of zeros and ones are nothing else. */
const isShare = (mean: number, n: number, variance: number): boolean =>
  mean >= 0 && mean <= 1 && Math.abs(variance - (n / (n - 1)) * mean * (1 - mean)) <= 1e-9 * (variance + 1e-12);
