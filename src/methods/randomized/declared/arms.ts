import type { DeclaredArms } from '../../../protocol/design.ts';
import type { StudyFile } from '../../../protocol/keys/study-file.ts';
import type { RandomizedKeys } from './keys.ts';

/** Who was assigned to what, as the study declares it. Arms: whole numbers ascending, then the rest as the study names them. */
export function declaredArms({ unit, design, treatments }: StudyFile<RandomizedKeys>): DeclaredArms {
  const { assignment, control, shares, randomizedBy, cluster, blocks, trigger } = design;
  return {
    assignment,
    control,
    treatments: [...new Set([...Object.keys(treatments), ...Object.keys(shares ?? {})])].filter((arm) => arm !== control),
    ...(shares && { shares }),
    ...(randomizedBy !== undefined && randomizedBy !== unit && { cluster: randomizedBy }),
    ...(cluster !== undefined && blocks === undefined && cluster !== randomizedBy && { errorsBy: cluster }),
    ...(blocks !== undefined && { blocks }),
    ...(trigger !== undefined && { trigger }),
  };
}
