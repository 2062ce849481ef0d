import { type Problem, problem } from '../../../protocol/keys/problem.ts';
import type { StagedRolloutKeys } from './keys.ts';

/** What bands by a bootstrap do not go with: rows that are of nobody, and an estimator that adds up errors before anybody asks for bands. */
export function bandsProblems(unit: string | undefined, { bands, cluster, estimator }: StagedRolloutKeys): readonly Problem[] {
  if (bands === 'analytic') return [];
  const at = ['design', 'bands'];
  return [
    ...(unit === undefined && cluster === undefined ? [problem(at, 'staged-bands-rows', {}, 'key')] : []),
    ...(estimator === 'imputation'
      ? [problem(at, 'study-key-idle', { key: 'bands', design: 'estimator: imputation', why: 'what each unit adds is added up while it is found' }, 'key')]
      : []),
  ];
}
