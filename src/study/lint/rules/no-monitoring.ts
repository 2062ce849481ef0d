import type { Doubt, LintRule } from '../../../protocol/design.ts';
import { isAboutLaunch } from '../../../protocol/verdicts.ts';
import { watchesDrift, watchesFeedback } from '../names.ts';

/** After launch nobody would notice that the users, the judge or the data have changed. */
export const noMonitoring: LintRule = {
  id: 'no-monitoring',
  title: 'A launch without drift and feedback monitoring',
  reads: ['monitoring', 'decide.launch'],
  check({ study: { monitoring }, design }) {
    if (design.ceiling || !isAboutLaunch(design.verdicts)) return [];
    const entries = Object.entries(monitoring ?? {});
    if (entries.length === 0) {
      return [
        {
          path: monitoring === undefined ? ['decide'] : ['monitoring'],
          verdict: 'fail',
          says: 'decide may say launch, and nothing is declared that would be watched after it.',
          mend: 'Declare what keeps data free of the system and when the result is looked at again, such as monitoring: {holdout: 0.05, review: 4 weeks}.',
        },
      ];
    }
    const lacks = (watches: (text: string) => boolean): boolean => !entries.some(([key, value]) => watches(key) || watches(String(value)));
    const doubt = (says: string, mend: string): Doubt => ({ path: ['monitoring'], verdict: 'warn', says, mend });
    return [
      ...(lacks(watchesDrift)
        ? [
            doubt(
              'monitoring declares nothing that would notice drift of contexts, outcomes or the judge.',
              'Add a time of review or what is compared, such as review: 4 weeks or drift: weekly.',
            ),
          ]
        : []),
      ...(lacks(watchesFeedback)
        ? [
            doubt(
              'monitoring keeps no data that the system did not itself bring about: what it learns from then follows what it served.',
              'Keep a part unserved or served at random, such as holdout: 0.05 or exploration: 0.02.',
            ),
          ]
        : []),
    ];
  },
};
