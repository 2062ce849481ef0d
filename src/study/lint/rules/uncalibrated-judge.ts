import type { Doubt, LintRule } from '../../../protocol/design.ts';
import { armsWithFewLabels } from '../few-labels.ts';
import { saysJudge } from '../names.ts';

/** The outcome is a model's score, and no human labels check it. */
export const uncalibratedJudge: LintRule = {
  id: 'uncalibrated-judge',
  title: 'An outcome defined by a judge, without calibration',
  reads: ['outcomes.<name>.measured', 'outcomes.<name>.role', 'data: human labels by arm, counted'],
  check({ study: { outcomes }, design }) {
    return Object.entries(outcomes).flatMap(([name, { measured, role, ratio, quantile }]): readonly Doubt[] => {
      if (measured) {
        if (measured.sampling !== undefined) return [];
        return [
          {
            path: ['outcomes', name, 'measured'],
            verdict: 'warn',
            says: `${name} has human labels, but no chance with which rows were chosen for them: labels of rows that somebody picked calibrate the judge on those alone.`,
            mend: 'Log the chance when the audit is drawn, and name its column under sampling; after a simple random sample it holds one number.',
          },
        ];
      }
      const columns = ratio ?? [quantile?.[0] ?? name];
      const judged = [name, ...columns].find((column) => saysJudge(column));
      if (judged === undefined) return [];
      return [
        {
          path: ['outcomes', name],
          verdict: role === 'primary' || role === 'guardrail' ? 'fail' : 'warn',
          says: `"${judged}" reads like the score of a judge, and ${name} has the role ${role} without any human label: an effect on it is an effect on what the judge likes.`,
          mend: design.takes.includes('outcomes.measured')
            ? `Have people label a random part, and declare \`measured: {judge: ${columns[0]}, human: <column of the labels>, sampling: <column of the chance>}\`.`
            : 'Have people label a random part, and decide by what they say.',
        },
      ];
    });
  },
  look: armsWithFewLabels,
};
