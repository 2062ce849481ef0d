import { parseExpression } from '../../../expressions/parse/parse-expression.ts';
import { columnsOf } from '../../../expressions/walk.ts';
import type { Named, Part } from '../../../protocol/named.ts';
import { isDrawn, isRules, isTable, type RoutingKeys, type Rules } from './keys.ts';

/** Every column that a routing log names. */
export function routingColumns(design: RoutingKeys): readonly Named[] {
  const { action, probability, probabilities = {}, candidates, version, cluster, policies, search } = design;
  const at = (role: string, column: string, path: Named['path'], needs: Named['needs'], part?: Part): Named => ({
    role,
    column,
    path: ['design', ...path],
    needs,
    ...(part && { part }),
  });
  const byAction = Array.isArray(candidates) ? {} : (candidates ?? {});
  return [
    { ...at('action', action, ['action'], 'key', 'assignment'), says: 'the action that was taken' },
    ...(probability === undefined ? [] : [at('probability', probability, ['probability'], 'number')]),
    ...Object.entries(probabilities).map(([name, column]) => at('probability', column, ['probabilities', name], 'number')),
    ...Object.entries(byAction).map(([name, column]) => at('candidate', column, ['candidates', name], 'number')),
    ...(version === undefined ? [] : [at('version', version, ['version'], 'key')]),
    ...(cluster === undefined ? [] : [at('cluster', cluster, ['cluster'], 'any')]),
    ...Object.entries(policies).flatMap(([policy, declared]) => {
      const path = ['policies', policy];
      if (isRules(declared)) return conditionColumns(declared).map(({ column, i }) => at('policy', column, [...path, i, 'when'], 'any', 'policy'));
      if ('column' in declared) return [at('policy', declared.column, [...path, 'column'], 'key', 'policy')];
      if (isTable(declared)) return [at('policy', declared.by, [...path, 'by'], 'key', 'policy')];
      if (isDrawn(declared))
        return [
          at('policy', declared.action, [...path, 'action'], 'key', 'policy'),
          at('policy', declared.probability, [...path, 'probability'], 'number', 'policy'),
        ];
      return Object.entries(declared.probabilities).flatMap(([name, chance]) =>
        typeof chance === 'string' ? [at('policy', chance, [...path, 'probabilities', name], 'number', 'policy')] : [],
      );
    }),
    ...(search === undefined
      ? []
      : [
          ...columnsOf(parseExpression(search.learning)).map((column) => at('policy', column, ['search', 'learning'], 'any', 'learning')),
          ...conditionColumns(search.rules)
            .filter(({ column }) => !Object.hasOwn(search.thresholds, column))
            .map(({ column, i }) => at('policy', column, ['search', 'rules', i, 'when'], 'any', 'policy')),
        ]),
  ];
}

/** The columns that the conditions of rules read, by the rule. */
export function conditionColumns(rules: Rules): readonly { readonly column: string; readonly i: number }[] {
  return rules.flatMap((r, i) => ('when' in r ? columnsOf(parseExpression(r.when)).map((column) => ({ column, i })) : []));
}
