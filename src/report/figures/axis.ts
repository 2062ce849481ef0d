import { axisX, axisY, gridY, type Markish, ruleX, ruleY, text } from '@observablehq/plot';
import type { Exhibit } from '../../estimate/exhibit.ts';
import { fixed } from '../format/number.ts';
import { palette } from './palette.ts';
import { textWidth, tickText } from './text.ts';

/** The value axis at the foot. */
export function valueAxis(ticks = 5): Markish {
  return axisX({ ticks, tickSize: 4, tickFormat: tickText, stroke: palette.rule, fill: palette.muted });
}

/** The value axis at the left, with a quiet grid. */
export function valueAxisY(ticks = 5): readonly Markish[] {
  return [gridY({ ticks, stroke: palette.rule, strokeOpacity: 1 }), axisY({ ticks, tickSize: 0, tickFormat: tickText, fill: palette.muted })];
}

const usualRoom = 48;

/** Pixels beside the value axis at the left, in which its numbers stand whole. */
export function roomForValues([low, high]: readonly [number, number]): number {
  const decimals = Math.max(0, -Math.floor(Math.log10((high - low) / 5)));
  return Math.max(usualRoom, 12 + Math.max(...[low, high].map((end) => textWidth(fixed(end, decimals)))));
}

/** Labelled lines across the value axis; zero is solid, a threshold is dashed. The zero line is always drawn. */
export function markLines(marks: Exhibit['marks'], along: 'x' | 'y', domain: readonly [number, number]): readonly Markish[] {
  const rule = along === 'x' ? ruleX : ruleY;
  const thresholds = (marks ?? []).filter((m) => m.at !== 0).map((m) => m.at);
  const zero = domain[0] <= 0 && domain[1] >= 0 ? [rule([0], { stroke: palette.ink, strokeWidth: 1 })] : [];
  return [rule(thresholds, { stroke: palette.muted, strokeDasharray: '3,3' }), ...zero];
}

/** The marks' labels at the head of the figure, where they say more than their number. */
export function markLabels(marks: Exhibit['marks'], y: number): Markish {
  const said = (marks ?? []).filter((m) => m.label !== '' && Number(m.label) !== m.at);
  return text(said, { x: 'at', text: 'label', frameAnchor: 'top', dy: y, fill: palette.muted });
}
