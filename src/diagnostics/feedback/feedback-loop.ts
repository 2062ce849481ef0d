import { EstimandError } from '../../errors/estimand-error.ts';
import type { Answer } from '../../estimate/answer.ts';
import type { Expression } from '../../expressions/expression.ts';
import { comomentOf } from '../../moments/moments.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { contextDrift, contextDriftFinding, servedDrift, servedRateFinding, trendsTable } from './drift.ts';
import { contextLines, gapsTable, servedRateLines } from './exhibits.ts';
import { logFindings, loopFinding, selectionFinding, selectionOf } from './findings.ts';
import { lookForLoop } from './learned.ts';
import { servedPeriods } from './served-periods.ts';

export interface FeedbackLoopOptions {
  /** Column that says which requests were served: 0 and 1, or boolean. */
  readonly served: string;
  /** Column of the period. Without it drift and feedback are not looked for. */
  readonly period?: string;
  /** Column of the logged chance to be served. Without it only strong loops show. */
  readonly probability?: string;
  /** Numeric columns that are known of every request, served or not. */
  readonly contexts: readonly string[];
  /** What is measured on served requests. */
  readonly outcomes?: readonly { readonly outcome: string; readonly measure?: Expression }[];
}

/**
 * Do labels come from a part of the requests that differs from the rest, and does serving go by these labels?
 *
 * Model   Selection: mean of each context among served requests less that among all, within periods; the served are a part of all. Drift: trends of the
 *         served share, and of labelled means apart from those of all requests; HC2. Feedback: log-odds of the logged chance at the mean contexts, and
 *         its slopes, on the labelled means of the period before and on serving then. A loop is selection and feedback.
 * Shapes  moments of contexts by served and period, in one round.
 * Errors  served-not-binary; served-nobody; served-chance-invalid.
 * Source  Granger (1969), Econometrica 37; Perdomo et al. (2020), ICML; MacKinnon & White (1985), Journal of Econometrics 29.
 */
export const feedbackLoop = question<FeedbackLoopOptions>(
  {
    id: 'feedback-loop',
    title: 'Labels of served requests, and what learns from them',
    source: 'Granger (1969), Econometrica 37; Perdomo et al. (2020), ICML; MacKinnon & White (1985), Journal of Econometrics 29',
    docs: 'docs/checks/feedback-loop.md',
    rounds: { usual: 1, most: 1 },
    plan: ({ population, covariates, outcomes }) =>
      population
        ? [
            {
              ...population,
              contexts: covariates.filter((x) => typeof x === 'string'),
              outcomes: outcomes.filter((o) => o.ratio === undefined && o.quantile === undefined).map(({ name, measure }) => ({ outcome: name, measure })),
            },
          ]
        : [],
    example: { served: 'd', period: 'z', contexts: ['x'], outcomes: [{ outcome: 'y' }] },
  },
  function* (options): Asking<Answer> {
    const log = yield* servedPeriods(options);
    const { periods } = log;
    const count = periods.reduce((sum, p) => sum + p.served, 0);
    if (count === 0) throw new EstimandError('served-nobody', { column: options.served, assignment: undefined, arm: undefined });
    const contexts = options.contexts.filter((x) => periods.some(({ sides }) => sides !== undefined && comomentOf(sides.all, x, x) > 0));
    const found = selectionOf(log, contexts);
    const outcomes = (options.outcomes ?? []).map(({ outcome }) => outcome);
    const served = servedDrift(periods);
    const drifts = contexts.map((context) => contextDrift(periods, context));
    const everybody = periods.every((p) => p.served === p.requests);
    return {
      estimates: [],
      findings: [
        servedRateFinding(periods, served, options.served),
        ...selectionFinding(found, options.served),
        ...contexts.flatMap((context, i) => contextDriftFinding(context, drifts[i])),
        ...(everybody ? [] : [loopFinding(lookForLoop(periods, contexts, outcomes), found, options)]),
        ...logFindings(log, options),
      ],
      exhibits: [
        ...(periods.length > 1 ? [servedRateLines(periods), ...contexts.map((context) => contextLines(periods, context))] : []),
        ...(found.length > 0 ? [gapsTable(periods, contexts)] : []),
        ...(served.length > 0 ? [trendsTable([...served, ...drifts.flat()])] : []),
      ],
    };
  },
);
