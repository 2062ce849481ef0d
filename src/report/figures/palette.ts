import { type ColorName, colors } from '../colors.ts';

/** A page may redefine the variables; alone, a figure falls back to the light page's colours. */
const variable = (name: ColorName): string => `var(--${name}, ${colors[name].light})`;

/** Colours of figures by what they mean. */
export const palette = {
  ink: 'currentColor',
  paper: variable('paper'),
  muted: variable('muted'),
  rule: variable('rule'),
  effect: variable('effect'),
  good: variable('good'),
  bad: variable('bad'),
  /** Above zero and below it, where neither is good or bad in itself: blue and orange, which colour-blind readers tell apart. */
  above: variable('effect'),
  below: variable('caution'),
} as const;

const ofSeries: readonly ColorName[] = ['effect', 'bad', 'good', 'series-4', 'caution', 'series-6'];

/** Colours of series, most distinct first. */
export const seriesColors = ofSeries.map(variable);

export function seriesColor(index: number): string {
  return seriesColors[index % seriesColors.length] ?? palette.effect;
}
