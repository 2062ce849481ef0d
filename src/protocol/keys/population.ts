import * as z from 'zod';
import { columnName } from './fields.ts';

/** The population that the result is about, when only some units were served and have outcomes. */
export const population = z.strictObject(
  {
    served: columnName.describe('Column that says which units were served, 0 and 1 or boolean: outcomes are known of these only.'),
    period: columnName.exactOptional().describe('Column of the period, such as a week: drift and feedback loops are looked for along it.'),
    probability: columnName
      .exactOptional()
      .describe('Column of the chance with which the unit was served, logged when that was decided. Without it the chance is estimated from covariates.'),
  },
  'columns, such as {served: was_served, period: week, probability: served_chance}',
);
