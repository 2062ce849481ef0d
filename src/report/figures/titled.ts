import type { Exhibit } from '../../estimate/exhibit.ts';
import { escapeHtml } from '../text/html.ts';
import { palette } from './palette.ts';
import { boldness, lineHeight, wrapped } from './text.ts';

const [side, top] = [12, 10];

/** A drawing under its title and what it says, as it stands alone on a slide; nothing of either is cut. */
export function titled(svg: string, { title, says, alt }: Pick<Exhibit, 'title' | 'says' | 'alt'>): string {
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg)?.map(Number) ?? [];
  const room = width - 2 * side;
  const lines = [
    ...wrapped(title, room / boldness).map((text) => ({ text, weight: 600, fill: palette.ink })),
    ...wrapped(says, room).map((text) => ({ text, weight: 400, fill: palette.muted })),
  ];
  const above = top + lines.length * lineHeight + top;
  const head = lines.map(
    ({ text, weight, fill }, i) => `<text x="${side}" y="${top + (i + 0.8) * lineHeight}" font-weight="${weight}" fill="${fill}">${escapeHtml(text)}</text>`,
  );
  const inner = svg.replace('<svg ', `<svg overflow="visible" y="${above}" `).replace(/ role="img" aria-label="[^"]*"/, '');
  const attributes = `role="img" aria-label="${escapeHtml(alt)}" viewBox="0 0 ${width} ${height + above}" width="${width}" height="${height + above}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${attributes} fill="currentColor" font-family="system-ui, sans-serif" font-size="12" text-anchor="start">${head.join('')}${inner}</svg>`;
}
