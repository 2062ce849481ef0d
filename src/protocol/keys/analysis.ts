import * as z from 'zod';
import { usualLevel } from '../defaults.ts';
import { spendings } from '../look.ts';
import { outcomeNames } from './fields.ts';
import { momentOr } from './times.ts';

const level = 'a number from 0.5 to below 1, such as 0.95';
const seed = 'a whole number, zero or more, such as 20260901';
const draws = 'a number of draws from 200 to 1,000,000, such as 5000';
const units = 'a whole number above zero, such as 12000';

const looks = 'fixed, continuous, or a list of looks: shares of plannedUnits such as [0.5, 0.75, 1], or dates such as [2026-11-08, 2026-11-15]';
const oneLook = 'a share of plannedUnits, above 0 and at most 1, such as 0.25, or a date, such as 2026-11-08';
const shareOfPlan = z.number(oneLook).gt(0, oneLook).lte(1, oneLook);

const levelOf = () => z.number(level).gte(0.5, level).lt(1, level).default(usualLevel);

export const analysis = z.strictObject(
  {
    level: levelOf().describe('Level of every two-sided interval.'),
    adjust: z
      .enum(['lin', 'ancova', 'cuped', 'logistic', 'none'], 'an adjustment')
      .default('lin')
      .describe(
        'How covariates are used. lin: interacted with the arm (Lin 2013). ancova: without interaction. cuped: one slope over all arms. logistic: logistic regression for outcomes of 0 and 1, lin for others. none: not at all.',
      ),
    seed: z.int(seed).nonnegative(seed).default(1).describe('Seed of everything random. Same seed, same numbers.'),
    looks: z
      .union([z.enum(['fixed', 'continuous'], looks), z.array(z.union([shareOfPlan, momentOr(oneLook)], oneLook), looks).min(1, looks)], looks)
      .default('fixed')
      .describe(
        'When the results are looked at. fixed: once, when the planned units are in. continuous: at any time, by intervals that hold at all of them. A list: at these shares of plannedUnits, or on these dates.',
      ),
    spending: z
      .enum(spendings, spendings.join(', '))
      .exactOptional()
      .describe(
        'How looks share the error. obrien-fleming: little at first, most at the end (the default of a list). pocock: about evenly. mixture: an interval that holds at every time (that of continuous).',
      ),
    futility: z
      .enum(['obrien-fleming', 'pocock'], 'obrien-fleming or pocock')
      .exactOptional()
      .describe('Of a list of looks: says when an effect will hardly be shown any more, by spending the error of missing it that way. It binds nobody.'),
    plannedUnits: z.int(units).positive(units).exactOptional().describe('Units that were planned. Fewer are an early look: wider intervals, and hold.'),
    comparisons: z
      .enum(['control', 'all-pairs'], 'control or all-pairs')
      .default('control')
      .describe('With several treatment arms, what is compared: each with control, or all pairs of arms.'),
    family: outcomeNames
      .exactOptional()
      .describe('With several treatment arms: outcomes whose contrasts hold together as one family. Default: the primary outcome.'),
    randomization: z
      .int(draws)
      .gte(200, draws)
      .lte(1_000_000, draws)
      .exactOptional()
      .describe(
        'How often arms are drawn anew, as they were drawn, to test the effect on the primary outcome and the guardrails by chance alone. All ways to draw them where these are few.',
      ),
    guardrailLevel: levelOf().describe('Level of the one-sided bound of each guardrail.'),
  },
  'options, such as {level: 0.95, adjust: lin}',
);
