import { periodInWords } from '../../protocol/periods.ts';
import type { AskedEffects } from './asked-effects.ts';
import type { Staged } from './options.ts';

/** So many are named; the others are counted by those who name them. */
const named = 4;

/** Cohorts and periods by their names, the first few of them. */
export function cellsInWords(
  { rollout: { period: noun } }: Staged,
  { of: { times, starts } }: AskedEffects,
  cells: readonly { readonly cohort: number; readonly period: number }[],
): string {
  const words = [...new Set(cells.map(({ cohort, period }) => `${periodInWords(times[starts[cohort]], noun)} in ${periodInWords(times[period], noun)}`))];
  return `${words.slice(0, named).join(', ')}${words.length > named ? ' ...' : ''}`;
}
