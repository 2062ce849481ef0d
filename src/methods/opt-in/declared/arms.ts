import type { DeclaredArms } from '../../../protocol/design.ts';
import type { StudyFile } from '../../../protocol/keys/study-file.ts';
import type { OptInKeys } from './keys.ts';

/** What is compared with control: as the study names it. */
export const treatmentsOf = ({ design, treatments }: StudyFile<OptInKeys>): readonly string[] =>
  Object.keys(treatments).filter((arm) => arm !== design.control);

export const declaredArms = (study: StudyFile<OptInKeys>): DeclaredArms => ({
  assignment: study.design.treatment,
  control: study.design.control,
  treatments: treatmentsOf(study),
  ...(study.design.cluster !== undefined && { errorsBy: study.design.cluster }),
});
