import { sidakLevel } from '../../across/sidak.ts';
import type { PowerDesign } from '../../power/design.ts';
import type { StudyFile } from '../../protocol/keys/study-file.ts';
import type { Outcome } from '../../protocol/protocol.ts';
import type { ToldOfCandidate } from '../../protocol/told.ts';
import { type Baseline, declaredBaseline } from './baseline.ts';
import type { PowerAssumptions, PowerRow } from './power-plan.ts';
import { marginOf } from './row-of.ts';

/** What is planned of a candidate on an outcome: its row, and how it will be seen. */
export interface PlannedGain {
  readonly outcome: Outcome;
  readonly row: PowerRow;
  readonly design?: PowerDesign;
}

interface GainBaseline {
  readonly of: Baseline;
  readonly isShare: boolean;
}

/**
 * What a row tells of a gain: as the rows have it, or from the declared spread of an outcome that they have not.
 *
 * Model   declared: variance sd^2 (1 - R^2) (1 / e - 1), e the effective rows a row is worth, since the mean of (w - 1)^2 is 1 / e - 1 for weights w of mean one. What
 *         actions do otherwise for the same request than on average is not in it.
 */
export function gainBaseline(
  study: StudyFile,
  outcome: string,
  { id, effective, gains }: ToldOfCandidate,
): GainBaseline | { readonly why: string; readonly mend: string } {
  const gain = gains[outcome];
  if (gain && 'why' in gain) return gain;
  if (gain) {
    const { rows, mean, sd, clusters, isShare } = gain;
    const spread = { kind: 'paired', sd } as const;
    // How alike the rows of a cluster are is in the deviation already.
    return {
      isShare,
      of: {
        source: 'data',
        units: rows,
        mean,
        sd,
        spread,
        variationExplained: 0,
        ...(clusters !== undefined && { clusters: { size: rows / clusters, icc: 0 } }),
      },
    };
  }
  const declared = declaredBaseline(study, outcome);
  if (!declared)
    return {
      why: `The rows have no ${outcome}, and the study does not say what it is like.`,
      mend: `Add it to the study: \`planning: {baselines: {${outcome}: {mean: 24, sd: 8}}}\`, or \`{mean: 0.45}\` when it is 0 or 1.`,
    };
  const apart = effective > 0 ? 1 / effective - 1 : 0;
  if (!(apart > 0))
    return {
      why: `${id} takes what was logged, so that there is nothing to find on ${outcome}.`,
      mend: 'Ask about a policy that differs from the logged one.',
    };
  const sd = declared.sd * Math.sqrt((1 - declared.variationExplained) * apart);
  return {
    isShare: declared.spread.kind === 'proportion',
    of: { source: 'planning', mean: declared.mean, sd, spread: { kind: 'paired', sd }, variationExplained: 0 },
  };
}

/** How the gain of a candidate will be seen; several are held together as in the analysis. */
export function gainDesign(outcome: Outcome, { of: { spread, mean, clusters, ...rest } }: GainBaseline, a: PowerAssumptions): PowerDesign {
  const together = a.together ?? 1;
  const margin = marginOf(outcome, { spread, mean, ...rest });
  return {
    outcome: spread,
    better: outcome.better,
    ...(clusters && { clusters }),
    test:
      outcome.tolerance === undefined
        ? { kind: 'difference', alpha: 1 - sidakLevel(a.level, together) }
        : { kind: 'non-inferiority', margin, alpha: (1 - a.guardrailLevel) / together },
  };
}
