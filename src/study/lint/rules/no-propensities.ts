import type { LintRule } from '../../../protocol/design.ts';
import { treatmentColumn } from '../../graph/columns.ts';
import { saysChosen } from '../names.ts';

/** The assignment reads like a router's choice but is declared to be random. In a log of routed requests the design itself asks for chances. */
export const noPropensities: LintRule = {
  id: 'no-propensities',
  title: 'A policy valued without propensities',
  reads: ['design.kind', 'design.assignment', 'design.shares'],
  check(designed) {
    const { study, design } = designed;
    const treatment = treatmentColumn(designed);
    if (design.drawn(study) !== 'by-chance' || design.arms?.(study).shares !== undefined || !saysChosen(treatment)) return [];
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
