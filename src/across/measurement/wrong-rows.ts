import { EstimandError } from '../../errors/estimand-error.ts';
import { and, column, equals, greater, indicator, isKnown, less, not, or } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { meanOf } from '../../moments/moments.ts';
import { isAudited } from '../../protocol/audited.ts';
import type { MomentsReply } from '../../relation/requests.ts';
import type { MeasurementOptions } from './options.ts';

/** What is counted to find rows that no audit can have. */
export function wrongRows(o: MeasurementOptions): Readonly<Record<string, Expression>> {
  const { human, audited, sampling, judges } = o;
  const judged = judges.map((judge) => isKnown(column(judge))).reduce(and);
  const chosen = isAudited(o);
  return {
    unjudged: indicator(and(chosen, not(judged))),
    ...(audited !== undefined && { unscored: indicator(and(and(isKnown(column(audited)), equals(column(audited), 1)), not(isKnown(column(human))))) }),
    ...(sampling !== undefined && {
      // Unknown where the judge is silent: such rows are in no sample.
      improbable: indicator(and(and(isKnown(column(sampling)), judged), or(not(greater(column(sampling), 0)), greater(column(sampling), 1)))),
      unplaced: indicator(and(chosen, not(isKnown(column(sampling))))),
      certain: indicator(and(and(judged, not(chosen)), and(isKnown(column(sampling)), not(less(column(sampling), 1))))),
    }),
  };
}

/** Errors  audit-probability, audit-probability-unknown, audit-unscored, audit-unjudged; with how many rows. */
export function expectAudits({ groups }: MomentsReply, o: MeasurementOptions): void {
  const count = (name: string): number => groups.reduce((sum, { moments: m }) => sum + (m.columns.includes(name) ? Math.round(meanOf(m, name) * m.n) : 0), 0);
  const { human, sampling = '', audited, judges } = o;
  const [improbable, unplaced] = [count('improbable'), count('unplaced')];
  if (improbable > 0) throw new EstimandError('audit-probability', { column: sampling, rows: improbable });
  if (unplaced > 0) throw new EstimandError('audit-probability-unknown', { column: sampling, rows: unplaced });
  if (count('unscored') > 0) throw new EstimandError('audit-unscored', { human, says: `${audited} says were audited`, rows: count('unscored') });
  if (count('certain') > 0) throw new EstimandError('audit-unscored', { human, says: `were certain to be audited (${sampling} is 1)`, rows: count('certain') });
  if (count('unjudged') > 0) throw new EstimandError('audit-unjudged', { human, judge: judges.join(', '), rows: count('unjudged') });
}
