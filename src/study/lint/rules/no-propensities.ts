import { designKeys, treatmentColumn } from '../../dag/columns.ts';
import type { LintRule } from '../lint-rule.ts';
import { saysChosen } from '../names.ts';

/** A policy is valued from a log that does not say with which chance it acted. */
export const noPropensities: LintRule = {
  id: 'no-propensities',
  title: 'A policy valued without propensities',
  reads: ['design.kind', 'design.probability', 'design.probabilities', 'design.propensities', 'design.action', 'design.shares'],
  check(study) {
    const keys = designKeys(study);
    if (keys.kind === 'routing') {
      if (keys.probability !== undefined || keys.probabilities !== undefined) return [];
      const estimated = keys.propensities === 'estimated';
      return [
        {
          path: estimated ? ['design', 'propensities'] : ['design'],
          verdict: estimated ? 'warn' : 'fail',
          says: estimated
            ? 'The chances of the logged actions are to be estimated: what the router knew and the covariates do not then biases every policy value.'
            : 'The log of routed requests has no chances of its actions: which policy would have done better cannot be told from it.',
          mend: estimated
            ? 'Have the router log its chances from now on, and name their column under probability.'
            : 'Name the column of the chance of the action taken under probability; or ask for an estimate with `propensities: estimated`, and have it named in the memo.',
        },
      ];
    }
    const treatment = treatmentColumn(study);
    if (keys.kind !== 'randomized' || treatment === undefined || keys.shares !== undefined || !saysChosen(treatment)) return [];
    return [
      {
        path: ['design', 'assignment'],
        verdict: 'warn',
        says: `"${treatment}" reads like the choice of a router, and no shares are declared: a randomized design takes the chances of an arm to be the same for every unit.`,
        mend: 'If a policy chose, declare `kind: routing` with the logged probability; if chance alone did, declare its shares.',
      },
    ];
  },
};
