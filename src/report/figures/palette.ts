/** Okabe and Ito's colours by what they mean here. A page may redefine the variables; alone, a figure falls back to these. */
export const palette = {
  ink: 'currentColor',
  muted: 'var(--muted, #5f6872)',
  rule: 'var(--rule, #dfe2e6)',
  effect: 'var(--effect, #0072b2)',
  good: 'var(--good, #009e73)',
  bad: 'var(--bad, #d55e00)',
} as const;

/** Colours of series, most distinct first. */
export const seriesColors = [
  'var(--effect, #0072b2)',
  'var(--bad, #d55e00)',
  'var(--good, #009e73)',
  'var(--series-4, #cc79a7)',
  'var(--caution, #e69f00)',
  'var(--series-6, #56b4e9)',
] as const;

export function seriesColor(index: number): string {
  return seriesColors[index % seriesColors.length] ?? palette.effect;
}
