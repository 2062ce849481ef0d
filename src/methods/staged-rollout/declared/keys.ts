import * as z from 'zod';
import { breach, columnName, written } from '../../../protocol/keys/fields.ts';
import { periodLengths } from '../../../protocol/periods.ts';

const asked = {
  anticipation: 'a whole number of periods, such as 0 or 1',
  honest: 'what the decision allows trends to differ by, such as {horizon: 0, mbar: 0.5}',
  horizon: 'a whole number of periods since the start, such as 0',
  mbar: 'zero or more, such as 0.5',
  within: 'groups of rows within units, such as {column: language, exposed: en}',
};

const within = z.strictObject(
  {
    column: columnName.describe('Column of groups of rows within each unit, such as the language of a ticket.'),
    exposed: written('a value of the column').describe(
      'Its value in rows that the change reaches; the other rows of the same unit and period are compared with.',
    ),
  },
  asked.within,
);

const honest = z.strictObject(
  {
    horizon: z
      .int(asked.horizon)
      .gte(0, asked.horizon)
      .default(0)
      .describe('The time since the start whose effect is held against trends that differ: 0 is the first treated period.'),
    mbar: z
      .number(asked.mbar)
      .gte(0, asked.mbar)
      .default(0.5)
      .describe('How much more trends may part after the start than they did from one period to the next before it, as a factor.'),
  },
  asked.honest,
);

/** A change that reached units in waves, as a study file declares it. */
export const stagedRolloutKeys = z
  .strictObject({
    kind: z
      .literal('staged-rollout')
      .describe('The change reached units in waves, and nobody drew lots: changes are compared with those of units that do not have it yet.'),
    period: z
      .enum(periodLengths, 'a length of time')
      .exactOptional()
      .describe('How long a period is, where `time` holds dates or times. Weeks begin on Monday, all in UTC.'),
    start: columnName
      .exactOptional()
      .describe('Column of the first treated period (or a date in it), the same in every row of a unit; empty where the change never came.'),
    treated: columnName.exactOptional().describe('Instead of start: column that is 1 in rows with the change and 0 before.'),
    comparison: z
      .enum(['not-yet', 'never'], 'whom to compare with')
      .default('not-yet')
      .describe('not-yet: those who start later or never, as long as they have not started. never: those who never start.'),
    anticipation: z.int(asked.anticipation).gte(0, asked.anticipation).default(0).describe('Periods before the start in which the change may act already.'),
    cluster: columnName.exactOptional().describe('Column of what started together, when it is coarser than the unit; errors are added up by it.'),
    within: within
      .exactOptional()
      .describe(
        'Triple differences: the mean of exposed rows less that of the others, in each unit and period, is the outcome. What moves both alike drops out.',
      ),
    estimator: z
      .enum(['doubly-robust', 'regression', 'weighting', 'imputation', 'interaction', 'two-way'], 'an estimator')
      .default('doubly-robust')
      .describe(
        "How effects are found. doubly-robust, regression, weighting: effects by cohort and period (Callaway and Sant'Anna), which differ with covariates alone. imputation: Borusyak, Jaravel and Spiess. interaction: Sun and Abraham. two-way: the usual regression, which is no average of effects where they differ.",
      ),
    weights: z
      .enum(['cells', 'cohorts'], 'what the average counts')
      .default('cells')
      .describe('cells: the average over all treated units and periods. cohorts: over treated units, of what each had on average.'),
    base: z
      .enum(['universal', 'varying'], 'a base period')
      .default('universal')
      .describe('What periods before the start are compared with. universal: the last one before it, as after it. varying: the one before each.'),
    bands: z
      .enum(['analytic', 'multiplier'], 'how bands are made')
      .default('analytic')
      .describe(
        'How intervals of effects by time, cohort or period hold together. analytic: by the normal law of their covariance. multiplier: by a bootstrap of what each unit, or cluster, adds to them.',
      ),
    honest: honest.prefault({}).describe('The effect that must stand for a launch although trends may differ (Rambachan and Roth).'),
  })
  .check(({ value, issues }) => {
    if (issues.length > 0) return;
    const written = (['start', 'treated'] as const).filter((key) => value[key] !== undefined);
    if (written.length !== 1) issues.push(breach('staged-start-unsaid', { written }, written.length === 0 ? [] : [written[1]]));
  });

export type StagedRolloutKeys = z.output<typeof stagedRolloutKeys>;
