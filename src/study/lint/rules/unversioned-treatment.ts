import type { Doubt, LintRule } from '../../../protocol/design.ts';
import { versionsOf } from '../../../protocol/keys/treatments.ts';
import { isMoving } from '../names.ts';

/** Nobody can tell which version the result is about. */
export const unversionedTreatment: LintRule = {
  id: 'unversioned-treatment',
  title: 'A treatment without versions',
  reads: ['treatments', 'outcomes.<name>.measured.version'],
  check({ study, design }) {
    const { treatments } = study;
    const control = design.arms?.(study).control;
    const arms = Object.entries(treatments).flatMap(([arm, treatment]): readonly Doubt[] => {
      const parts = versionsOf(treatment);
      if (Object.keys(parts).length === 0 && arm !== control) {
        return [
          {
            path: ['treatments', arm],
            verdict: 'fail',
            says: `Arm "${arm}" names no version of anything: another model or prompt would be another treatment, and nobody could tell.`,
            mend: `Write down what it runs, such as ${arm}: {model: large-2026-03, prompt: draft@7}.`,
          },
        ];
      }
      return Object.entries(parts)
        .filter(([, version]) => isMoving(String(version)))
        .map(([part, version]) => ({
          path: ['treatments', arm, part],
          verdict: 'fail',
          says: `treatments.${arm}.${part} is "${version}", a name for whatever runs at the moment: the result would speak of something that has changed since.`,
          mend: 'Write the version that ran, such as large-2026-03 or draft@7, and freeze it for the study.',
        }));
    });
    const judges = Object.entries(study.outcomes).flatMap(([name, { measured }]): readonly Doubt[] =>
      measured && measured.version === undefined
        ? [
            {
              path: ['outcomes', name, 'measured'],
              verdict: 'warn',
              says: `The judge of ${name} has no version: another judge or rubric is another measurement.`,
              mend: 'Add version, such as version: judge@4.',
            },
          ]
        : [],
    );
    return [...arms, ...judges];
  },
};
