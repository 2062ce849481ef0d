import type { Estimate } from '../../estimate/estimate.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import { sayCount } from '../../estimate/say.ts';
import { segmentOf, wholeId } from './segment.ts';

/** One figure for each outcome and pair of arms: every segment with its simultaneous interval. */
export function segmentExhibits(estimates: readonly Estimate[]): readonly Exhibit[] {
  const names = [...new Set(estimates.map(wholeId))];
  return names.map((name) => {
    const shown = estimates.filter((e) => wholeId(e) === name);
    const { outcome, contrast, unit } = shown[0].estimand;
    const scale = unit.kind === 'share' ? 100 : 1;
    const drawn = (x: number | undefined): number | undefined => (x === undefined ? undefined : x * scale);
    const apart = shown.filter(({ interval: { pieces } }) => pieces.length === 1 && ((pieces[0].low ?? -1) > 0 || (pieces[0].high ?? 1) < 0)).length;
    const says = `Effect of ${contrast.treatment} against ${contrast.control} on ${outcome} in ${shown.length} segments; ${apart} of the intervals, which hold together, leave zero out.`;
    return {
      id: `segments:${name}`,
      title: `Effect on ${outcome} by segment, ${contrast.treatment} against ${contrast.control}${unit.kind === 'share' ? ' (percentage points)' : ''}`,
      kind: 'intervals',
      says,
      alt: says,
      columns: {
        label: shown.map((e) => `${segmentOf(e).column} = ${segmentOf(e).level}`),
        value: shown.map((e) => drawn(e.value)),
        low: shown.map((e) => drawn(e.interval.pieces[0]?.low)),
        high: shown.map((e) => drawn(e.interval.pieces.at(-1)?.high)),
        note: shown.map((e) => `${sayCount(e.sizes.units)} units`),
      },
      marks: [{ at: 0, label: 'no effect' }],
    };
  });
}
