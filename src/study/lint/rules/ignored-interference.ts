import type { LintRule } from '../../../protocol/design.ts';
import { saysFine } from '../names.ts';

/** Units that share a person, a team or a cache are treated as independent. */
export const ignoredInterference: LintRule = {
  id: 'ignored-interference',
  title: 'Ignored interference',
  reads: ['unit', 'design.randomizedBy'],
  check({ study, design }) {
    const named = design.columns(study.design).some(({ role }) => role === 'randomizedBy');
    if (design.drawn(study) !== 'by-chance' || named) return [];
    if (study.unit !== undefined && !saysFine(study.unit)) return [];
    const says =
      study.unit === undefined
        ? 'The study names no unit and no randomizedBy: rows of one user, team or cache may share an arm and act on one another.'
        : `${study.unit} reads like one of several of a user, agent or team, who learn and share: their rows act on one another, and errors are too small where an arm is drawn for all of them.`;
    return [
      {
        path: study.unit === undefined ? ['design'] : ['unit'],
        verdict: 'warn',
        says,
        mend: `Name what the arm was drawn for, such as randomizedBy: agent_id; if it was each ${study.unit === undefined ? 'row' : 'one of them'} and they share nothing, say so: randomizedBy: ${study.unit ?? '<unit>'}.`,
      },
    ];
  },
};
