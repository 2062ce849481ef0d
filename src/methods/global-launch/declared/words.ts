import { counted } from '../../../errors/words.ts';
import type { DesignWords } from '../../../protocol/design.ts';
import type { StudyFile } from '../../../protocol/keys/study-file.ts';
import { periodNoun } from '../../../protocol/periods.ts';
import { arms } from '../own.ts';
import type { GlobalLaunchKeys } from './keys.ts';

const called: Readonly<Record<GlobalLaunchKeys['estimator'], string>> = {
  sdid: 'synthetic difference in differences',
  'synthetic-control': 'a synthetic control',
  demeaned: 'a synthetic control about its level',
  augmented: 'an augmented synthetic control',
  penalized: 'a penalized synthetic control',
  'matrix-completion': 'matrix completion',
  'state-space': 'a state space',
};

export function launchWords({ unit, time, design }: StudyFile<GlobalLaunchKeys>): DesignWords {
  const { launched, donors, estimator } = design;
  const several = typeof launched !== 'string';
  const treated = several ? Object.entries(launched).map(([name, date]) => `${name} (${date})`) : design.treatedUnits;
  const who = treated === undefined ? 'Everybody' : treated.length <= 3 ? treated.join(', ') : counted(treated.length, 'unit');
  const when = several ? `at several times (${time})` : `at once, in ${time} ${launched}`;
  const against =
    estimator === 'state-space'
      ? 'how it went before'
      : donors === undefined
        ? `those without it (${unit ?? 'rows'})`
        : donors.length <= 3
          ? donors.join(', ')
          : counted(donors.length, 'named donor');
  return {
    says: `${who} got the change ${when}; compared with ${against} by ${called[estimator]}`,
    column: { role: 'Time', name: time ?? '' },
    control: arms.untreated,
    treatments: [arms.treated],
    noun: ['treatment', 'treatments'],
    more: 'Bring more periods from before the launch, more units that did not get it, or a sharper outcome.',
    ...(unit !== undefined && { counts: unit, per: periodNoun(design.period) }),
  };
}
