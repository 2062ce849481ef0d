import { type Markish, type PlotOptions, plot } from '@observablehq/plot';
import { parseHTML } from 'linkedom/worker';
import { escapeHtml } from '../text/html.ts';
import { visibleLines } from '../text/visible.ts';

/** Figures are drawn this wide, so that they stay legible on a telephone and are scaled up on a page. */
export const figureWidth = 480;
const fontSize = 12;

const { document } = parseHTML('<!doctype html><html><body></body></html>');

export interface Drawing {
  readonly width?: number;
  readonly height: number;
  readonly margins: { readonly top: number; readonly right: number; readonly bottom: number; readonly left: number };
  readonly x: PlotOptions['x'];
  readonly y: PlotOptions['y'];
  readonly marks: readonly Markish[];
}

const geometry = ['d', 'x', 'y', 'x1', 'x2', 'y1', 'y2', 'cx', 'cy', 'width', 'height', 'transform', 'fill-opacity'];

/** Two decimals of a pixel, or of an opacity, are enough, and the same on every machine. */
function rounded(text: string): string {
  return text.replaceAll(/-?\d+\.\d{3,}(e-?\d+)?/g, (digits) => String(Number(Number(digits).toFixed(2))));
}

/**
 * Draws marks into stand-alone SVG text without style elements or attributes, so that a page can forbid them.
 *
 * Shapes    pixels of a canvas `figureWidth` wide unless told otherwise.
 */
export function draw({ width = figureWidth, height, margins, x, y, marks }: Drawing, alt: string): string {
  const { top, right, bottom, left } = margins;
  const svg = plot({
    document,
    width,
    height,
    marginTop: top,
    marginRight: right,
    marginBottom: bottom,
    marginLeft: left,
    x: { label: null, ...x },
    y: { label: null, ...y },
    marks: [...marks],
  });
  for (const style of [...svg.querySelectorAll('style')]) style.remove();
  for (const element of [...svg.querySelectorAll('*')]) {
    element.removeAttribute('aria-label');
    element.removeAttribute('aria-hidden');
    for (const name of geometry) {
      const value = element.getAttribute(name);
      if (value !== null) element.setAttribute(name, rounded(value));
    }
  }
  const attributes = `role="img" aria-label="${escapeHtml(alt)}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`;
  const text = `fill="currentColor" font-family="system-ui, sans-serif" font-size="${fontSize}" text-anchor="middle"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${attributes} ${text}>${visibleLines(svg.innerHTML)}</svg>`;
}
