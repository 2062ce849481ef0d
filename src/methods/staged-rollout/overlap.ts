import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayNumber, sayShare } from '../../estimate/say.ts';
import { fewEffective, leastFreedom } from '../../estimate/thresholds.ts';
import type { WeightedCell } from '../../inference/staged/cell-effects.ts';
import type { Cell } from '../../inference/staged/group-time.ts';
import { countIn } from '../../inference/staged/strata.ts';
import { columnOfCovariate } from '../../protocol/protocol.ts';
import type { AskedEffects } from './asked-effects.ts';
import { cellsInWords } from './cells-in-words.ts';
import type { Staged } from './options.ts';

/** A larger share of the treated that nobody is like is too much: the average is then one over others than the rollout reached. */
const mostUnlike = 0.1;

/** Of controls: where fewer than this share of them would tell as much, weights and not counts make them few. */
const fewOfControls = 0.5;

/** Do weights, and not counts, leave fewer than so many of those compared with? */
const countFor =
  (fewer: number) =>
  ({ weighted: { controls, effective } }: WeightedCell): boolean =>
    effective < fewer && effective < fewOfControls * controls;

/**
 * Are those compared with like those reached, in the covariates that the comparison is adjusted for? None where it is not weighted by them.
 *
 * Model   nobody is like a cohort in a period where covariates tell it from all others, or a chance of treatment of 0.999 was found, or controls weighted by the odds of
 *         treatment, (sum w)^2 / sum w^2 of them in effect, are fewer than 4.
 */
export function overlapFindings(c: Staged, found: AskedEffects): readonly Finding[] {
  const { outcome, covariates } = c;
  const treated = ({ since }: Cell): boolean => since >= 0;
  const weighted = found.weighted.filter(treated);
  const unlike = found.refused.filter((cell) => cell.unlike && treated(cell));
  if (weighted.length + unlike.length === 0) return [];
  const sizeOf = (cells: readonly Cell[]): number => cells.reduce((sum, { cohort, period }) => sum + countIn(found.of, cohort, period), 0);
  // So few count that nobody, in effect, is like the treated.
  const few = weighted.filter(countFor(leastFreedom));
  const alone = [...unlike, ...few];
  const share = sizeOf(alone) / sizeOf([...unlike, ...weighted]);
  const shared = { check: 'overlap', about: { column: outcome }, canHold: true } as const;
  const names = covariates.map(columnOfCovariate).join(', ');
  const mend = 'Name fewer covariates, or leave the cohorts that nobody is like out of the study; `regression` predicts for them from others unlike them.';
  if (alone.length > 0) {
    const why = unlike.length > 0 ? unlike[0].refused : `those compared with count for ${effectiveInWords(few[0])}`;
    return [
      {
        ...shared,
        verdict: share > mostUnlike ? 'fail' : 'warn',
        ...(share > mostUnlike && { identification: true }),
        statistic: share,
        threshold: mostUnlike,
        says: `Of ${outcome} nobody compared with is like ${sayShare(share)} of the treated in ${names} (${cellsInWords(c, found, alone)}): ${why}.`,
        mend,
      },
    ];
  }
  const thin = weighted.filter(countFor(fewEffective));
  const [shown] = [...(thin.length > 0 ? thin : weighted)].sort((a, b) => a.weighted.effective - b.weighted.effective);
  return [
    {
      ...shared,
      verdict: thin.length > 0 ? 'warn' : 'pass',
      statistic: shown.weighted.effective,
      threshold: fewEffective,
      says: `Weighted to be like those reached in ${names}, those compared with on ${outcome} count at fewest for ${effectiveInWords(shown)} (${cellsInWords(c, found, [shown])}).`,
      ...(thin.length > 0 && { mend }),
    },
  ];
}

const effectiveInWords = ({ weighted: { controls, effective } }: WeightedCell): string =>
  `${effective < 10 ? sayNumber(effective) : sayCount(Math.round(effective))} of ${sayCount(controls)}`;
