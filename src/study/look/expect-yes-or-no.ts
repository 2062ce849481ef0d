import { EstimandError } from '../../errors/estimand-error.ts';
import { and, column, equals, indicator, isKnown, not, or } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { meanOf } from '../../moments/moments.ts';
import { annotatorsOf } from '../../protocol/measured-of.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { moments } from '../../relation/requests.ts';
import { type Column, holdsNumbers } from '../../relation/schema.ts';
import type { StudySource } from '../read/parse-study.ts';

/** Errors  annotators-not-binary: the majority of labels that are not 0 and 1 is no label. */
export function* expectYesOrNo({ study, placeOf }: StudySource, schema: readonly Column[]): Asking<void> {
  const majorities = Object.entries(study.outcomes).flatMap(([name, { measured }]) =>
    measured?.combine === 'majority' && annotatorsOf(measured).every((column) => holdsNumbers(schema, column))
      ? [{ name, annotators: annotatorsOf(measured) }]
      : [],
  );
  const replies = yield* all(majorities.map(({ annotators }) => ask(moments({ columns: { odd: indicator(annotators.map(isNeither).reduce(or)) } }))));
  for (const [i, { name, annotators }] of majorities.entries()) {
    const m = replies[i].groups[0]?.moments;
    const rows = m && m.n > 0 ? Math.round(m.n * meanOf(m, 'odd')) : 0;
    if (rows > 0) throw new EstimandError('annotators-not-binary', { columns: annotators, rows }, placeOf(['outcomes', name, 'measured', 'combine']));
  }
}

const isNeither = (name: string): Expression => and(isKnown(column(name)), not(or(equals(column(name), 0), equals(column(name), 1))));
