import { broughtBy } from '../../../protocol/brought.ts';
import { type Problem, problem } from '../../../protocol/keys/problem.ts';
import { maturitiesOf } from '../../../protocol/maturity-of.ts';
import type { Rule } from './names.ts';

/** What takes time to show is counted from a time, and nothing else is. */
export const maturityTimed: Rule = ({ study: { time, asOf, outcomes, analysis }, design }) => {
  if (!design.takes.includes('outcomes.maturity')) return [];
  const [first] = maturitiesOf(outcomes);
  if (first) return time === undefined ? [problem(['outcomes', first.outcome, 'maturity'], 'study-maturity-time', { outcome: first.outcome }, 'key')] : [];
  const { looks } = analysis;
  if (typeof looks === 'object' && looks.some((look) => typeof look === 'string')) return [];
  const ordered = Object.values(outcomes).some(({ per }) => per === 'last');
  return Object.entries({ time, asOf }).flatMap(([key, value]) =>
    value === undefined || (key === 'time' && ordered) ? [] : [problem([key], 'study-time-idle', { key }, 'key')],
  );
};

/** A column is known after one time, not two. */
export const maturesOnce: Rule = ({ study: { outcomes }, design }) => {
  if (!design.takes.includes('outcomes.maturity')) return [];
  const read = broughtBy(outcomes);
  return maturitiesOf(outcomes).flatMap(({ outcome: first, says, columns }) =>
    read.flatMap(({ outcome: second, column }): readonly Problem[] => {
      const { maturity = '' } = outcomes[second];
      if (!columns.includes(column) || maturity === says) return [];
      return [problem(['outcomes', second], 'study-maturity-twice', { column, first, of: says, second, maturity }, 'key')];
    }),
  );
};
