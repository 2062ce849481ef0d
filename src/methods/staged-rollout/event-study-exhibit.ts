import type { Estimate } from '../../estimate/estimate.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { unitsIn } from '../../inference/staged/averages.ts';
import { periodNoun } from '../../protocol/periods.ts';
import type { AskedEffects } from './asked-effects.ts';
import type { EventTimes } from './event-times.ts';
import type { Staged } from './options.ts';

/** The event study as the best packages draw it: the reference period at zero, each average with its own interval and the band that holds for all, units below. */
export function eventStudyExhibit(
  found: AskedEffects,
  { outcome, rollout, level }: Staged,
  { slices, reference }: EventTimes,
  estimates: readonly Estimate[],
  tested: Finding,
): Exhibit {
  const rows = slices.map(({ at, cells }, i) => {
    const { value, interval, pointwise = interval } = estimates[i];
    const [own, band] = [pointwise.pieces[0], interval.pieces[0]];
    return { since: at, value, low: own.low, high: own.high, bandLow: band.low, bandHigh: band.high, units: unitsIn(found.of, cells), is: '' };
  });
  const all = [...rows, { since: reference, value: 0, low: '', high: '', bandLow: '', bandHigh: '', units: '', is: 'reference' }].sort(
    (a, b) => a.since - b.since,
  );
  return {
    id: `event-study:${outcome}`,
    title: `${outcome} by time since the start`,
    kind: 'event-study',
    part: 'time',
    says: tested.says,
    alt: tested.says,
    columns: {
      since: all.map((r) => r.since),
      value: all.map((r) => r.value),
      low: all.map((r) => r.low),
      high: all.map((r) => r.high),
      'band low': all.map((r) => r.bandLow),
      'band high': all.map((r) => r.bandHigh),
      [rollout.unit === undefined ? 'rows' : 'units']: all.map((r) => r.units),
      is: all.map((r) => r.is),
    },
    marks: [{ at: 0, label: 'no effect' }],
    axes: { x: `${periodNoun(rollout.period)}s since the start`, y: outcome },
    level,
  };
}
