import type { Exhibit } from '../../estimate/exhibit.ts';
import { countIn, meanIn, never } from '../../inference/staged/strata.ts';
import { periodNoun, periodText } from '../../protocol/periods.ts';
import type { AskedEffects } from './asked-effects.ts';
import type { Staged } from './options.ts';

/** Means of each cohort as they were seen, period by period; nothing where effects were found unit by unit and no means of cohorts were asked. */
export function rawMeans({ of, refused, units }: AskedEffects, { outcome, rollout, covariates }: Staged): readonly Exhibit[] {
  const isOfMeans = covariates.length === 0 && refused.length === 0 && of.strata.every(({ covariance }) => covariance.length > 0);
  if (!isOfMeans || units === 0) return [];
  const named = (place: number): string => periodText(of.times[place], rollout.period);
  const rows = of.starts.flatMap((start, cohort) =>
    of.times.flatMap((_, period) =>
      countIn(of, cohort, period) === 0
        ? []
        : [{ x: period, y: meanIn(of, cohort, period), series: start === never ? 'not reached' : `reached in ${named(start)}` }],
    ),
  );
  const noun = periodNoun(rollout.period);
  const says = `Means of ${outcome} by cohort as they were seen, from ${named(0)} (0) on; what tells the effect is how they part after each start.`;
  return [
    {
      id: `raw-means:${outcome}`,
      title: `Means of ${outcome} by cohort`,
      kind: 'lines',
      part: 'time',
      says,
      alt: says,
      columns: { x: rows.map(({ x }) => x), y: rows.map(({ y }) => y), series: rows.map(({ series }) => series) },
      axes: { x: `${noun}s since the first`, y: outcome },
    },
  ];
}
