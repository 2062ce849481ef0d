import { type Problem, problem } from '../problem.ts';
import type { Rule } from './rules.ts';

/** Control, treatments and planned shares speak of the same arms. */
export const armsAgree: Rule = ({ design, treatments }) => {
  const { control, shares } = design as { readonly control?: string; readonly shares?: Readonly<Record<string, number>> };
  if (control === undefined) return [];
  const arms = [...new Set([control, ...Object.keys(treatments)])];
  const problems: Problem[] = [];
  if (arms.length === 1) problems.push(problem(['treatments'], 'study-treatments-control', { control }, 'key'));
  if (!shares) return problems;
  for (const arm of Object.keys(shares)) {
    if (!arms.includes(arm)) problems.push(problem(['design', 'shares', arm], 'study-share-unknown', { arm, arms }, 'key'));
  }
  for (const arm of arms) {
    if (!Object.hasOwn(shares, arm)) problems.push(problem(['design', 'shares'], 'study-share-missing', { arm }, 'key'));
  }
  return problems;
};
