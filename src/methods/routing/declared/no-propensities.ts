import type { Doubt, LintRule } from '../../../protocol/design.ts';
import type { RoutingKeys } from './keys.ts';

/** A policy is valued from a log that does not say with which chance it acted. */
export const unloggedChances: LintRule = {
  id: 'no-propensities',
  title: 'A policy valued without propensities',
  reads: ['design.probability', 'design.probabilities', 'design.propensities', 'design.action'],
  check({ study }) {
    const { probability, probabilities, propensities } = study.design as RoutingKeys;
    if (probability !== undefined || probabilities !== undefined) return [];
    return [propensities === 'estimated' ? estimated : unknown];
  },
};

const estimated: Doubt = {
  path: ['design', 'propensities'],
  verdict: 'warn',
  says: 'The chances of the logged actions are to be estimated: what the router knew and the covariates do not then biases every policy value.',
  mend: 'Have the router log its chances from now on, and name their column under probability.',
};

const unknown: Doubt = {
  path: ['design'],
  verdict: 'fail',
  says: 'The log of routed requests has no chances of its actions: which policy would have done better cannot be told from it.',
  mend: 'Name the column of the chance of the action taken under probability; or ask for an estimate with `propensities: estimated`, and have it named in the memo.',
};
