import type { Exhibit } from '../../estimate/exhibit.ts';
import { sayShare, saySigned } from '../../estimate/say.ts';
import { normalQuantile } from '../../math/distributions/normal.ts';
import { type Moments, meanOf, varianceOf } from '../../moments/moments.ts';
import { short } from './findings.ts';
import { gapOf, gapWithin } from './gaps.ts';
import type { ServedPeriod } from './served-periods.ts';

const half = normalQuantile(0.975);

/** The served share of each period, in percent, with 95 % intervals. */
export function servedRateLines(periods: readonly ServedPeriod[]): Exhibit {
  const shares = periods.map((p) => p.served / p.requests);
  const reach = periods.map((p, i) => half * Math.sqrt((shares[i] * (1 - shares[i])) / p.requests));
  const says = `The served share of requests goes from ${sayShare(shares[0])} to ${sayShare(shares[shares.length - 1])}.`;
  return {
    id: 'served-rate',
    title: 'Served requests by period, percent',
    kind: 'lines',
    says,
    alt: `${says} Over ${periods.length} periods, with 95 % intervals.`,
    columns: {
      x: placesOf(periods),
      y: shares.map((s) => 100 * s),
      low: shares.map((s, i) => 100 * Math.max(0, s - reach[i])),
      high: shares.map((s, i) => 100 * Math.min(1, s + reach[i])),
    },
  };
}

/** The mean of a context among labelled and among all requests, by period. */
export function contextLines(periods: readonly ServedPeriod[], context: string): Exhibit {
  const whole = periods.filter(({ sides }) => sides !== undefined);
  const { value, standardError } = gapWithin(whole, context);
  const says = `Labelled requests have a mean ${context} that is ${saySigned(value)} (SE ${short(standardError)}) away from that of all requests.`;
  const line = (series: string, of: (p: ServedPeriod) => Moments) => {
    const points = whole.map((p) => ({ mean: meanOf(of(p), context), reach: half * Math.sqrt(varianceOf(of(p), context) / of(p).n) }));
    return {
      x: placesOf(whole),
      y: points.map((p) => p.mean),
      low: points.map((p) => p.mean - p.reach),
      high: points.map((p) => p.mean + p.reach),
      series: points.map(() => series),
    };
  };
  const [all, labelled] = [line('all requests', ({ sides }) => sides!.all), line('labelled', ({ sides }) => sides!.served)];
  return {
    id: `labelled-${context}`,
    title: `Mean ${context} of labelled and of all requests`,
    kind: 'lines',
    says,
    alt: `${says} Over ${whole.length} periods, with 95 % intervals.`,
    columns: {
      x: [...all.x, ...labelled.x],
      y: [...all.y, ...labelled.y],
      low: [...all.low, ...labelled.low],
      high: [...all.high, ...labelled.high],
      series: [...all.series, ...labelled.series],
    },
  };
}

/** Counts, shares and gaps with their standard errors, a row a period and context. */
export function gapsTable(periods: readonly ServedPeriod[], contexts: readonly string[]): Exhibit {
  const rows = periods.flatMap((p) => (p.sides ? contexts.map((context) => ({ p, sides: p.sides!, context, gap: gapOf(p.sides!, context) })) : []));
  const says = `Labelled and all requests in ${periods.length} ${periods.length === 1 ? 'period' : 'periods'}.`;
  return {
    id: 'labelled-gaps',
    title: 'Labelled requests and all requests',
    kind: 'table',
    says,
    alt: says,
    columns: {
      period: rows.map(({ p }) => p.label),
      requests: rows.map(({ p }) => p.requests),
      served: rows.map(({ p }) => p.served),
      share: rows.map(({ p }) => p.served / p.requests),
      shareError: rows.map(({ p }) => Math.sqrt(((p.served / p.requests) * (1 - p.served / p.requests)) / p.requests)),
      context: rows.map(({ context }) => context),
      labelled: rows.map(({ sides, context }) => meanOf(sides.served, context)),
      all: rows.map(({ sides, context }) => meanOf(sides.all, context)),
      gap: rows.map(({ gap }) => gap.value),
      gapError: rows.map(({ gap }) => gap.standardError),
    },
  };
}

const placesOf = (periods: readonly ServedPeriod[]): readonly (string | number)[] =>
  periods.map((p) => (Number(p.label) === p.time && p.label.trim() !== '' ? p.time : p.label));
