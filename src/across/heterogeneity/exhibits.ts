import type { Estimate } from '../../estimate/estimate.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import { mostRowsShown } from '../../estimate/exhibit.ts';
import { sayNumber, sayShare } from '../../estimate/say.ts';
import { measureOf, nameWithUnit, sayEffect } from '../../estimate/unit.ts';
import { effectScores, scoresAt } from '../../inference/benefit/effect-scores.ts';
import { isRefusal } from '../../inference/benefit/heterogeneity-refusal.ts';
import { limitsOf } from '../../inference/benefit/score-estimate.ts';
import { sortedGroups } from '../../inference/benefit/sorted-groups.ts';
import { partOf } from './findings.ts';
import { askedColumns, type FoundBenefit, towardsBetter } from './found.ts';
import type { Learned } from './learn.ts';
import type { Benefit } from './options.ts';
import { rawCoefficients } from './raw-coefficients.ts';
import { type ShareTold, sharesTold } from './shares-told.ts';
import { type Slice, slicesOf } from './slices.ts';

type Figure = Omit<Exhibit, 'alt' | 'part' | 'id' | 'title'>;

/** Of one treatment: how effects spread, who gains most, what it brings to treat them first, which columns tell, and how the effect goes along the one that tells most. */
export function benefitExhibits(found: FoundBenefit, groups: readonly (Estimate | undefined)[], learned: Learned, of: Benefit): readonly Exhibit[] {
  const treatment = of.treatments[found.treatment - 1];
  const named = (id: string, title: string, figure: Figure): Exhibit => ({
    id: `${id}:${of.outcome}${of.treatments.length > 1 ? `:${treatment}` : ''}`,
    title: `${title}${of.treatments.length > 1 ? `, ${treatment}` : ''} (${nameWithUnit(of.outcome, unitOf(of))})`,
    alt: figure.says,
    part: 'benefit',
    ...figure,
  });
  const told = sharesTold(askedColumns(learned.sample.features, of), found.expected);
  // Raw means of arms are compared only where chance made the arms.
  const raw = of.drawn && rawCoefficients(found, learned.sample, of);
  const along = told[0] && alongFigure(told[0], found, learned, of);
  return [
    ...(groups.length > 0 ? [named('sorted-groups', 'Effect by how much units are expected to gain', groupsFigure(groups, of))] : []),
    ...(found.curve ? [named('targeting-curve', 'What treating the first of them brings', curveFigure(found.curve, of))] : []),
    ...(along ? [named('effect-along', `Effect along ${told[0].name}`, along)] : []),
    named('expected-effects', 'Effects that are expected', spreadFigure(found, of)),
    ...(told.length > 1 ? [named('importance', 'Which columns tell who gains', importanceFigure(told))] : []),
    ...(raw ? [named('raw-coefficients', 'The same ranking by other definitions', raw)] : []),
    ...(found.characteristics.length > 0 ? [named('characteristics', 'What those who gain most and least are like', likeFigure(found, of))] : []),
  ];
}

export const unitOf = ({ unit }: Benefit) => unit ?? ({ kind: 'plain' } as const);

function groupsFigure(groups: readonly (Estimate | undefined)[], of: Benefit): Figure {
  const { factor } = measureOf(unitOf(of));
  const places = groups.map((_, g) => `${g === 0 ? 'least' : g === groups.length - 1 ? 'most' : `group ${g + 1}`}`);
  const piece = (e: Estimate | undefined) => e?.interval.pieces[0];
  const scaled = (x: number | undefined): number | undefined => (x === undefined ? undefined : factor * x);
  return {
    kind: 'intervals',
    says: `${endsOf(groups, of)} Each effect is that on halves of the units that had no part in the expectation: medians of ${of.asked.splits} splits.`,
    columns: {
      label: places.map((place) => `expected to gain: ${place}`),
      value: groups.map((e) => scaled(e?.value)),
      low: groups.map((e) => scaled(piece(e)?.low)),
      high: groups.map((e) => scaled(piece(e)?.high)),
    },
    marks: [{ at: 0, label: 'no effect' }],
  };
}

/** What those at the ends gain, where both are there. */
function endsOf(groups: readonly (Estimate | undefined)[], of: Benefit): string {
  const [least, most] = [groups[0], groups.at(-1)];
  if (!least || !most) return 'Effects by group of expected gain.';
  const shown = (e: Estimate): string => sayEffect(e.value, e.estimand.unit);
  return `The effect is ${shown(most)} for the ${partOf(of.asked.groups)} who are expected to gain most, and ${shown(least)} for the ${partOf(of.asked.groups)} who are expected to gain least.`;
}

