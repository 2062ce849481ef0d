import type { Answer } from '../../estimate/answer.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import { byCohort, byPeriod, type Slice } from '../../inference/staged/averages.ts';
import { periodInWords, periodText } from '../../protocol/periods.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { askEffects } from './ask-effects.ts';
import type { AskedEffects } from './asked-effects.ts';
import { cellsExhibit } from './cells-exhibit.ts';
import { estimateOf, source } from './estimates.ts';
import { refusalOf } from './findings.ts';
import { example, roundsOn, type Staged, type StagedOptions, stagedOf, stagedOptionsOf } from './options.ts';
import { rawMeans } from './raw-means.ts';
import { together } from './together.ts';

/**
 * What the average effect is made of: of each cohort over its treated periods, of each period over the cohorts that are treated in it, and of each cohort in each period.
 *
 * Model   that of the average effect, intervals of cohorts, and of periods, together by max-t; a cohort's average weighs its periods alike, a period's its cohorts by their units.
 * Shapes  one round, the same as the average effect.
 * Source  Callaway & Sant'Anna (2021), Journal of Econometrics 225.
 */
export const cohortEffects = question<StagedOptions>(
  {
    id: 'cohort-effects',
    title: 'Effects by cohort and by period',
    source,
    docs: 'docs/methods/cohort-effects.md',
    rounds: { usual: 1, most: 1 },
    roundsOn,
    plan: (protocol) => stagedOptionsOf(protocol, ({ role }) => role === 'primary'),
    example,
  },
  function* (options): Asking<Answer> {
    const c = stagedOf(options);
    const found = yield* askEffects(c);
    const estimates = slices(found, c);
    return refusalOf(c, found) || estimates.length === 0
      ? { estimates: [], findings: [], exhibits: [] }
      : { estimates, findings: [], exhibits: [cellsExhibit(found, c), ...rawMeans(found, c)] };
  },
);

/** The average of each cohort over its treated periods, and of each period over the cohorts treated in it: two families, each held together. */
function slices(found: AskedEffects, c: Staged): readonly Estimate[] {
  const { of, cells } = found;
  const { period } = c.rollout;
  const named = (place: number): string => periodText(of.times[place], period);
  const said = (place: number): string => periodInWords(of.times[place], period);
  const told = (kind: 'cohort' | 'period', slice: Slice, name: string, says: string): Estimate => ({
    ...estimateOf(found, c, {
      id: `cohort-effects:${c.outcome}:${kind} ${name}`,
      method: 'cohort-effects',
      effect: slice.effect,
      cells: slice.cells,
      population: says,
      says: `Average effect on ${c.outcome}, ${says}.`,
    }),
    role: 'mechanism',
  });
  const [cohorts, periods] = [byCohort(of, cells), byPeriod(of, cells)];
  const ofCohorts = cohorts.map((slice) => told('cohort', slice, named(of.starts[slice.at]), `on those reached in ${said(of.starts[slice.at])}`));
  const ofPeriods = periods.map((slice) => told('period', slice, named(slice.at), `on those treated in ${said(slice.at)}`));
  return [...together(found, c, cohorts, ofCohorts, `cohorts of ${c.outcome}`), ...together(found, c, periods, ofPeriods, `periods of ${c.outcome}`)];
}
