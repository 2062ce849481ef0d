import { subtract } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { rowExpressions } from './base-columns.ts';
import type { Settled } from './options.ts';
import { loggingPolicy } from './own.ts';
import type { Prepared } from './prepare.ts';

/** What a value by itself is compared with. */
export const nothing = 'none';

/** What is compared with what, by name. */
export type Pair = readonly [treatment: string, control: string];

/** Contrasts between policies need their covariances; gains need those with what was logged. */
export interface Wanted {
  readonly pairs: boolean;
  readonly gains: boolean;
}

/** Values by themselves, or changes from what was logged and, where wanted, each policy against each. */
export function pairsOf({ policies }: Settled, { pairs, gains }: Wanted): readonly Pair[] {
  const names = policies.map(({ name }) => name);
  if (!gains) return names.map((name): Pair => [name, nothing]);
  const between = pairs ? names.flatMap((name, a) => names.slice(0, a).map((other): Pair => [name, other])) : [];
  return [...names.map((name): Pair => [name, loggingPolicy]), ...between];
}

/** How much a row's outcome weighs in the difference: w - v, 1 of what was logged and 0 of nothing. */
export function weightOf(s: Settled, p: Prepared, [treatment, control]: Pair): Expression {
  const row = rowExpressions(s, p);
  const weight = (name: string): Expression => row.weight(s.policies.find((policy) => policy.name === name)!);
  return subtract(weight(treatment), control === loggingPolicy ? 1 : control === nothing ? 0 : weight(control));
}