function curveFigure({ points, bands }: NonNullable<FoundBenefit['curve']>, of: Benefit): Figure {
  const { factor } = measureOf(unitOf(of));
  const none = { share: 0, gain: 0, reach: 0, random: 0 };
  const rows = [none, ...points.map(({ share, gain, random }) => ({ share, gain: gain.value, reach: bands.gain * gain.standardError, random: random.value }))];
  const both = [
    ...rows.map(({ share, gain, reach }) => ({ x: 100 * share, y: gain, low: gain - reach, high: gain + reach, series: 'by expected gain', is: '' })),
    ...rows.map(({ share, random }) => ({ x: 100 * share, y: random, low: random, high: random, series: 'at random', is: 'beside' })),
  ];
  const scaled = (x: number | undefined): number | undefined => (x === undefined ? undefined : factor * x);
  return {
    kind: 'lines',
    says: `Gain for each unit of all where so many percent are treated: those first who are expected to gain most, against as many at random. The whole line lies in the band with ${sayShare(bands.level)} confidence.`,
    columns: {
      x: both.map(({ x }) => x),
      y: both.map(({ y }) => scaled(y)),
      low: both.map(({ low }) => scaled(low)),
      high: both.map(({ high }) => scaled(high)),
      series: both.map(({ series }) => series),
      is: both.map(({ is }) => is),
    },
    axes: { x: '% of units treated', y: `gain in ${of.outcome}` },
  };
}

const bins = 24;

function spreadFigure({ expected }: FoundBenefit, of: Benefit): Figure {
  const scale = towardsBetter(of) * measureOf(unitOf(of)).factor;
  const values = expected.gains.map((gain) => gain * scale);
  const [low, high] = values.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, Number.NEGATIVE_INFINITY]);
  const width = high > low ? (high - low) / bins : 1;
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) counts[Math.min(bins - 1, Math.floor((value - low) / width))]++;
  return {
    kind: 'histogram',
    says: 'Effects that are expected of single units by models that did not see them. They are drawn together, and no interval goes with any: read groups, not units.',
    columns: { low: counts.map((_, b) => low + b * width), high: counts.map((_, b) => low + (b + 1) * width), count: counts },
    marks: [{ at: 0, label: 'no effect' }],
  };
}

function importanceFigure(told: readonly ShareTold[]): Figure {
  const shown = told.slice(0, mostRowsShown);
  return {
    kind: 'points',
    says: `How much of what expected effects differ by each column tells by itself: ${told[0].name} ${sayShare(told[0].share)}. What columns tell only together is in none of them.`,
    columns: { label: shown.map(({ name }) => name), value: shown.map(({ share }) => 100 * share) },
    marks: [{ at: 0, label: 'nothing' }],
  };
}

/** Means of scores along a column: no model of the effect is in them. */
function alongFigure({ name }: ShareTold, found: FoundBenefit, { sample, scores }: Learned, of: Benefit): Figure | undefined {
  const feature = sample.features.columns.find((column) => column.name === name)!;
  const { factor } = measureOf(unitOf(of));
  const slices: readonly Slice[] = slicesOf(feature);
  const rows = Int32Array.from(slices.flatMap((slice) => [...slice.rows]));
  const group = Int32Array.from(slices.flatMap((slice, s) => Array.from(slice.rows, () => s)));
  const effects = effectScores(scores, found.treatment, { ...(sample.clusters && { clusters: sample.clusters }) });
  const means = sortedGroups(scoresAt(effects, rows), group, slices.length);
  if (isRefusal(means)) return undefined;
  const shown = means.effects.map((effect) => effect && { value: effect.value, ...limitsOf(effect, of.level) });
  return {
    kind: 'intervals',
    says: `The effect within parts of ${name}, each by its own units, whatever else they differ by.`,
    columns: {
      label: slices.map((slice) => slice.label),
      value: shown.map((one) => one && factor * one.value),
      low: shown.map((one) => one && factor * one.low),
      high: shown.map((one) => one && factor * one.high),
    },
    marks: [{ at: 0, label: 'no effect' }],
  };
}

function likeFigure({ characteristics }: FoundBenefit, of: Benefit): Figure {
  const shown = (x: number): string => sayNumber(x);
  return {
    kind: 'table',
    says: `Means, and shares of levels, in the groups that are expected to gain least and most; medians of ${of.asked.splits} splits. What they differ by need not be why the effect does.`,
    columns: {
      column: characteristics.map(({ name }) => name),
      'expected to gain least': characteristics.map(({ least }) => shown(least.value)),
      'expected to gain most': characteristics.map(({ most }) => shown(most.value)),
      difference: characteristics.map(({ difference }) => shown(difference.value)),
      'difference, low': characteristics.map(({ difference }) => shown(difference.low)),
      'difference, high': characteristics.map(({ difference }) => shown(difference.high)),
    },
  };
}
