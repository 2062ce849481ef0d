import type { Estimate } from '../../estimate/estimate.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import { sayCount } from '../../estimate/say.ts';
import { type SegmentNames, segmentOf, shownAs, wholeId } from '../segments/segment.ts';
import type { Tested } from './findings.ts';

/** One figure for each experiment, outcome and treatment: the effect in each arm of the experiment, and how it differs from that in the first. */
export function alongsideExhibits(tested: readonly Tested[], called: SegmentNames = { outcomes: {}, arms: {} }): readonly Exhibit[] {
  return tested.flatMap((one) => (one.effects.length === 0 ? [] : [exhibitOf(one, called)]));
}

function exhibitOf({ other: { column, arms }, effects, differences, asItRan }: Tested, called: SegmentNames): Exhibit {
  const { contrast, unit, outcome: name } = effects[0].estimand;
  const outcome = shownAs(called.outcomes, name);
  const [treatment, control] = [contrast.treatment, contrast.control].map((arm) => shownAs(called.arms, arm));
  const scale = unit.kind === 'share' ? 100 : 1;
  const drawn = (x: number | undefined): number | undefined => (x === undefined ? undefined : x * scale);
  const whole = asItRan ? [asItRan] : [];
  const shown = [...whole, ...effects, ...differences];
  const units = arms.reduce((sum, arm) => sum + arm.units, 0);
  const shareOf = (e: Estimate): string => `${Math.round((100 * (arms.find(({ level }) => level === segmentOf(e).level)?.units ?? 0)) / units)} % of the units`;
  const says = `Effect of ${treatment} against ${control} on ${outcome} in ${effects.length} arms of ${column}, which ran alongside, and how it differs between them.`;
  return {
    id: `alongside:${wholeId(effects[0])}@${column}`,
    title: `Effect on ${outcome} by arm of ${column}, ${treatment} against ${control}${unit.kind === 'share' ? ' (percentage points)' : ''}`,
    kind: 'intervals',
    part: 'segments',
    says,
    alt: says,
    columns: {
      label: [
        ...whole.map(() => `all, as ${column} ran`),
        ...effects.map((e) => `${column} = ${segmentOf(e).level}`),
        ...differences.map((e) => `difference: ${segmentOf(e).level}`),
      ],
      value: shown.map((e) => drawn(e.value)),
      low: shown.map((e) => drawn(e.interval.pieces[0]?.low)),
      high: shown.map((e) => drawn(e.interval.pieces.at(-1)?.high)),
      note: [
        ...whole.map((e) => `${sayCount(e.sizes.units)} units`),
        ...effects.map((e) => `${sayCount(e.sizes.units)} units, ${shareOf(e)}`),
        ...differences.map(() => 'effect less effect'),
      ],
    },
    marks: [{ at: 0, label: 'no effect' }],
  };
}
