import type { DesignWords } from '../../../protocol/design.ts';
import type { StudyFile } from '../../../protocol/keys/study-file.ts';
import { periodNoun } from '../../../protocol/periods.ts';
import { arms } from '../own.ts';
import type { StagedRolloutKeys } from './keys.ts';

export function stagedWords({ unit, time, design }: StudyFile<StagedRolloutKeys>): DesignWords {
  const { start, treated, comparison, cluster, within } = design;
  const by = start === undefined ? `treated where ${treated} is 1` : `the start in ${start}`;
  return {
    says: `${unit ?? 'Rows'} reached in waves by ${time}, ${by}; compared with those ${comparison === 'never' ? 'never reached' : 'not reached yet'}${within ? `, rows with ${within.column} ${within.exposed} less the others of the same ${unit ?? 'unit'}` : ''}${cluster === undefined ? '' : `, with errors added up by ${cluster}`}`,
    column: { role: start === undefined ? 'Treated' : 'Start', name: start ?? treated ?? '' },
    control: arms.untreated,
    treatments: [arms.treated],
    noun: ['treatment', 'treatments'],
    more: 'Bring periods from before the first wave, more units that wait, or a sharper outcome.',
    ...(unit !== undefined && { counts: unit, per: periodNoun(design.period) }),
  };
}
