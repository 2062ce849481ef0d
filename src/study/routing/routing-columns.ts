import { parseExpression } from '../../expressions/parse/parse-expression.ts';
import { columnsOf } from '../../expressions/walk.ts';
import type { Named } from '../named-columns.ts';
import { isRules, type RoutingDesign } from './routing-design.ts';

/** Every column that a routing log names. */
export function routingColumns(design: RoutingDesign): readonly Named[] {
  const { action, probability, probabilities = {}, candidates, version, policies } = design;
  const at = (role: string, column: string, path: Named['path'], needs: Named['needs']): Named => ({ role, column, path: ['design', ...path], needs });
  const byAction = Array.isArray(candidates) ? {} : (candidates ?? {});
  return [
    at('action', action, ['action'], 'key'),
    ...(probability === undefined ? [] : [at('probability', probability, ['probability'], 'number')]),
    ...Object.entries(probabilities).map(([name, column]) => at('probability', column, ['probabilities', name], 'number')),
    ...Object.entries(byAction).map(([name, column]) => at('candidate', column, ['candidates', name], 'number')),
    ...(version === undefined ? [] : [at('version', version, ['version'], 'key')]),
    ...Object.entries(policies).flatMap(([policy, declared]) => {
      const path = ['policies', policy];
      if (isRules(declared))
        return declared.flatMap((r, i) =>
          'when' in r ? columnsOf(parseExpression(r.when)).map((column) => at('policy', column, [...path, i, 'when'], 'any')) : [],
        );
      if ('column' in declared) return [at('policy', declared.column, [...path, 'column'], 'key')];
      return Object.entries(declared.probabilities).flatMap(([name, chance]) =>
        typeof chance === 'string' ? [at('policy', chance, [...path, 'probabilities', name], 'number')] : [],
      );
    }),
  ];
}
