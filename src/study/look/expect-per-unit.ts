import { EstimandError } from '../../errors/estimand-error.ts';
import type { RowValues } from '../../errors/protocol.ts';
import type { Unit } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import { and, call, column, equals, greater, isKnown, less, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { broughtBy } from '../../protocol/brought.ts';
import { unitOf } from '../../protocol/unit-of.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { levels } from '../../relation/requests.ts';
import type { Column } from '../../relation/schema.ts';
import type { StudySource } from '../read/parse-study.ts';

/** Kinds of values of a row, by the code that `kindOf` gives them. */
const kinds = ['zero', 'one', 'few', 'many', 'negative', 'share', 'fraction', 'unknown'] as const;
type Kind = (typeof kinds)[number];

/** More than this are no ratings. */
const mostRated = 10;

function kindOf(x: Expression): Expression {
  const code = (kind: Kind): number => kinds.indexOf(kind);
  const whole = when(less(x, 0), code('negative'), when(greater(x, mostRated), code('many'), code('few')));
  const fraction = when(and(greater(x, 0), less(x, 1)), code('share'), when(isKnown(x), code('fraction'), code('unknown')));
  return when(equals(x, 0), code('zero'), when(equals(x, 1), code('one'), when(equals(x, call('floor', x)), whole, fraction)));
}

/**
 * Of many rows per unit: an outcome that does not say what a unit gets of its rows holds 0 and 1, or counts, which are added up; or an amount by its unit (money,
 * time, tokens), which is added up too, and told.
 *
 * Model   Counts are whole numbers from 0 on. Whole numbers from 1 to 10 without a zero or anything above are taken for ratings.
 * Shapes  one round on the rows as they lie: counts by kind of value, a column an outcome that does not say it.
 * Errors  per-unit-unsaid, at the line of the outcome.
 */
export function* expectPerUnit({ study, placeOf }: StudySource, schema: readonly Column[]): Asking<readonly Finding[]> {
  const { rows, unit, outcomes } = study;
  if (rows === 'one-per-unit' || unit === undefined) return [];
  const numeric = (name: string): boolean => schema.some((c) => c.name === name && c.type === 'number');
  const unsaid = broughtBy(outcomes).filter(({ declared, column: name }) => !declared && numeric(name));
  const replies = yield* all(unsaid.map(({ column: name }) => ask(levels({ of: kindOf(column(name)) }))));
  return unsaid.flatMap(({ outcome, column: name }, i) => {
    const values = valuesOf(new Set(replies[i].groups.map(({ key: [code] }) => kinds[Number(code)])));
    if (values === undefined) return [];
    const declared = unitOf(outcomes[outcome].unit);
    const counted = declared.kind === 'named' ? declared.name : undefined;
    if (isAmount(declared) || (declared.kind === 'plain' && outcomes[outcome].role === 'cost')) return [addedUp(outcome, unit)];
    throw new EstimandError('per-unit-unsaid', { outcome, column: name, unit, values, counted }, placeOf(['outcomes', outcome]));
  });
}

const amounts: readonly string[] = ['milliseconds', 'seconds', 'minutes', 'hours', 'days', 'tokens'];

/** What comes to a sum by what it is counted in, unlike a score. */
const isAmount = (unit: Unit): boolean => unit.kind === 'money' || (unit.kind === 'named' && amounts.includes(unit.name));

const addedUp = (outcome: string, unit: string): Finding => ({
  check: 'added-up',
  about: { column: outcome },
  verdict: 'warn',
  says: `${outcome} does not say what a ${unit} gets of its rows: it is an amount, and added up.`,
  mend: 'Write `per: total` if that is meant, `per: mean` for what one row comes to.',
});

/** What is neither 0 and 1 nor a count. */
function valuesOf(held: ReadonlySet<Kind>): RowValues | undefined {
  if (held.has('fraction') || (held.has('share') && (held.has('negative') || held.has('few') || held.has('many')))) return 'fractions';
  if (held.has('share')) return 'shares';
  if (held.has('negative')) return 'signed';
  return held.has('few') && !held.has('zero') && !held.has('many') ? 'ratings' : undefined;
}
