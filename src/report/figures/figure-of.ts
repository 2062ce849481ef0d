import type { Exhibit } from '../../estimate/exhibit.ts';
import { flowFigure } from './flow.ts';
import { graphFigure } from './graph/graph.ts';
import { histogramFigure } from './histogram.ts';
import { intervalsFigure } from './intervals.ts';
import { linesFigure } from './lines.ts';
import { pointsFigure } from './points.ts';
import { scatterFigure } from './scatter.ts';
import { exhibitTable } from './table.ts';

/** The kinds that are drawn; any other kind is shown as its table. */
const drawings: Readonly<Partial<Record<Exhibit['kind'], (exhibit: Exhibit) => string>>> = {
  intervals: intervalsFigure,
  points: pointsFigure,
  scatter: scatterFigure,
  flow: flowFigure,
  lines: linesFigure,
  histogram: histogramFigure,
  graph: graphFigure,
};

export function isDrawn(exhibit: Exhibit): boolean {
  return drawings[exhibit.kind] !== undefined;
}

/**
 * An exhibit as SVG text, or as an HTML table when its kind is not drawn.
 *
 * Shapes    which columns a kind reads is written in docs/exhibits.md.
 * Units     the exhibit's own; colours are CSS variables with fallbacks, ink is currentColor.
 */
export function figureOf(exhibit: Exhibit): string {
  return drawings[exhibit.kind]?.(exhibit) ?? exhibitTable(exhibit).markup;
}
