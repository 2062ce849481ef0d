import type { DesignWords } from '../../../protocol/design.ts';
import type { StudyFile } from '../../../protocol/keys/study-file.ts';
import { treatmentsOf } from './arms.ts';
import type { OptInKeys } from './keys.ts';

export function optInWords(study: StudyFile<OptInKeys>): DesignWords {
  const { unit, design, covariates } = study;
  const { treatment, control, cluster, instrument, estimator } = design;
  const alike = covariates.length === 0 ? '' : ` those alike in ${covariates.join(', ')}`;
  const compared = estimator === 'instrument' ? `the effect is by what moved them to (${instrument})${alike && ` among${alike}`}` : `compared with${alike}`;
  return {
    says: `Each ${unit ?? 'row'} chose by itself (${treatment}); ${compared}${cluster === undefined ? '' : `, with errors added up by ${cluster}`}`,
    column: { role: 'Choice', name: treatment },
    control,
    treatments: treatmentsOf(study),
    noun: ['version', 'versions'],
    more: 'Log more of what made users choose, or give the feature by lot to some of them.',
  };
}
