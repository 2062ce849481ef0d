import type { Answer } from '../../estimate/answer.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import { sayCount, sayNumber, sayShare } from '../../estimate/say.ts';
import { curveAt } from '../../inference/threshold/local-polynomial.ts';
import { type PlotBin, plotBins, plotDefaults, valueMeans } from '../../inference/threshold/plot-bins.ts';
import { bothSides, type SideName, type Sides, type ThresholdData } from '../../inference/threshold/sides.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { type Analysed, analysedOf } from './analysed.ts';
import { askRows } from './ask-rows.ts';
import type { FitOfSide, FoundAtCutoff } from './found.ts';
import { effectOf } from './inference.ts';
import { type AtThreshold, atThresholdOf, example, primaryThresholdOf, roundsOn, type ThresholdOptions } from './options.ts';
import { outcomeRefusal } from './refusals.ts';
import { type ShownSides, shownSides } from './shown-sides.ts';

const source = 'Calonico, Cattaneo & Titiunik (2015), JASA 110';

/**
 * The outcome by the score: means in bins, a curve through all rows of each side, and apart from it the fit within the bandwidth that the effect at the cutoff stands on.
 *
 * Model   evenly spaced bins, so many that means scatter as rows do; at each value of a score of few. The curve is a polynomial of order four through all rows of a side, which decides nothing.
 * Shapes  as `thresholdEffect`; with several cutoffs scores less the cutoff, and the fit is the average over cutoffs.
 * Units   outcome units, shares in percent.
 * Errors  no figure where there are fewer than 20 rows, or none on a side; no fit where `thresholdEffect` refuses.
 * Source  Calonico, Cattaneo & Titiunik (2015). Parity: rdrobust's rdplot.
 */
export const thresholdPlot = question<ThresholdOptions>(
  {
    id: 'threshold-plot',
    title: 'Outcome by the score around its cutoff',
    source,
    docs: 'docs/methods/threshold-plot.md',
    rounds: { usual: 1, most: 1 },
    roundsOn,
    plan: primaryThresholdOf,
    example,
  },
  function* (options): Asking<Answer> {
    const c = atThresholdOf(options);
    const analysed = analysedOf(yield* askRows(c), c);
    const exhibits = outcomeRefusal(analysed, c) ? [] : figuresOf(rowsTogether(analysed), analysed, c);
    return { estimates: [], findings: [], exhibits };
  },
);

/** More bins than this are not told apart on a page; a side has as many of them as it has room there. */
const mostBins = 70;
const leastBins = 8;
const curvePoints = 33;
/** The rows that are drawn near the cutoff lie within so many bandwidths. */
const bandwidthsShown = 2;

type PlotRows = Pick<ThresholdData, 'score' | 'outcome'>;

interface Picture {
  readonly bins: Sides<readonly PlotBin[]>;
  /** Through all rows of a side; none where each value of the score has a mean of its own. */
  readonly curves?: Sides<{ readonly score: Float64Array; readonly outcome: Float64Array }>;
  /** How far the scores of a side reach. */
  readonly reach: Sides<number>;
}

/** Scores less their cutoff, and outcomes. */
function rowsTogether({ cutoffs, rows }: Analysed): PlotRows {
  if (cutoffs.length === 1) return cutoffs[0].data;
  const [score, outcome] = [new Float64Array(rows), new Float64Array(rows)];
  let from = 0;
  for (const { data } of cutoffs) {
    score.set(data.score, from);
    outcome.set(data.outcome, from);
    from += data.score.length;
  }
  return { score, outcome };
}

/** Near the cutoff with the fit that the effect stands on, and over all scores; once where that is the same. */
function figuresOf(rows: PlotRows, analysed: Analysed, c: AtThreshold): readonly Exhibit[] {
  const whole = pictureOf(rows, c.level);
  if (!whole) return [];
  const effect = effectOf(analysed, c);
  const found = 'refused' in effect ? undefined : effect;
  const near = found && whole.curves && rowsNear(rows, found.fit);
  const apart = near && near.score.length < rows.score.length ? pictureOf(near, c.level) : undefined;
  return [...(apart ? [nearExhibit(apart, found!, analysed, c)] : []), wholeExhibit(whole, found, apart !== undefined, analysed, c)];
}

