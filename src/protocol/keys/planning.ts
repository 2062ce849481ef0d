import * as z from 'zod';
import { breach, text } from './fields.ts';

const asked = {
  power: 'a share above 0.05 and below 1, such as 0.8',
  perDay: 'a number above zero, such as 900',
  sd: 'a number above zero, such as 8',
  size: 'a number from 1 on, such as 40',
  variation: 'zero or more, such as 0.5',
  icc: 'a share from 0 to below 1, such as 0.03',
  part: 'a share above 0 and at most 1, such as 0.4',
  explained: 'a share from 0 to below 1, such as 0.3',
  correlation: 'a correlation from 0 to below 1, such as 0.8',
  error: 'zero or more in the units of the outcome, such as 0.7',
  audits: 'what a judge knows, such as {correlation: 0.8} or {kinds: {hard: {share: 0.2, error: 1.1}, easy: {share: 0.8, error: 0.3}}}',
};

const above = (low: number, words: string) => z.number(words).gt(low, words);
const below = (schema: z.ZodNumber, words: string) => schema.lt(1, words);
const part = () => above(0, asked.part).lte(1, asked.part);

const baseline = z
  .strictObject(
    {
      mean: z.number('a number, such as 0.45').describe('Mean of the outcome without the treatment; of a binary outcome, the share.'),
      sd: above(0, asked.sd)
        .exactOptional()
        .describe('Standard deviation between units; a binary outcome has none. Of a ratio: that of (numerator - ratio x denominator) / mean denominator.'),
    },
    'a baseline, such as {mean: 24, sd: 8}',
  )
  .check(({ value, issues }) => {
    if (issues.length > 0 || value.sd !== undefined || (value.mean > 0 && value.mean < 1)) return;
    issues.push(breach('study-baseline-sd', { mean: value.mean }, ['mean']));
  });

const clusters = z.strictObject(
  {
    size: z.number(asked.size).gte(1, asked.size).describe('Mean units a cluster.'),
    sizeVariation: z
      .number(asked.variation)
      .gte(0, asked.variation)
      .default(0)
      .describe('Standard deviation of the cluster sizes over their mean. Clusters of unequal size tell less.'),
    icc: below(z.number(asked.icc).gte(0, asked.icc), asked.icc).describe('Share of the variance that lies between clusters.'),
  },
  'clusters, such as {size: 40, sizeVariation: 0.5, icc: 0.03}',
);

const kind = z.strictObject(
  {
    share: part().describe('Share of the units that are of the kind.'),
    error: z
      .number(asked.error)
      .gte(0, asked.error)
      .describe(
        'Standard deviation, in units of the kind, of labels about what the judge tells of them; about the line of all units, where that is off there.',
      ),
  },
  'a kind of units, such as {share: 0.2, error: 1.1}',
);

const audits = z.union(
  [
    z.strictObject({
      correlation: below(z.number(asked.correlation).gte(0, asked.correlation), asked.correlation).describe(
        "Of the judge's score with the label of people, such as an earlier audit found.",
      ),
    }),
    z.strictObject({
      kinds: z.record(text('the name of a kind'), kind, asked.audits).describe('Kinds of units that are audited by a chance of their own.'),
    }),
  ],
  asked.audits,
);

/** What `estimand power` needs when there are no data yet to read it from. */
export const planning = z.strictObject(
  {
    power: below(above(0.05, asked.power), asked.power).default(0.8).describe('Chance of finding the effect that is worthwhile, if it is there.'),
    unitsPerDay: above(0, asked.perDay).exactOptional().describe('Units that are assigned in a day, in all arms together. Gives the days a study takes.'),
    baselines: z
      .record(text('the name of an outcome'), baseline, 'baselines by outcome, such as {resolved: {mean: 0.45}}')
      .default({})
      .describe('What outcomes are like before the change, where no data tell.'),
    audits: z
      .record(text('the name of a measured outcome'), audits, 'audits by outcome, such as {helpful: {correlation: 0.8}}')
      .default({})
      .describe('How much a judge knows of what people say, where no data tell: with the baseline of the outcome, how many labels of people are needed.'),
    clusters: clusters.exactOptional().describe('Sizes and likeness of what is randomized, when it is coarser than the unit and no data tell.'),
    compliers: part()
      .exactOptional()
      .describe('Share of units that use the feature because they are assigned it: the effect on them is told beside that of assignment.'),
    trigger: part().exactOptional().describe('Share of units that could notice their arm: they alone are analysed, and the effects are those on them.'),
    variationExplained: below(z.number(asked.explained).gte(0, asked.explained), asked.explained)
      .exactOptional()
      .describe('Share of the variance that covariates explain, where no data tell.'),
  },
  'what is expected, such as {power: 0.8, unitsPerDay: 900}',
);
