import * as z from 'zod';
import { arm, breach, columnName, text } from '../../../protocol/keys/fields.ts';

const asked = {
  cutoff: 'a number, or the name of a column that holds it',
  side: 'above or below',
  inference: 'robust, bias-aware or local',
  curvature: 'rule-of-thumb, a number above zero, or one for each outcome, such as {resolved: 2}',
  bandwidth: 'mse, cer, or how far from the cutoff on each side, such as {below: 0.1, above: 0.1}',
  reach: 'a number above zero',
  sides: 'common or separate',
  kernel: 'triangular, uniform or epanechnikov',
  order: 'a whole number from 0 to 3, such as 1',
  donut: 'a number above zero, such as 0.005',
  massPoints: 'adjust or off',
};

const reach = z.number(asked.reach).gt(0, asked.reach);
const bound = z.number(asked.curvature).gt(0, asked.curvature);

/** A feature that a score turns on, as a study file declares it. */
export const thresholdKeys = z
  .strictObject({
    kind: z.literal('threshold').describe('A score decides who gets it: rows just on one side of a cutoff are compared with those just on the other.'),
    running: columnName.describe('Column of the score, a number, as it was when the decision was made.'),
    cutoff: z
      .union([z.number(asked.cutoff), text(asked.cutoff)], asked.cutoff)
      .describe('Where the decision changes: a number, or a column that holds it where it differs between rows, such as one a language.'),
    side: z.enum(['above', 'below'], asked.side).default('above').describe('On which side the treatment is. above: from the cutoff on. below: below it.'),
    treatment: columnName
      .exactOptional()
      .describe('Column of the logged decision, where it does not always follow the score: the effect is then of those whose treatment the cutoff decides.'),
    control: arm.exactOptional().describe('Its value without the treatment, compared as text. Needed with `treatment`.'),
    inference: z
      .enum(['robust', 'bias-aware', 'local'], asked.inference)
      .exactOptional()
      .describe(
        'robust: bias-corrected, the default for continuous scores. bias-aware: under a bound on curvature, the default for scores of few values and for logged decisions. local: as if drawn by lot near the cutoff.',
      ),
    curvature: z
      .union([z.literal('rule-of-thumb', asked.curvature), bound, z.record(z.string(), bound)], asked.curvature)
      .default('rule-of-thumb')
      .describe(
        'Of bias-aware inference: the most that the slope of an outcome changes over one unit of the score; of a logged decision that of `treatment` too. A rule of thumb, the default, cannot launch.',
      ),
    bandwidth: z
      .union([z.enum(['mse', 'cer'], asked.bandwidth), z.strictObject({ below: reach, above: reach }, asked.bandwidth)], asked.bandwidth)
      .default('mse')
      .describe('How far from the cutoff rows count. mse: for the least error of the estimate. cer: for that of the coverage of its interval.'),
    sides: z.enum(['common', 'separate'], asked.sides).default('common').describe('common: one bandwidth for both sides. separate: one for each.'),
    kernel: z
      .enum(['triangular', 'uniform', 'epanechnikov'], asked.kernel)
      .default('triangular')
      .describe('How rows count within the bandwidth: the nearer the more (triangular), or alike (uniform).'),
    order: z.int(asked.order).gte(0, asked.order).lte(3, asked.order).default(1).describe('Of the polynomial on each side: 1 is a line.'),
    cluster: columnName.exactOptional().describe('Column by which errors are added up, such as the user of several requests.'),
    donut: reach.exactOptional().describe('Rows nearer to the cutoff than this are left out, where scores are moved or rounded across it.'),
    massPoints: z.enum(['adjust', 'off'], asked.massPoints).default('adjust').describe('adjust: bandwidths count distinct scores where many rows repeat one.'),
  })
  .check(({ value, issues }) => {
    if (issues.length > 0) return;
    const { treatment, control } = value;
    if (treatment !== undefined && control === undefined) issues.push(breach('threshold-control-missing', { treatment }, ['treatment']));
    if (treatment === undefined && control !== undefined)
      issues.push(
        breach('study-key-idle', { key: 'control', design: 'a sharp threshold', why: 'it is a value of `treatment`, which is not named' }, ['control']),
      );
  });

export type ThresholdKeys = z.output<typeof thresholdKeys>;
