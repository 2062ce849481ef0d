import * as z from 'zod';
import { arm, breach, columnName } from '../../../protocol/keys/fields.ts';

/** One group before and after a change, as a study file declares it. */
export const beforeAfterKeys = z
  .strictObject({
    kind: z
      .literal('before-after')
      .describe('Everybody got the change at once, and the time before it is all there is to compare with. No basis for a launch.'),
    period: columnName.describe('Column that says whether a row lies before or after the change.'),
    before: arm.describe('Its value before the change, compared as text.'),
    after: arm.describe('Its value after the change.'),
  })
  .check(({ value, issues }) => {
    if (issues.length === 0 && value.before === value.after)
      issues.push(breach('study-value', { key: 'design.after', found: `"${value.after}"`, asked: 'another value than design.before' }, ['after']));
  });

export type BeforeAfterKeys = z.output<typeof beforeAfterKeys>;