function rowsNear({ score, outcome }: PlotRows, fit: Sides<FitOfSide>): PlotRows {
  const isNear = (_: number, i: number): boolean => score[i] >= -bandwidthsShown * fit.below.reach && score[i] <= bandwidthsShown * fit.above.reach;
  return { score: score.filter(isNear), outcome: outcome.filter(isNear) };
}

function pictureOf(data: PlotRows, level: number): Picture | undefined {
  const reach = { below: 0, above: 0 };
  for (const x of data.score) {
    if (x < 0) reach.below = Math.max(reach.below, -x);
    else reach.above = Math.max(reach.above, x);
  }
  const values = valuesOnSides(data.score);
  if (values === undefined || values.below === 0 || values.above === 0) return undefined;
  if (Math.max(values.below, values.above) <= mostBins && 2 * (values.below + values.above) <= data.score.length)
    return { bins: valueMeans(data, level), reach };
  const all = reach.below + reach.above;
  const most = bothSides(reach, (own) => Math.max(leastBins, Math.round((mostBins * own) / all)));
  const order = Math.min(plotDefaults.order, values.below - 1, values.above - 1);
  const found = plotBins(data, { ...plotDefaults, order, level, mostBins: most, curvePoints });
  if ('refused' in found) return undefined;
  return { bins: { below: found.below.bins, above: found.above.bins }, curves: { below: found.below.points, above: found.above.points }, reach };
}

/** Distinct scores on each side, counted no further than one more than there are bins. */
function valuesOnSides(score: Float64Array): Sides<number> {
  const [below, above] = [new Set<number>(), new Set<number>()];
  for (const x of score) {
    const own = x < 0 ? below : above;
    if (own.size <= mostBins) own.add(x);
    else if (below.size > mostBins && above.size > mostBins) break;
  }
  return { below: below.size, above: above.size };
}

interface Place {
  readonly is: 'point' | 'curve' | 'fit' | 'level';
  readonly x: number;
  readonly y: number;
  readonly low?: number;
  readonly high?: number;
  readonly from?: number;
  readonly to?: number;
  readonly rows?: number;
}

const pointPlaces = (bins: readonly PlotBin[]): readonly Place[] =>
  bins.map(({ score, outcome, interval, from, to, rows }) => ({
    is: 'point',
    x: score,
    y: outcome,
    ...(interval && { low: interval[0], high: interval[1] }),
    from,
    to,
    rows,
  }));

/** As far as there are rows; of a line its ends. */
function fitPlaces(side: SideName, { curve, reach }: FitOfSide, farthest: number): readonly Place[] {
  const end = (side === 'above' ? 1 : -1) * Math.min(reach, farthest);
  if (end === 0) return [];
  const steps = curve.coefficients.length > 2 ? curvePoints - 1 : 1;
  const places = Array.from({ length: steps + 1 }, (_, i): Place => {
    const x = (end * i) / steps;
    return { is: 'fit', x, y: curveAt(curve, x) };
  });
  return side === 'above' ? places : places.reverse();
}

type Drawn = (side: SideName) => readonly Place[];

function nearExhibit({ bins, reach }: Picture, found: FoundAtCutoff, analysed: Analysed, c: AtThreshold): Exhibit {
  const shown = shownIn(analysed, c);
  const drawn: Drawn = (side) => [...pointPlaces(bins[side]), ...fitPlaces(side, found.fit[side], reach[side]), { is: 'level', x: 0, y: found.levels[side] }];
  const says = `${levelsIn(found, shown, analysed, c)} ${countsIn(found, analysed)}`;
  return {
    id: `threshold-fit:${c.outcome}`,
    title: `${c.outcome} near the cutoff of ${c.threshold.running}`,
    says,
    alt: `Means of ${c.outcome} by ${shown.axis} near the cutoff, with the fit on either side of it. ${says}`,
    ...drawnExhibit(drawn, shown, analysed, c),
  };
}

