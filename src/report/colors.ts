// Every colour of report, figures and terminal. Nothing else names one.

/** Okabe and Ito's palette, which colour-blind readers tell apart. */
const hues = {
  blue: '#0072b2',
  sky: '#56b4e9',
  green: '#009e73',
  orange: '#e69f00',
  vermilion: '#d55e00',
  lightVermilion: '#e0701a',
  purple: '#cc79a7',
} as const;

export interface Color {
  readonly light: string;
  readonly dark: string;
}

const both = (color: string): Color => ({ light: color, dark: color });

/** Colours by meaning, on a light screen and on a dark one. Paper is printed light. */
export const colors = {
  paper: { light: '#fff', dark: '#181b1f' },
  page: { light: '#f7f7f5', dark: '#111316' },
  ink: { light: '#1b1f23', dark: '#e7e9eb' },
  muted: { light: '#5c656e', dark: '#9ba4ad' },
  rule: { light: '#e1e4e7', dark: '#2d3238' },
  soft: { light: '#f3f4f4', dark: '#20242a' },
  effect: { light: hues.blue, dark: hues.sky },
  good: both(hues.green),
  bad: { light: hues.vermilion, dark: hues.lightVermilion },
  caution: both(hues.orange),
  'series-4': both(hues.purple),
  'series-6': { light: hues.sky, dark: hues.blue },
} as const satisfies Readonly<Record<string, Color>>;

export type ColorName = keyof typeof colors;

/** Edges of cards in print, where the rule's grey would be lost. */
export const printedEdge = '#ccc';

/** The tones of a terminal, which has colours of its own. */
export const terminalTones = { good: 'green', caution: 'yellow', bad: 'red' } as const;
