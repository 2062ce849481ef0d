import { broughtBy } from '../../../protocol/brought.ts';
import { type Problem, problem } from '../../../protocol/keys/problem.ts';
import { maturitiesOf } from '../../../protocol/maturity-of.ts';
import { timeOfUnits } from '../../../protocol/unit-time.ts';
import type { Rule } from './names.ts';

/** What takes time to show is counted from a time, and nothing else is. */
export const maturityTimed: Rule = (source) => {
  const {
    study: { time, asOf, outcomes, rows, analysis },
    design,
  } = source;
  if (!design.takes.includes('outcomes.maturity')) return [];
  const [first] = maturitiesOf(outcomes);
  if (first) return time === undefined ? [problem(['outcomes', first.outcome, 'maturity'], 'study-maturity-time', { outcome: first.outcome }, 'key')] : [];
  const { looks } = analysis;
  const isDated = typeof looks === 'object' && looks.some((look) => typeof look === 'string');
  const ordered = Object.values(outcomes).some(({ per }) => per === 'last');
  const isOverTime = timeOfUnits(source) !== undefined;
  const isRead = { time: ordered || isOverTime, asOf: isDated || (isOverTime && rows === 'many-per-unit') };
  return Object.entries({ time, asOf } as const).flatMap(([key, value]) =>
    value === undefined || isRead[key as keyof typeof isRead] ? [] : [problem([key], 'study-time-idle', { key }, 'key')],
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
