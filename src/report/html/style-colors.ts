import { type Color, colors } from '../colors.ts';

const variables = (on: keyof Color): string =>
  Object.entries(colors)
    .map(([name, color]) => `--${name}:${color[on]}`)
    .join(';');

/** The colours as CSS variables. */
export const light = variables('light');

export const dark = variables('dark');
