import type { Clusters, OutcomeSpread } from '../../power/design.ts';
import { spreadOf } from '../../protocol/judge-before.ts';
import type { StudyFile } from '../../protocol/keys/study-file.ts';

/** The distribution of an outcome before the change. */
export interface Baseline {
  readonly source: 'data' | 'planning';
  /** Rows that it was read from. */
  readonly units?: number;
  readonly mean: number;
  readonly sd: number;
  readonly spread: OutcomeSpread;
  readonly variationExplained: number;
  readonly clusters?: Clusters;
}

/** The baseline that the study declares for an outcome. */
export function declaredBaseline({ planning }: StudyFile, outcome: string): Baseline | undefined {
  const declared = planning?.baselines[outcome];
  if (!declared) return undefined;
  const { mean, sd } = declared;
  return {
    source: 'planning',
    mean,
    sd: spreadOf(declared),
    spread: sd === undefined ? { kind: 'proportion', control: mean } : { kind: 'mean', sd },
    variationExplained: planning?.variationExplained ?? 0,
    ...(planning?.clusters && { clusters: planning.clusters }),
  };
}
