import type { LintRule } from '../../../protocol/design.ts';
import { saysBenchmark } from '../names.ts';

/** A better score on an offline set is read as an effect on users. */
export const benchmarkAsImpact: LintRule = {
  id: 'benchmark-as-impact',
  title: 'Benchmark wins read as impact',
  reads: ['evidence', 'data', 'decide.launch'],
  check({ study: { evidence, data, decide } }) {
    if (evidence === 'benchmark') {
      return [
        {
          path: ['evidence'],
          verdict: 'fail',
          says: `The evidence is a benchmark, and decide.launch asks it for ${decide.launch.join(', ')}: a better score on an offline set is no effect on users.`,
          mend: 'Assign real units and declare `evidence: experiment`; until then read this as a screening, which holds whatever it shows.',
        },
      ];
    }
    const offline = Object.entries(data).find(([, named]) => typeof named === 'string' && saysBenchmark(named));
    if (!offline) return [];
    return [
      {
        path: ['data', offline[0]],
        verdict: 'warn',
        says: `data.${offline[0]} reads like an offline set, but the evidence is declared an experiment.`,
        mend: 'Declare `evidence: benchmark` if these are no units of real use; else name the data for what they are.',
      },
    ];
  },
};
