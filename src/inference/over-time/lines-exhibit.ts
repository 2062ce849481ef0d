import type { Unit } from '../../estimate/estimate.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import { measureOf, nameWithUnit } from '../../estimate/unit.ts';
import { quantileOf } from '../wald.ts';
import type { TimedEffect } from './timed-effect.ts';

export interface Point {
  readonly x: number | string;
  readonly effect: TimedEffect;
  readonly units: number;
  /** Where several days are one: the last of them. */
  readonly until?: string;
  /** Too few events, or values too skewed, for an interval by t: none is drawn. */
  readonly few?: boolean;
}

/** The effects of one treatment over time. */
export interface Line {
  readonly arm: string;
  readonly points: readonly Point[];
}

interface Drawn extends Pick<Exhibit, 'id' | 'title' | 'says'> {
  readonly outcome: string;
  readonly unit: Unit;
  readonly level: number;
  readonly x: string;
}

/** Effects over time with their intervals, each by itself; undefined where there are fewer than two. */
export function linesExhibit(lines: readonly Line[], { id, title, says, outcome, unit, level, x }: Drawn): Exhibit | undefined {
  const { factor } = measureOf(unit);
  const drawn = lines.filter(({ points }) => points.length > 1);
  if (drawn.length === 0) return undefined;
  const rows = drawn.flatMap(({ arm, points }) => points.map((point) => ({ arm, ...point, half: point.few ? undefined : halfOf(point.effect, level) })));
  return {
    id,
    title,
    says,
    alt: says,
    kind: 'lines',
    part: 'time',
    columns: {
      x: rows.map((row) => row.x),
      y: rows.map(({ effect }) => factor * effect.value),
      low: rows.map(({ effect, half }) => (half === undefined ? undefined : factor * (effect.value - half))),
      high: rows.map(({ effect, half }) => (half === undefined ? undefined : factor * (effect.value + half))),
      ...(drawn.length > 1 && { series: rows.map(({ arm }) => arm) }),
      ...(rows.some(({ until }) => until !== undefined) && { until: rows.map(({ until }) => until ?? '') }),
      units: rows.map(({ units }) => units),
    },
    marks: [{ at: 0, label: 'no effect' }],
    axes: { x, y: nameWithUnit(outcome, unit) },
    level,
  };
}

const halfOf = ({ standardError, df }: TimedEffect, level: number): number => quantileOf({ kind: 't', df }, (1 + level) / 2) * standardError;

/** Does the interval hold zero? */
export const holdsZero = (effect: TimedEffect, level: number): boolean => Math.abs(effect.value) <= halfOf(effect, level);