function wholeExhibit({ bins, curves, reach }: Picture, found: FoundAtCutoff | undefined, isTold: boolean, analysed: Analysed, c: AtThreshold): Exhibit {
  const shown = shownIn(analysed, c);
  const drawn: Drawn = (side) => [
    ...pointPlaces(bins[side]),
    ...(curves ? Array.from(curves[side].score, (x, i): Place => ({ is: 'curve', x, y: curves[side].outcome[i] })) : []),
    ...(found ? fitPlaces(side, found.fit[side], reach[side]) : []),
    ...(found && !isTold ? [{ is: 'level', x: 0, y: found.levels[side] } as const] : []),
  ];
  const informed =
    found &&
    `${sayCount(found.near.below + found.near.above)} of ${sayCount(analysed.rows)} rows, those where a fit is drawn, inform the effect at the cutoff; the others do not.`;
  const says = isTold ? informed! : `${levelsIn(found, shown, analysed, c)} ${countsIn(found, analysed)}`;
  return {
    id: `threshold-plot:${c.outcome}`,
    title: `${c.outcome} by ${c.threshold.running}`,
    says,
    alt: `Means of ${c.outcome} by ${shown.axis} on either side of the cutoff. ${says}`,
    ...drawnExhibit(drawn, shown, analysed, c),
  };
}

const shownIn = ({ cutoffs }: Analysed, { threshold }: AtThreshold): ShownSides =>
  shownSides(
    threshold,
    cutoffs.map(({ cutoff }) => cutoff),
  );

function drawnExhibit(drawn: Drawn, shown: ShownSides, { binary }: Analysed, { outcome, level }: AtThreshold): Omit<Exhibit, 'id' | 'title' | 'says' | 'alt'> {
  const places = (['below', 'above'] as const).flatMap((side) => drawn(side).map((place) => ({ ...place, side })));
  const scale = binary ? 100 : 1;
  const at = (score: number | undefined): number | string => (score === undefined ? '' : shown.place(score));
  const of = (value: number | undefined): number | string => (value === undefined ? '' : scale * value);
  // No share is below zero or above one, wherever an interval ends.
  const end = (value: number | undefined): number | string => of(value !== undefined && binary ? Math.min(1, Math.max(0, value)) : value);
  return {
    kind: 'fitted',
    part: 'cutoff',
    columns: {
      is: places.map(({ is }) => is),
      [shown.column]: places.map(({ side }) => shown.names[side]),
      x: places.map(({ x }) => at(x)),
      y: places.map(({ y }) => of(y)),
      low: places.map(({ low }) => end(low)),
      high: places.map(({ high }) => end(high)),
      from: places.map(({ from }) => at(from)),
      to: places.map(({ to }) => at(to)),
      rows: places.map(({ rows }) => rows ?? ''),
    },
    marks: shown.marks,
    axes: { x: shown.axis, y: binary ? `${outcome}, %` : outcome },
    level,
  };
}

function levelsIn(found: FoundAtCutoff | undefined, { cutoff, called }: ShownSides, { binary }: Analysed, { outcome, threshold }: AtThreshold): string {
  if (!found) return `What ${outcome} tends to where ${threshold.running} is ${cutoff} is told on neither side.`;
  const { levels } = found;
  const digits = binary ? sayShare : (value: number) => sayNumber(value, 4);
  return `Where ${threshold.running} is ${cutoff}, ${outcome} tends to ${digits(levels.above)} from above (${called.above}) and to ${digits(levels.below)} from below (${called.below}).`;
}

function countsIn(found: FoundAtCutoff | undefined, { rows }: Analysed): string {
  if (!found) return `${sayCount(rows)} rows are drawn.`;
  const { near, reach } = found;
  const within =
    reach.below === reach.above ? `within ${sayNumber(reach.below)} of it` : `at most ${sayNumber(reach.below)} below it or ${sayNumber(reach.above)} above`;
  return `${sayCount(near.below + near.above)} of ${sayCount(rows)} rows tell so, those ${within}: ${sayCount(near.below)} below, ${sayCount(near.above)} from it on.`;
}
