import type { Feature } from '../../models/features.ts';

/** Units of one level, so that each part that is learned from has some of it. */
const leastOfLevel = 30;
const otherLevels = 'other values';

/** Levels that few units have as one, with the next larger ones until it has enough. */
export function withoutRare(feature: Feature): { readonly feature: Feature; readonly rare: readonly string[] } {
  const { values, levels } = feature;
  if (!levels) return { feature, rare: [] };
  const counts = new Float64Array(levels.length);
  for (const code of values) if (!Number.isNaN(code)) counts[code]++;
  const ascending = [...levels.keys()].sort((a, b) => counts[a] - counts[b] || a - b);
  let [joined, units] = [0, 0];
  while (joined < ascending.length && (counts[ascending[joined]] < leastOfLevel || (joined > 0 && units < leastOfLevel))) units += counts[ascending[joined++]];
  if (joined < 1) return { feature, rare: [] };
  const isRare = levels.map((_, code) => ascending.indexOf(code) < joined);
  const kept = levels.filter((_, code) => !isRare[code]);
  const codeOf = Float64Array.from(levels, (level, code) => (isRare[code] ? kept.length : kept.indexOf(level)));
  const one = { ...feature, levels: [...kept, otherLevels], values: values.map((code) => (Number.isNaN(code) ? code : codeOf[code])) };
  return { feature: one, rare: levels.filter((_, code) => isRare[code]) };
}
