import { colors } from '../colors.ts';

/** A drawing for slides: explicit colours of the light page instead of variables, on paper of its own. */
export function standAlone(svg: string): string {
  const explicit = svg.replaceAll(/var\(--[a-z0-9-]+, (#[0-9a-f]+)\)/g, '$1').replaceAll('"currentColor"', `"${colors.ink.light}"`);
  const [, width, height] = /^<svg [^>]*?viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(explicit) ?? [];
  return `${explicit.replace(/^<svg [^>]*>/, (start) => `${start}<rect width="${width}" height="${height}" fill="${colors.paper.light}"/>`)}\n`;
}
