import type { DesignWords } from '../../../protocol/design.ts';
import type { StudyFile } from '../../../protocol/keys/study-file.ts';
import { withoutIt } from '../own.ts';
import type { ThresholdKeys } from './keys.ts';

/** What the score turns on: the one version that the study names. */
export const treatedName = ({ design: { control }, treatments }: StudyFile<ThresholdKeys>): string =>
  Object.keys(treatments).filter((arm) => arm !== (control ?? withoutIt))[0];

export function thresholdWords(study: StudyFile<ThresholdKeys>): DesignWords {
  const { unit, design } = study;
  const { running, cutoff, side, treatment, control, cluster } = design;
  const given = side === 'above' ? `from ${cutoff} on` : `below ${cutoff}`;
  const decided = treatment === undefined ? '' : `, as logged in ${treatment}`;
  return {
    says: `A score decides: ${running} ${given}${decided}; rows just on one side of ${cutoff} are compared with those just on the other${cluster === undefined ? '' : `, with errors added up by ${cluster}`}`,
    column: { role: 'Score', name: running },
    control: control ?? withoutIt,
    treatments: [treatedName(study)],
    noun: ['treatment', 'treatments'],
    more: 'Bring more rows near the cutoff, a sharper outcome, or draw lots among rows near it.',
    ...(unit !== undefined && { counts: unit }),
  };
}
