import * as z from 'zod';
import { arm, breach, columnName, columnNames, expressionText, text, unreadable } from '../../../protocol/keys/fields.ts';
import { isShared, sharesOf, sumOf } from './shares.ts';

const share = z.number('a share above zero, such as 0.5').gt(0, 'a share above zero, such as 0.5');
const kept = 'a share above zero and below 1, such as 0.01';
const contaminated = 'a share from 0 to below 1, such as 0.001';

/** A randomized rollout, as a study file declares it. */
export const randomizedKeys = z
  .strictObject({
    kind: z.literal('randomized').describe('Units were assigned to arms by chance.'),
    assignment: columnName.describe('Column that holds the arm each unit was assigned to, whatever it then used.'),
    control: arm.describe('The arm that the others are compared with: a value of the assignment column, compared as text.'),
    shares: z
      .record(text('an arm'), share, 'planned shares by arm, such as {0: 0.5, 1: 0.5}')
      .transform(sharesOf)
      .exactOptional()
      .describe('Planned share of each arm, which sum to one but for rounding, or whole weights such as {0: 2, 1: 1}. Needed by the sample-ratio check.'),
    randomizedBy: columnName
      .exactOptional()
      .describe('Column of what was randomized, when it is not the unit. Coarser than the unit means clustered analysis.'),
    usage: columnName
      .exactOptional()
      .describe('Column that says who used the feature, after assignment. Gives the complier effect by instrument; never a control.'),
    blocks: columnName.exactOptional().describe('Column of the blocks (strata) within which arms were drawn.'),
    cluster: columnName
      .exactOptional()
      .describe(
        'Column by which errors are added up although it is not what was randomized, such as villages of users. With blocks: clusters that hold whole blocks, such as passages of questions.',
      ),
    target: z
      .enum(['units', 'blocks'], 'units or blocks')
      .exactOptional()
      .describe('What blocks stand for. units: these blocks, such as regions. blocks: a sample of many, such as prompts; each is then one observation.'),
    rerandomized: z
      .strictObject(
        {
          on: columnNames
            .min(1, 'a list of one or more column names')
            .describe('Columns of numbers, known before assignment, in which the arms had to be alike.'),
          acceptance: z
            .number(kept)
            .gt(0, kept)
            .lt(1, kept)
            .default(0.01)
            .describe('Share of draws that was kept: those whose distance between arms is below this quantile of chi-squared.'),
        },
        'columns and a share, such as {on: [age, visits], acceptance: 0.01}',
      )
      .exactOptional()
      .describe('Arms were drawn again until they were alike in some columns (Mahalanobis distance). A randomization test and a replay then draw them so too.'),
    contamination: z
      .number(contaminated)
      .gte(0, contaminated)
      .lt(1, contaminated)
      .default(0.001)
      .describe('Most share of units (of what was randomized) with rows in several arms. They are left out and counted; more than that holds the decision.'),
    alongside: columnNames
      .exactOptional()
      .describe(
        'Columns that hold the arm of another experiment that ran on the same units at the same time. Asks whether the two were drawn apart, and whether their effects add up.',
      ),
    trigger: expressionText.exactOptional().describe('Column or condition that says which units could notice their arm, logged alike in all arms.'),
  })
  .check(({ value, issues }) => {
    const unread = value.trigger === undefined ? undefined : unreadable(value.trigger);
    if (unread) issues.push(breach('expression-invalid', unread.facts, ['trigger']));
    const { alongside = [] } = value;
    for (const [i, name] of alongside.entries())
      if (alongside.indexOf(name) < i) issues.push(breach('study-name-twice', { list: 'design.alongside', name }, ['alongside', i]));
    if (issues.length > 0 || !value.shares) return;
    if (!Object.hasOwn(value.shares, value.control)) issues.push(breach('study-share-missing', { arm: value.control }, ['shares']));
    else if (!isShared(value.shares)) issues.push(breach('shares-sum', { sum: Number(sumOf(value.shares).toPrecision(12)) }, ['shares']));
  });

export type RandomizedKeys = z.output<typeof randomizedKeys>;
