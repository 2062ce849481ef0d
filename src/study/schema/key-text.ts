export type KeyPath = readonly (string | number)[];

/** `outcomes.resolved.ratio[1]`, `treatments["1.10"].model`; undefined for the study as a whole. */
export function keyText(path: KeyPath): string | undefined {
  if (path.length === 0) return undefined;
  return path
    .map((step, i) => (typeof step === 'number' ? `[${step}]` : /^[\w-]+$/.test(step) ? `${i === 0 ? '' : '.'}${step}` : `[${JSON.stringify(step)}]`))
    .join('');
}
