import { EstimandError } from '../../errors/estimand-error.ts';
import { call, column, divide, equals, greater, is, isKnown, less, or, subtract, when, winsorized } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import type { Group } from '../../relation/requests.ts';

/** Holds where the request was served. */
export const wasServed = (served: string): Expression => or(is(column(served), '1'), is(column(served), 'true'));

/** Was the group with this value of the column served? */
export const isServedKey = (key: string): boolean => key === '1' || key === 'true';

/** Chances nearer to 0 or 1 than this count as if they were as far: log-odds stay finite. */
const capped = 0.001;

/** Log-odds of the logged chance to be served. */
export function chanceLogOdds(probability: string): Expression {
  const chance = winsorized(column(probability), capped, 1 - capped);
  return call('log', divide(chance, subtract(1, chance)));
}

/** What can be wrong with a logged chance, as indicators that are never unknown. */
export function chanceFaults(probability: string): Readonly<Record<string, Expression>> {
  const chance = column(probability);
  return {
    outside: when(or(less(chance, 0), greater(chance, 1)), 1, 0),
    never: when(equals(chance, 0), 1, 0),
    unlogged: when(isKnown(chance), 0, 1),
  };
}

/** Errors  served-not-binary. `at`: where the served column stands among the keys. */
export function expectServed(groups: readonly Group[], served: string, at: number): void {
  const found = [...new Set(groups.map(({ key }) => key[at]))];
  if (found.every((key) => ['0', '1'].includes(key)) || found.every((key) => ['false', 'true'].includes(key))) return;
  throw new EstimandError('served-not-binary', { column: served, found: found.slice(0, 5) });
}

/** Errors  served-chance-invalid. The groups hold the columns of `chanceFaults`. */
export function expectChances(groups: readonly Group[], probability: string, at: number): void {
  const outside = countIn(groups, 'outside');
  if (outside > 0) throw new EstimandError('served-chance-invalid', { column: probability, count: outside, why: 'outside' });
  const impossible = countIn(
    groups.filter(({ key }) => isServedKey(key[at])),
    'never',
  );
  if (impossible > 0) throw new EstimandError('served-chance-invalid', { column: probability, count: impossible, why: 'impossible' });
}

/** Rows on which an indicator is 1. */
export const countIn = (groups: readonly Group[], name: string): number =>
  groups.reduce((sum, { moments: m }) => sum + Math.round(m.mean[m.columns.indexOf(name)] * m.n), 0);
