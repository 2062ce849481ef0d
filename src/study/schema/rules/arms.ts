import { problem } from '../problem.ts';
import type { Rule } from './rule.ts';

/** Control, treatments and planned shares speak of the same arms. */
export const armsAgree: Rule = ({ design, treatments }) => {
  const { control, shares } = design as { readonly control?: string; readonly shares?: Readonly<Record<string, number>> };
  if (control === undefined) return [];
  const arms = [...new Set([control, ...Object.keys(treatments)])];
  if (arms.length === 1) return [problem(['treatments'], 'study-treatments-control', { control }, 'key')];
  if (!shares) return [];
  const unknown = Object.keys(shares).filter((arm) => !arms.includes(arm));
  if (unknown.length > 0) return unknown.map((arm) => problem(['design', 'shares', arm], 'study-share-unknown', { arm, arms }, 'key'));
  const unshared = arms.filter((arm) => !Object.hasOwn(shares, arm));
  return unshared.map((arm) => problem(['design', 'shares'], 'study-share-missing', { arm }, 'key'));
};
