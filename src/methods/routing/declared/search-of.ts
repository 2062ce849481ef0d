import { EstimandError } from '../../../errors/estimand-error.ts';
import { number } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { parseExpression } from '../../../expressions/parse/parse-expression.ts';
import { replaced } from '../../../expressions/walk.ts';
import type { PlaceOf } from '../../../protocol/design.ts';
import type { Policy, SearchedPolicies } from '../own.ts';
import type { RoutingKeys, Rules } from './keys.ts';
import { type Logged, policyOf } from './policy-of.ts';

/** The most candidates of a search. */
const mostCandidates = 500;

type Thresholds = Readonly<Record<string, number>>;

/**
 * Every candidate of a search: the rules with each combination of thresholds in place of their names.
 *
 * Errors  routing-candidates above 500.
 */
export function searchOf({ search, action }: RoutingKeys, place: PlaceOf, actions: readonly string[]): SearchedPolicies | undefined {
  if (!search) return undefined;
  const grid = Object.entries(search.thresholds).reduce<readonly Thresholds[]>(
    (some, [name, values]) => some.flatMap((at) => values.map((value) => ({ ...at, [name]: value }))),
    [{}],
  );
  if (grid.length > mostCandidates)
    throw new EstimandError('routing-candidates', { candidates: grid.length, most: mostCandidates }, place(['design', 'search', 'thresholds']));
  return { learning: parseExpression(search.learning), candidates: grid.map((at) => candidateOf(search.rules, at, { action, actions })) };
}

function candidateOf(rules: Rules, at: Thresholds, { action, actions }: Logged): Policy {
  const values = Object.entries(at)
    .map(([threshold, value]) => `${threshold} = ${value}`)
    .join(', ');
  const name = `rule with ${values}`;
  const { chances, says } = policyOf(name, rules, { action, actions });
  const valued = (e: Expression): Expression => replaced(e, (column) => (Object.hasOwn(at, column) ? number(at[column]) : undefined));
  return { name, says: `${says}, with ${values}`, chances: Object.fromEntries(Object.entries(chances).map(([action, chance]) => [action, valued(chance)])) };
}
