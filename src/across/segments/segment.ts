import type { Estimate, Segment } from '../../estimate/estimate.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';

/** `adjusted-itt:resolved@language=de`: the name of the estimate on all units, then the segment. */
export const segmentId = (id: string, { column, level }: Segment): string => `${id}@${column}=${level}`;

/** The segment that an estimate of `segments` is about. */
export const segmentOf = ({ estimand }: Estimate): Segment => estimand.segment!;

/** The id of the estimate on all units. */
export const wholeId = ({ id, estimand }: Estimate): string => id.slice(0, id.length - segmentId('', estimand.segment!).length);

export function unsegmented(column: string, units: number): Finding | undefined {
  if (units === 0) return undefined;
  return {
    check: 'segment',
    about: { column },
    verdict: 'warn',
    statistic: units,
    says: `${sayCount(units)} units have no value of ${column} and are in none of its segments.`,
    mend: 'Give them a value such as "unknown", so that the segments add up to the whole.',
  };
}

export function tooManyLevels(column: string, levels: number, most: number): Finding {
  return {
    check: 'segment',
    about: { column },
    verdict: 'refuse',
    statistic: levels,
    threshold: most,
    says: `${column} has ${sayCount(levels)} values; segments are shown for at most ${most}.`,
    mend: 'Group its values into bands in data.sql.',
  };
}

/** What readers see in place of outcomes and arms; one that is not there is called by its own name. */
export interface SegmentNames {
  readonly outcomes: Readonly<Record<string, string>>;
  readonly arms: Readonly<Record<string, string>>;
}

/** By its label, or its own name. */
export const shownAs = (names: Readonly<Record<string, string>>, own: string): string => (Object.hasOwn(names, own) ? names[own] : own);

/** One figure for each outcome and pair of arms: every segment with its simultaneous interval. */
export function segmentExhibits(estimates: readonly Estimate[], called: SegmentNames = { outcomes: {}, arms: {} }): readonly Exhibit[] {
  const names = [...new Set(estimates.map(wholeId))];
  return names.map((name) => {
    const shown = estimates.filter((e) => wholeId(e) === name);
    const { contrast, unit } = shown[0].estimand;
    const outcome = shownAs(called.outcomes, shown[0].estimand.outcome);
    const [treatment, control] = [contrast.treatment, contrast.control].map((arm) => shownAs(called.arms, arm));
    const scale = unit.kind === 'share' ? 100 : 1;
    const drawn = (x: number | undefined): number | undefined => (x === undefined ? undefined : x * scale);
    const apart = shown.filter(({ interval: { pieces } }) => pieces.length === 1 && ((pieces[0].low ?? -1) > 0 || (pieces[0].high ?? 1) < 0)).length;
    const says = `Effect of ${treatment} against ${control} on ${outcome} in ${shown.length} segments; ${apart} of the intervals, which hold together, leave zero out.`;
    return {
      id: `segments:${name}`,
      title: `Effect on ${outcome} by segment, ${treatment} against ${control}${unit.kind === 'share' ? ' (percentage points)' : ''}`,
      kind: 'intervals',
      part: 'segments',
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
