import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayNumber, sayP, sayShare, saySigned } from '../../estimate/say.ts';
import { pValueLimits } from '../../estimate/thresholds.ts';
import { normalTail } from '../../math/distributions/normal.ts';
import type { Follows } from './follows.ts';
import { gapWithin, spreadOf } from './gaps.ts';
import type { StrongestSign } from './learned.ts';
import type { ServedLog, ServedPeriods } from './served-periods.ts';

const { failBelow: surely, warnBelow: likely } = pValueLimits.feedback;
/** In standard deviations: a smaller difference does not matter, however significant it is. */
const relevant = 0.1;

/** How the labelled differ from all in one context. */
export interface Selected {
  readonly context: string;
  readonly gap: number;
  readonly standardError: number;
  /** Over the standard deviation of the context. */
  readonly standardised: number;
  /** Times the number of contexts. */
  readonly pValue: number;
}

export function selectionOf({ periods }: ServedPeriods, contexts: readonly string[]): readonly Selected[] {
  return contexts.flatMap((context) => {
    const { value, standardError } = gapWithin(periods, context);
    const spread = spreadOf(periods, context);
    if (!(spread > 0 && standardError > 0)) return [];
    const pValue = Math.min(1, 2 * contexts.length * normalTail(Math.abs(value / standardError)));
    return [{ context, gap: value, standardError, standardised: value / spread, pValue }];
  });
}

const largest = (found: readonly Selected[]): Selected | undefined => [...found].sort((a, b) => Math.abs(b.standardised) - Math.abs(a.standardised))[0];

export function selectionFinding(found: readonly Selected[], served: string): readonly Finding[] {
  const worst = largest(found);
  if (!worst) return [];
  const { context, gap, standardError, standardised, pValue } = worst;
  const says = `Labelled requests differ from all requests: their mean ${context} is ${saySigned(gap)} away from that of all (SE ${short(standardError)}; ${saySigned(standardised)} standard deviations; ${sayP(pValue)}).`;
  const shared = { check: 'selection', about: { column: context }, statistic: standardised, threshold: relevant, pValue };
  if (!(pValue < surely && Math.abs(standardised) >= relevant)) return [{ ...shared, verdict: 'pass', says: says.replace('differ from', 'are like') }];
  const mend = `Read means of labels as those of ${served} requests only; for all requests weight by the chance to be served (population-mean).`;
  return [{ ...shared, verdict: 'warn', says, mend }];
}

/**
 * A loop is selection and feedback: labels that differ from the population, and serving that goes by labels.
 */
export function loopFinding({ why, strongest }: StrongestSign, found: readonly Selected[], { served, period, probability }: ServedLog): Finding {
  const notTested = (because: string, mend: string): Finding => ({
    check: 'feedback-not-tested',
    about: { column: served },
    verdict: 'warn',
    says: `Whether serving follows earlier labels was not tested: ${because}.`,
    mend,
  });
  if (period === undefined) return notTested('no column of periods is named', 'Name the column of the period, such as a week.');
  if (why !== undefined) return notTested(why, 'Use shorter periods, or wait for more of them.');
  if (found.length === 0) return notTested('no context of the requests is known', 'Name numeric covariates that are known of every request.');
  const selected = found.some(({ pValue }) => pValue < surely);
  const shared = { check: 'feedback-loop', about: { column: served }, threshold: likely };
  const fires = strongest !== undefined && strongest.pValue < likely;
  if (fires) {
    const { coefficient, pValue } = strongest;
    const how = inWords(strongest, probability === undefined ? 'share' : 'log-odds');
    const fact = { ...shared, statistic: coefficient, pValue };
    if (!selected) return { ...fact, verdict: 'pass', says: `Labels are like all requests, so that learning from them does not mislead, though ${how}.` };
    const { context, gap } = largest(found)!;
    const mend = 'Serve a small share of requests at random, label these, and train on labels weighted by one over the chance to be served.';
    return { ...fact, verdict: 'warn', says: `Labelled requests differ from all (${context} ${saySigned(gap)}), and serving follows them: ${how}.`, mend };
  }
  if (probability === undefined)
    return notTested(
      `who was served shows only strong loops${strongest ? `, and none is seen (${sayP(strongest.pValue)})` : ''}`,
      'Log the chance with which each request was served, and name its column as probability.',
    );
  const how =
    strongest === undefined
      ? 'it did not change after the first period'
      : `its changes do not follow the labels of the period before (at most ${saySigned(strongest.coefficient)}, SE ${short(strongest.standardError)}, for each unit of ${strongest.learned}; ${sayP(strongest.pValue)})`;
  return {
    ...shared,
    verdict: 'pass',
    ...(strongest && { statistic: strongest.coefficient, pValue: strongest.pValue }),
    says: `No feedback loop is seen in how requests are served: ${how}.`,
  };
}

function inWords({ learned, serving, coefficient, standardError, exact, pValue }: Follows, scale: string): string {
  const error = exact ? 'exactly, to rounding' : `SE ${short(standardError)}`;
  return `serving (${scale}, ${serving}) changes by ${saySigned(coefficient)} (${error}) for each unit by which the labelled mean of ${learned} was higher in the period before (${sayP(pValue)})`;
}

/** Warnings about the log itself. */
export function logFindings({ periods, unknown, unlogged, never, stray }: ServedPeriods, { served, probability }: ServedLog): readonly Finding[] {
  const requests = periods.reduce((sum, p) => sum + p.requests, 0);
  const warn = (check: string, column: string, count: number, says: string, mend: string): readonly Finding[] =>
    count === 0 ? [] : [{ check, about: { column }, verdict: 'warn', statistic: count, says, mend }];
  const idle = periods.filter((p) => p.served === 0);
  return [
    ...warn(
      'served-unknown',
      served,
      unknown,
      `${sayCount(unknown)} requests are left out: ${served}, or their period, is unknown.`,
      `Log ${served} and the period of every request.`,
    ),
    ...warn(
      'period-unserved',
      served,
      idle.length,
      `Nobody was served in ${idle.length === 1 ? 'period' : `${idle.length} periods, the first of them`} ${idle[0]?.label ?? ''}: it has no labels, and no gap.`,
      'Check the log of that period; a mean over labels says nothing about it.',
    ),
    ...stray.flatMap(({ outcome, count }) =>
      warn(
        'unserved-labels',
        outcome,
        count,
        `${outcome} is known for ${sayCount(count)} requests that were not served: these labels are not used.`,
        `Check that ${served} and ${outcome} mean the same requests; a label of a request that was not served belongs to something else, or ${served} is wrong.`,
      ),
    ),
    ...(probability === undefined
      ? []
      : [
          ...warn(
            'chance-unlogged',
            probability,
            unlogged,
            `${probability} is unknown for ${sayCount(unlogged)} of ${sayCount(requests)} requests.`,
            'Log the chance of every request.',
          ),
          ...neverServed(never, requests, probability),
        ]),
  ];
}

/** Requests that had no chance to be labelled. */
export function neverServed(never: number, requests: number, probability: string): readonly Finding[] {
  if (never === 0) return [];
  const says = `${sayShare(never / requests)} of requests (${sayCount(never)}) could not be served: ${probability} is 0, so that no label represents them.`;
  const mend = 'Serve a small share of them at random, or say that the result is for the others.';
  return [{ check: 'never-served', about: { column: probability }, verdict: 'warn', statistic: never, says, mend }];
}

/** Standard errors have two digits. */
export const short = (x: number): string => sayNumber(x, 2);
