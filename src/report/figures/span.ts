import { dot, type Markish, ruleX, ruleY } from '@observablehq/plot';
import { palette } from './palette.ts';

/** An interval on a row, in the units of the axis; an absent end is unbounded and ends in an arrow at the edge. */
export interface Span {
  readonly low?: number | undefined;
  readonly high?: number | undefined;
}

/** Line, caps and arrows of one interval piece at height `y`. */
export function spanMarks({ low, high }: Span, y: number, [edgeLow, edgeHigh]: readonly [number, number], color: string): readonly Markish[] {
  const ends = [low, high].filter((end) => end !== undefined);
  const arrows = [
    { at: edgeLow, rotate: -90, open: low === undefined },
    { at: edgeHigh, rotate: 90, open: high === undefined },
  ].filter(({ open }) => open);
  return [
    ruleY([y], { y: (d: number) => d, x1: low ?? edgeLow, x2: high ?? edgeHigh, stroke: color, strokeWidth: 2.5 }),
    ruleX(ends, { y1: () => y, y2: () => y, insetTop: -5, insetBottom: -5, stroke: color, strokeWidth: 1.5 }),
    dot(arrows, { x: 'at', y: () => y, symbol: 'triangle', r: 5, rotate: 'rotate', fill: color }),
  ];
}

/** The estimate itself. */
export function pointMark(value: number, y: number, color: string): Markish {
  return dot([value], { x: (d: number) => d, y: () => y, r: 5, fill: color, stroke: palette.paper, strokeWidth: 1.5 });
}
