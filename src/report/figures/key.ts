import { escapeHtml } from '../text/html.ts';
import { palette } from './palette.ts';
import { lineHeight, textWidth, wrapped } from './text.ts';

/** A sign as SVG around a point, and what it means. */
export interface KeyEntry {
  readonly sign: (x: number, y: number) => string;
  readonly text: string;
}

const [signWidth, gap, side, top, bottom] = [18, 14, 12, 14, 4];

export const signs = {
  dot: (color: string) => (x: number, y: number) => `<circle cx="${x}" cy="${y}" r="4.5" fill="${color}"/>`,
  square: (color: string) => (x: number, y: number) => `<rect x="${x - 4}" y="${y - 4}" width="8" height="8" fill="${color}"/>`,
  ring: (color: string) => (x: number, y: number) => `<circle cx="${x}" cy="${y}" r="4.5" fill="none" stroke="${color}" stroke-width="1.8"/>`,
  upright:
    (width: number, opacity = 1) =>
    (x: number, y: number) =>
      `<line x1="${x}" x2="${x}" y1="${y - 6}" y2="${y + 6}" stroke="${palette.effect}" stroke-width="${width}" stroke-opacity="${opacity}"/>`,
  stroke: (color: string, width: number) => (x: number, y: number) =>
    `<line x1="${x - 7}" x2="${x + 7}" y1="${y}" y2="${y}" stroke="${color}" stroke-width="${width}"/>`,
  step: (x: number, y: number) => `<line x1="${x}" x2="${x}" y1="${y - 6}" y2="${y + 6}" stroke="${palette.ink}" stroke-width="2.5"/>`,
  swatch: (color: string, opacity: number) => (x: number, y: number) =>
    `<rect x="${x - 6}" y="${y - 5}" width="12" height="10" fill="${color}" fill-opacity="${opacity}"/>`,
  words: (said: string) => (x: number, y: number) =>
    `<text x="${x}" y="${y}" dy="0.32em" text-anchor="middle" font-size="11" fill="${palette.muted}">${escapeHtml(said)}</text>`,
} as const;

/** A drawing with what its signs mean below it, in as many lines as they take. */
export function keyed(svg: string, entries: readonly KeyEntry[]): string {
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg)?.map(Number) ?? [];
  const room = width - 2 * side;
  let [x, y] = [0, height + top];
  const parts = entries.map(({ sign, text }) => {
    const lines = wrapped(text, room - signWidth);
    const wide = Math.ceil(signWidth + Math.max(...lines.map(textWidth)));
    if (x > 0 && x + wide > room) [x, y] = [0, y + lineHeight + 2];
    const left = side + x;
    const words = lines.map((said, i) => `<text x="${left + signWidth}" y="${y + i * lineHeight}" dy="0.32em">${escapeHtml(said)}</text>`);
    const drawn = `${sign(left + 6, y)}<g text-anchor="start" fill="${palette.muted}">${words.join('')}</g>`;
    x += wide + gap;
    y += (lines.length - 1) * lineHeight;
    return drawn;
  });
  const tall = entries.length === 0 ? height : Math.ceil(y + lineHeight / 2 + bottom);
  return svg
    .replace(`viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`, `viewBox="0 0 ${width} ${tall}" width="${width}" height="${tall}"`)
    .replace(/<\/svg>$/, () => `${parts.join('')}</svg>`);
}
