import type { Answer } from '../../estimate/answer.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import { sayCount, sayNumber } from '../../estimate/say.ts';
import { densityCurve } from '../../inference/threshold/density/density-curve.ts';
import { scoreCounts } from '../../inference/threshold/density/score-counts.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { type AskedRows, askRows, knownScores } from './ask-rows.ts';
import { hasFewScores } from './found.ts';
import { type AtThreshold, atThresholdOf, example, primaryThresholdOf, roundsOn, type ThresholdOptions } from './options.ts';
import { densityOf, densityOptionsOf } from './score-density.ts';
import { shownSides } from './shown-sides.ts';

const source = 'Cattaneo, Jansson & Ma (2020), JASA 115; (2022), Journal of Statistical Software 101';

/** In how many steps the curve of a side is drawn. */
const steps = 20;

/**
 * How many rows have which score, and the density of scores on each side of the cutoff: who moves scores across it leaves a gap on one side and a heap on the other.
 *
 * Model   bars of one width that begin and end at the cutoff; densities by local polynomials of the distribution function of each side, with pointwise intervals, as far as three bandwidths.
 * Shapes  rows with a score, whatever else is known of them, once for all outcomes of a study; with several cutoffs scores less the cutoff.
 * Units   rows in a bar: densities times rows and the width of a bar.
 * Errors  no figure without rows on either side; no curve of a score that has fewer than 30 values on a side.
 * Source  Cattaneo, Jansson & Ma (2020; 2022). Parity: rddensity's rdplotdensity.
 */
export const densityPlot = question<ThresholdOptions>(
  {
    id: 'density-plot',
    title: 'How many rows have which score',
    source,
    docs: 'docs/checks/density-plot.md',
    rounds: { usual: 1, most: 1 },
    roundsOn,
    plan: (protocol) => primaryThresholdOf(protocol).slice(0, 1),
    example,
  },
  function* (options): Asking<Answer> {
    const c = atThresholdOf(options);
    return { estimates: [], findings: [], exhibits: densityExhibits(yield* askRows(c), c) };
  },
);

interface Place {
  readonly is: 'bar' | 'fit';
  readonly x: number;
  readonly y: number;
  readonly low?: number;
  readonly high?: number;
  readonly from?: number;
  readonly to?: number;
}

function densityExhibits(asked: AskedRows, { threshold, level }: AtThreshold): readonly Exhibit[] {
  const found = densityOf(knownScores(asked), threshold);
  if (!found) return [];
  const { rows, test } = found;
  // A score of few values has no density.
  const width = hasFewScores(rows) || 'refused' in test ? undefined : test.width;
  const { kernel, degree } = densityOptionsOf(threshold);
  const curves = width && densityCurve(rows, width, { kernel, degree, points: steps, level });
  const counts = scoreCounts(rows, width ? { below: 3 * width.below, above: 3 * width.above } : { below: Infinity, above: Infinity });
  const scale = rows.score.length * counts.width;
  const shown = shownSides(
    threshold,
    [...new Set(asked.cutoff.filter((_, i) => !Number.isNaN(asked.score[i])))].sort((a, b) => a - b),
  );
  const places = (['below', 'above'] as const).flatMap((side) => {
    const bars = counts[side].map(({ from, to, rows: y }): Place => ({ is: 'bar', x: (from + to) / 2, y, from, to }));
    const curve = curves?.[side].map(({ score: x, density, low, high }): Place => ({ is: 'fit', x, y: scale * density, low: scale * low, high: scale * high }));
    return [...bars, ...(curve ?? [])].map((place) => ({ ...place, side }));
  });
  const at = (x: number | undefined): number | string => (x === undefined ? '' : shown.place(x));
  const [last, first] = [counts.below.at(-1)?.rows ?? 0, counts.above[0]?.rows ?? 0];
  const says = `Next to the cutoff of ${threshold.running}, within ${sayNumber(counts.width)} of it, ${sayCount(last)} ${last === 1 ? 'row lies' : 'rows lie'} ${shown.scores.below} and ${sayCount(first)} ${shown.scores.above}.`;
  return [
    {
      id: 'density-plot',
      title: `Rows by ${threshold.running}`,
      kind: 'fitted',
      part: 'cutoff',
      says,
      alt: `How many rows have which ${shown.axis} on either side of the cutoff. ${says}`,
      columns: {
        is: places.map(({ is }) => is),
        [shown.column]: places.map(({ side }) => shown.names[side]),
        x: places.map(({ x }) => at(x)),
        y: places.map(({ y }) => y),
        low: places.map(({ low }) => low ?? ''),
        high: places.map(({ high }) => high ?? ''),
        from: places.map(({ from }) => at(from)),
        to: places.map(({ to }) => at(to)),
      },
      marks: shown.marks,
      axes: { x: shown.axis, y: `rows in ${sayNumber(counts.width)} of ${threshold.running}` },
      level,
    },
  ];
}
