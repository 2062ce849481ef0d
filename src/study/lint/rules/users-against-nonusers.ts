import type { Doubt, LintRule } from '../../../protocol/design.ts';
import { triggerColumns } from '../../../protocol/trigger-of.ts';
import { backDoorFindings } from '../../graph/back-door-findings.ts';
import { treatmentColumn } from '../../graph/columns.ts';
import { drawnOf } from '../../graph/drawn.ts';
import { saysUsed } from '../names.ts';

/** Those who chose to use the feature are compared with those who did not. */
export const usersAgainstNonusers: LintRule = {
  id: 'users-against-nonusers',
  title: 'Users compared with non-users',
  reads: ['design.assignment', 'design.usage', 'design.trigger', 'dag'],
  check(designed) {
    const { study, design } = designed;
    const treatment = treatmentColumn(designed);
    const drawn = drawnOf(designed);
    const doubts: Doubt[] = (drawn ? backDoorFindings(drawn) : []).map(({ verdict, says, mend = '' }) => ({
      path: ['dag'],
      verdict: verdict === 'fail' ? 'fail' : 'warn',
      says,
      mend,
    }));
    if (design.drawn(study) === 'by-chance' && saysUsed(treatment)) {
      doubts.push({
        path: ['design', 'assignment'],
        verdict: 'warn',
        says: `design.assignment is "${treatment}", which reads like use: who uses a feature differs from who does not, whatever the feature does.`,
        mend: `Name the column that says who was assigned, and declare \`usage: ${treatment}\`: the effect on those who use it is then found by instrument.`,
      });
    }
    const triggered = triggerColumns(design.trigger?.(study.design)).find((column) => saysUsed(column));
    if (triggered !== undefined) {
      doubts.push({
        path: ['design', 'trigger'],
        verdict: 'warn',
        says: `design.trigger reads "${triggered}": among those who use the feature the arms no longer hold the same people.`,
        mend: 'Trigger on something that is logged alike in all arms before they can differ.',
      });
    }
    return doubts;
  },
};
