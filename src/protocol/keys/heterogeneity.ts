import * as z from 'zod';
import { columnNames, text } from './fields.ts';

const asked = {
  depth: '1, 2 or 3',
  cost: 'zero or more in the units of the outcome, such as 0.02, or one for each treatment, such as {rag: 0.02}',
  budget: 'a number above zero in the units of cost, for each unit, such as 0.01',
  capacity: 'a share of the units above 0 and at most 1, such as 0.3',
  groups: 'a whole number from 2 to 10',
  splits: 'a whole number from 1 to 100',
  folds: 'a whole number from 3 to 10',
  trees: 'an even number from 50 to 10000',
};

const whole = (low: number, high: number, words: string) => z.int(words).gte(low, words).lte(high, words);
const cost = () => z.number(asked.cost).gte(0, asked.cost);

const policy = z.strictObject(
  {
    depth: z
      .literal([1, 2, 3], asked.depth)
      .default(2)
      .describe('How many columns may be asked at most before a unit gets its arm; another is asked only where that pays on units apart.'),
    cost: z
      .union([cost(), z.record(text('a treatment'), cost(), asked.cost)], asked.cost)
      .default(0)
      .describe('What it costs to treat a unit, in the units of the outcome; one for all treatments or one for each.'),
    budget: z.number(asked.budget).gt(0, asked.budget).exactOptional().describe('The most that may be spent on average for each unit, treated or not.'),
    capacity: z
      .number(asked.capacity)
      .gt(0, asked.capacity)
      .lte(1, asked.capacity)
      .exactOptional()
      .describe('The largest share of the units that may be treated.'),
  },
  'a policy, such as {depth: 2, cost: 0.02}',
);

/** Who benefits, and who is to be treated. */
export const heterogeneity = z.strictObject(
  {
    by: columnNames
      .min(1, 'a list of column names, such as [language, tenure_days]')
      .exactOptional()
      .describe('Columns by which the effect may differ: covariates or segments of the study. Default: all of them.'),
    of: text('the name of an outcome').exactOptional().describe('The outcome that units benefit in. Default: the primary one.'),
    learner: z
      .enum(['forest', 'dr', 'r', 'x', 't', 's'], 'a learner')
      .default('forest')
      .describe('How effects are learned: a causal forest; or a regression of doubly robust scores, of residuals, or of outcomes by arm.'),
    base: z
      .enum(['forest', 'boosted-trees', 'lasso', 'ridge', 'ols'], 'a regression')
      .default('forest')
      .describe('What regressions are made of: those of outcomes and chances, and those of the learner.'),
    groups: whole(2, 10, asked.groups).default(4).describe('Into how many groups units are sorted by the effect that is predicted for them.'),
    splits: whole(1, 100, asked.splits).default(10).describe('How often units are split in halves, one to learn from and one to look at: medians are told.'),
    folds: whole(3, 10, asked.folds).default(5).describe('Parts of the units: what is predicted for one is learned from others.'),
    trees: whole(50, 10_000, asked.trees)
      .multipleOf(2, asked.trees)
      .default(200)
      .describe('Trees of a forest of effects; those of what is only taken away are a quarter as many, and at least 100.'),
    policy: policy.exactOptional().describe('Whom to treat: a rule is learned from one half of the units and valued on the other.'),
  },
  'what effects may differ by, such as {by: [language, tenure_days]}',
);
