import { type KeyPath, keyText, type Problem, problem } from '../../../protocol/keys/problem.ts';
import { isOutside, magnitudes } from '../../../relation/magnitudes.ts';
import type { Rule } from './names.ts';

/** Every number of a study is of a size that can be computed with, as every number of its data is. */
export const magnitudesFit: Rule = (_, written) => outsideOf(written, []);

function outsideOf(value: unknown, path: KeyPath): readonly Problem[] {
  if (typeof value === 'number') {
    const asked = `a number from ${magnitudes.least} to ${magnitudes.most} in size, or zero`;
    return isOutside(value) ? [problem(path, 'study-value', { key: keyText(path), found: String(value), asked })] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => outsideOf(inner, [...path, Array.isArray(value) ? Number(key) : key]));
}
