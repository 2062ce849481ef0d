import * as z from 'zod';
import { columnName, columnNames, written } from '../../../protocol/keys/fields.ts';
import { periodLengths } from '../../../protocol/periods.ts';

const asked = {
  launched: 'the day of the launch, such as 2026-03-02, or the number of the first period with it',
  units: 'a list of units, such as [acme, globex]',
  anticipation: 'a whole number of periods, such as 0 or 1',
  season: 'a whole number of periods from 2 on, such as 7',
};

const unitNames = z.array(written('a value of the unit column'), asked.units);

export const estimators = ['sdid', 'synthetic-control', 'demeaned', 'augmented', 'penalized', 'matrix-completion', 'state-space'] as const;

/** A change that came to units at one time, as a study file declares it. */
export const globalLaunchKeys = z.strictObject({
  kind: z
    .literal('global-launch')
    .describe('The change came to units at one time: what they would have had without it is made of units that did not get it, or of the time before.'),
  period: z
    .enum(periodLengths, 'a length of time')
    .exactOptional()
    .describe('How long a period is, where `time` holds dates or times. Weeks begin on Monday, all in UTC.'),
  launched: z
    .union([written(asked.launched), z.record(z.string(), written(asked.launched))], asked.launched)
    .describe(
      'The day of the launch, or the number of the first period with it. The period in which it lies counts as one with the change. By unit, such as {acme: 2026-03-02, globex: 2026-04-06}, where it came to units at several times.',
    ),
  treatedUnits: unitNames.min(1, asked.units).exactOptional().describe('The units that got it; where there are several, their mean is followed.'),
  donors: unitNames
    .min(1, asked.units)
    .exactOptional()
    .describe(
      'The units that it is compared with, which the launch must not have touched; default: all that did not get it. Of a state space their mean is a regressor.',
    ),
  predictors: columnNames
    .min(1)
    .exactOptional()
    .describe(
      'Of a synthetic control: columns whose means before the launch are matched beside the outcome, by weights that the outcome before the launch chooses.',
    ),
  anticipation: z
    .int(asked.anticipation)
    .gte(0, asked.anticipation)
    .default(0)
    .describe('Periods before the launch in which it may act already: they are left out of both sides.'),
  estimator: z
    .enum(estimators, 'an estimator')
    .default('sdid')
    .describe(
      'How the path without the change is made. sdid: synthetic difference in differences, weights of donors and of periods, levels apart. synthetic-control: donors whose mix has the level too. demeaned: a mix about its level. augmented: what a mix misses, taken out by a ridge regression. penalized: a mix of donors that are near one by one. matrix-completion: by what few common factors tell. state-space: by the time before alone; never launches by itself.',
    ),
  trend: z
    .enum(['level', 'trend'], 'a trend')
    .exactOptional()
    .describe('Of a state space. level (the default): a level that wanders. trend: with a slope that does.'),
  season: z.int(asked.season).gte(2, asked.season).exactOptional().describe('Of a state space: periods after which a season comes again, such as 7 of days.'),
  regressors: z
    .array(columnName, 'a list of column names')
    .min(1)
    .exactOptional()
    .describe('Of a state space: columns that tell of the same time and that the launch does not touch, averaged over the treated units.'),
});

export type GlobalLaunchKeys = z.output<typeof globalLaunchKeys>;
export type EstimatorName = (typeof estimators)[number];
