import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayP, sayShare, saySigned } from '../../estimate/say.ts';
import { pValueLimits } from '../../estimate/thresholds.ts';
import { meanOf } from '../../moments/moments.ts';
import { short } from './findings.ts';
import { gapOf, spreadOf } from './gaps.ts';
import type { ServedPeriod } from './served-periods.ts';
import { type Trend, trendOf } from './trend.ts';

/** A trend over the periods, and how far it went in units that compare: standard deviations, or shares. */
export interface Drift extends Trend {
  readonly of: string;
  readonly moved: number;
}

const likely = pValueLimits.feedback.warnBelow;
const relevantShare = 0.02;
const relevantContext = 0.1;

const drifted = (drift: Drift, least: number): boolean => drift.pValue !== undefined && drift.pValue < likely && Math.abs(drift.moved) >= least;

function driftOf(of: string, periods: readonly ServedPeriod[], value: (p: ServedPeriod) => number, unit: number): readonly Drift[] {
  const times = periods.map((p) => p.time);
  const trend = trendOf(times, periods.map(value));
  return trend ? [{ of, ...trend, moved: (trend.slope * (times[times.length - 1] - times[0])) / unit }] : [];
}

export const servedDrift = (periods: readonly ServedPeriod[]): readonly Drift[] => driftOf('served share', periods, (p) => p.served / p.requests, 1);

/** The labelled mean drifts with the population, and with who is labelled: their difference is told apart. */
export function contextDrift(periods: readonly ServedPeriod[], context: string): readonly Drift[] {
  const whole = periods.filter(({ sides }) => sides !== undefined);
  const spread = spreadOf(whole, context);
  if (!(spread > 0)) return [];
  return [
    ...driftOf(`labelled mean of ${context}`, whole, ({ sides }) => meanOf(sides!.served, context), spread),
    ...driftOf(`mean of ${context}`, whole, ({ sides }) => meanOf(sides!.all, context), spread),
    ...driftOf(`labelled less all, ${context}`, whole, ({ sides }) => gapOf(sides!, context).value, spread),
  ];
}

export function servedRateFinding(periods: readonly ServedPeriod[], [drift]: readonly Drift[], served: string): Finding {
  const [requests, count] = [periods.reduce((sum, p) => sum + p.requests, 0), periods.reduce((sum, p) => sum + p.served, 0)];
  const share = ({ served: s, requests: n, label }: ServedPeriod): string => `${sayShare(s / n)} in period ${label}`;
  const path = periods.length > 1 ? `, from ${share(periods[0])} to ${share(periods[periods.length - 1])}` : '';
  const along =
    drift === undefined
      ? `; with ${periods.length === 1 ? 'one period' : `${periods.length} periods`} no trend is told`
      : ` (trend ${saySigned(100 * drift.slope)} pp a period, SE ${short(100 * drift.standardError)}${drift.pValue === undefined ? '' : `, ${sayP(drift.pValue)}`})`;
  const shared = { check: 'served-rate', about: { column: served }, statistic: count / requests, ...(drift?.pValue !== undefined && { pValue: drift.pValue }) };
  const says = `${sayShare(count / requests)} of requests were served${path}${along}.`;
  if (drift && drifted(drift, relevantShare))
    return { ...shared, verdict: 'warn', says, mend: 'Compare periods per request, not per served request; find out why the served share moves.' };
  return { ...shared, verdict: 'pass', says };
}

export function contextDriftFinding(context: string, drifts: readonly Drift[]): readonly Finding[] {
  const [labelled, all, gap] = drifts;
  if (!gap) return [];
  const of = ({ moved, pValue }: Drift): string => `${saySigned(moved)} SD${pValue === undefined ? '' : ` (${sayP(pValue)})`}`;
  const says = `Over the periods the labelled mean of ${context} moved by ${of(labelled)}: all requests by ${of(all)}, who of them is labelled by ${of(gap)}.`;
  const shared = {
    check: 'context-drift',
    about: { column: context },
    statistic: gap.moved,
    threshold: relevantContext,
    ...(gap.pValue !== undefined && { pValue: gap.pValue }),
    says,
  };
  if (!drifted(gap, relevantContext)) return [{ ...shared, verdict: 'pass' }];
  return [{ ...shared, verdict: 'warn', mend: 'Do not read the trend of labelled means as a trend of the product: who is labelled changes over time.' }];
}

export function trendsTable(drifts: readonly Drift[]): Exhibit {
  const says = `Trends of ${drifts.length} series over the periods.`;
  return {
    id: 'feedback-trends',
    title: 'Trends over periods',
    kind: 'table',
    says,
    alt: says,
    columns: {
      series: drifts.map((d) => d.of),
      'change a period': drifts.map((d) => d.slope),
      standardError: drifts.map((d) => d.standardError),
      df: drifts.map((d) => d.df),
      pValue: drifts.map((d) => d.pValue ?? ''),
    },
  };
}
