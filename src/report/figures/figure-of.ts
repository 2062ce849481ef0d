import type { Exhibit } from '../../estimate/exhibit.ts';
import { cellsFigure, hasCells } from './cells.ts';
import { eventStudyFigure } from './event-study.ts';
import { fittedFigure } from './fitted.ts';
import { flowFigure } from './flow.ts';
import { graphFigure } from './graph/graph.ts';
import { histogramFigure } from './histogram.ts';
import { intervalsFigure } from './intervals.ts';
import { linesFigure } from './lines.ts';
import { pointsFigure } from './points.ts';
import { scatterFigure } from './scatter.ts';
import { exhibitTable } from './table.ts';
import { timingFigure } from './timing.ts';

type Drawn = (exhibit: Exhibit) => string;

/** The kinds that are drawn; any other kind is shown as its table. */
const drawings: Readonly<Partial<Record<Exhibit['kind'], Drawn>>> = {
  intervals: intervalsFigure,
  points: pointsFigure,
  scatter: scatterFigure,
  flow: flowFigure,
  lines: linesFigure,
  histogram: histogramFigure,
  graph: graphFigure,
  'event-study': (exhibit) => eventStudyFigure(exhibit),
  fitted: fittedFigure,
  matrix: cellsFigure,
  timing: timingFigure,
};

/** A matrix is drawn when it holds effects by time since a start, and not too many of them. */
const drawingOf = (exhibit: Exhibit): Drawn | undefined => (exhibit.kind === 'matrix' && !hasCells(exhibit) ? undefined : drawings[exhibit.kind]);

export const isDrawn = (exhibit: Exhibit): boolean => drawingOf(exhibit) !== undefined;

/**
 * An exhibit as SVG text, or as an HTML table when its kind is not drawn.
 *
 * Shapes    which columns a kind reads is written in docs/exhibits.md.
 * Units     the exhibit's own; colours are CSS variables with fallbacks, ink is currentColor.
 */
export function figureOf(exhibit: Exhibit): string {
  return drawingOf(exhibit)?.(exhibit) ?? exhibitTable(exhibit).markup;
}
