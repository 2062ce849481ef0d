import type { DesignWords } from '../../../protocol/design.ts';
import type { StudyFile } from '../../../protocol/keys/study-file.ts';
import { treatmentsOf } from './arms.ts';
import type { OptInKeys } from './keys.ts';

export function optInWords(study: StudyFile<OptInKeys>): DesignWords {
  const { unit, design, covariates } = study;
  const { treatment, control, cluster } = design;
  return {
    says: `${unit ?? 'Rows'} chose by themselves (${treatment}); compared with those alike in ${covariates.join(', ')}${cluster === undefined ? '' : `, with errors added up by ${cluster}`}`,
    column: { role: 'Choice', name: treatment },
    control,
    treatments: treatmentsOf(study),
    noun: ['version', 'versions'],
    more: 'Log more of what made users choose, or give the feature by lot to some of them.',
  };
}
