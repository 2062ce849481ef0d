import type { Answer } from '../../estimate/answer.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import { measureOf, nameWithUnit, sayEffect } from '../../estimate/unit.ts';
import { periodNoun } from '../../protocol/periods.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { type AskedPanel, askPanel } from './ask-panel.ts';
import { unitOf } from './estimate.ts';
import { type FoundLaunch, isRefused } from './found.ts';
import { foundLaunch } from './found-launch.ts';
import { example, type Launched, type LaunchOptions, launchedOf, launchOptionsOf } from './options.ts';
import type { PeriodEffects } from './period-effects.ts';

const source = 'Chernozhukov, Wuthrich & Zhu (2021), JASA 116; Harvey (1989), Forecasting, Structural Time Series Models and the Kalman Filter';

/**
 * What was seen and what would have been; and of the primary outcome the effect in each period since the launch, and what it adds up to.
 *
 * Model   by donors each period by itself, by conformal inference: the estimator is fitted to the time before and the period, the effect taken out, and the period ranks among those before. By a
 *         state space predictive intervals.
 * Shapes  the panel of `launchEffect`.
 * Units   outcome units.
 * Errors  fewer periods before the launch than 1 / (1 - level) - 1 leave intervals by donors without ends.
 * Source  Chernozhukov, Wuthrich & Zhu (2021); Harvey (1989).
 */
export const effectByPeriod = question<LaunchOptions>(
  {
    id: 'effect-by-period',
    title: 'The effect in each period since the launch',
    source,
    docs: 'docs/methods/effect-by-period.md',
    label: 'by period',
    rounds: { usual: 1, most: 1 },
    plan: (protocol) => launchOptionsOf(protocol),
    example,
  },
  function* (options): Asking<Answer> {
    const c = launchedOf(options);
    const asked = yield* askPanel(c);
    const found = foundLaunch(asked, c);
    if (isRefused(found)) return { estimates: [], findings: [], exhibits: [] };
    const seen = paths(found, asked, c);
    if (c.role !== 'primary') return { estimates: [], findings: [], exhibits: [seen] };
    const effects = found.byPeriod(c.level);
    return { estimates: [], findings: [], exhibits: [seen, byPeriod(effects, asked, c), cumulated(effects, c)] };
  },
);

/** Where units got it at several times their mean is followed from the first on: what it says of a period is of all of them, reached or not. */
const since = ({ launch }: Launched): string => (launch.launches ? 'since the first launch' : 'since the launch');

function byPeriod({ pointwise }: PeriodEffects, { panel }: AskedPanel, c: Launched): Exhibit {
  const { factor } = measureOf(unitOf(c));
  const scaled = (x: number | undefined): number | '' => (x === undefined ? '' : factor * x);
  const noun = periodNoun(c.launch.period);
  const after = pointwise.slice(panel.before);
  const known = after.filter(({ low, high }) => (low ?? -Infinity) > 0 || (high ?? Infinity) < 0).length;
  const ends = after.some(({ low, high }) => low !== undefined && high !== undefined);
  const says = `Effects on ${c.outcome} by ${noun} ${since(c)}: from ${sayEffect(Math.min(...after.map(({ value }) => value)), unitOf(c))} to ${sayEffect(Math.max(...after.map(({ value }) => value)), unitOf(c))}${ends ? `; ${known} of ${after.length} are told from zero by themselves` : `; no single one can be told from zero`}.`;
  return {
    id: `effect-by-period:${c.outcome}`,
    title: `Effect by ${noun} ${since(c)} (${nameWithUnit(c.outcome, unitOf(c))})`,
    kind: 'event-study',
    part: 'time',
    says,
    alt: says,
    columns: {
      since: pointwise.map((_, t) => t - panel.before),
      value: pointwise.map(({ value }) => (Number.isNaN(value) ? '' : factor * value)),
      low: pointwise.map(({ low }) => scaled(low)),
      high: pointwise.map(({ high }) => scaled(high)),
      is: pointwise.map(() => ''),
    },
    marks: [{ at: 0, label: 'no effect' }],
    axes: { x: `${noun}s ${since(c)}`, y: c.outcome },
    level: c.level,
  };
}

function cumulated({ cumulative }: PeriodEffects, c: Launched): Exhibit {
  const { factor } = measureOf(unitOf(c));
  const scaled = (x: number | undefined): number | '' => (x === undefined ? '' : factor * x);
  const noun = periodNoun(c.launch.period);
  const last = cumulative[cumulative.length - 1];
  const says = `Effects on ${c.outcome} added up ${since(c)}: ${sayEffect(last.value, unitOf(c))} after ${cumulative.length} ${noun}s.`;
  return {
    id: `cumulative-effect:${c.outcome}`,
    title: `Effect on ${c.outcome} added up ${since(c)}`,
    kind: 'lines',
    part: 'time',
    says,
    alt: says,
    columns: {
      x: cumulative.map((_each, t) => t),
      y: cumulative.map(({ value }) => factor * value),
      low: cumulative.map(({ low }) => scaled(low)),
      high: cumulative.map(({ high }) => scaled(high)),
    },
    axes: { x: `${noun}s ${since(c)}`, y: c.outcome },
    level: c.level,
  };
}

/** What was seen, and what would have been. */
function paths({ observed, path }: FoundLaunch, { panel }: AskedPanel, c: Launched): Exhibit {
  const { factor, after } = measureOf(unitOf(c));
  const unit = after === ' pp' ? '%' : after.trim();
  const line = (values: Float64Array, series: string) =>
    Array.from(values, (value, t) => ({ x: t - panel.before, y: Number.isNaN(value) ? '' : factor * value, series }));
  const rows = [...line(observed, 'as it was'), ...line(path, 'without the launch')];
  const noun = periodNoun(c.launch.period);
  const says = `${c.outcome} of those that got the launch, and what it would have been without it, by ${noun}s ${since(c)} (${c.launch.launchedText}).`;
  return {
    id: `launch-path:${c.outcome}`,
    title: `${c.outcome} with and without the launch${unit === '' ? '' : ` (${unit})`}`,
    kind: 'lines',
    part: 'time',
    says,
    alt: says,
    columns: { x: rows.map(({ x }) => x), y: rows.map(({ y }) => y), series: rows.map(({ series }) => series) },
    axes: { x: `${noun}s ${since(c)}`, y: c.outcome, start: -0.5 },
  };
}
