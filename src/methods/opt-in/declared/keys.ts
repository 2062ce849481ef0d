import * as z from 'zod';
import { arm, columnName, columnNames } from '../../../protocol/keys/fields.ts';

const asked = {
  estimand: 'ate, att, atc or ato',
  estimator: 'aipw, weighting, matching, regression, partially-linear or instrument',
  on: 'chance or covariates',
  neighbours: 'a whole number from 1 to 100, such as 1',
  yes: 'true or false',
  caliper: 'a number above zero, such as 0.2',
  link: 'logit or probit',
  terms: 'main, interactions or splines',
  ridge: 'a number above zero, such as 1',
  outcomeLink: 'identity or logit',
  trim: 'a share above 0 and below 0.5, such as 0.05',
  robustTo: 'a number from 0 to 10, such as 1',
  folds: 'a whole number from 1 to 20, such as 5',
  repeats: 'an odd number from 1 to 99, such as 5',
};

const propensity = z.strictObject(
  {
    link: z.enum(['logit', 'probit'], asked.link).default('logit').describe('logit, the default, or probit.'),
    terms: z
      .enum(['main', 'interactions', 'splines'], asked.terms)
      .default('main')
      .describe('main: covariates as they are. interactions: squares and products of two besides. splines: natural cubic splines of numbers.'),
    ridge: z
      .number(asked.ridge)
      .gt(0, asked.ridge)
      .exactOptional()
      .describe(
        'A penalty that holds the slopes of a logit near zero, where columns are many or tell nearly the same: half of it times the sum of squares of the standardized ones.',
      ),
  },
  'a link and terms, such as {link: logit, terms: splines}',
);

const regression = z.strictObject(
  {
    link: z
      .enum(['identity', 'logit'], asked.outcomeLink)
      .default('identity')
      .describe('identity: straight lines, the default. logit: a logistic curve for outcomes of 0 and 1; others stay straight.'),
    ridge: z
      .number(asked.ridge)
      .gt(0, asked.ridge)
      .exactOptional()
      .describe(
        'A penalty that holds slopes near zero, where columns are many for the units of an arm: half of it times the sum of squares of the standardized ones.',
      ),
  },
  'a link and a ridge, such as {link: logit}',
);

const matching = z.strictObject(
  {
    on: z
      .enum(['chance', 'covariates'], asked.on)
      .default('chance')
      .describe('What matches are near in: their chance of opting in (its logit), or all covariates (Mahalanobis).'),
    neighbours: z
      .int(asked.neighbours)
      .gte(1, asked.neighbours)
      .lte(100, asked.neighbours)
      .default(1)
      .describe('How many of the other arm each unit is compared with; ties all count.'),
    replace: z
      .boolean(asked.yes)
      .default(true)
      .describe('Whether a unit may be the match of several. false: of one alone, those with the highest chance choosing first.'),
    biasAdjusted: z.boolean(asked.yes).default(true).describe('Whether a regression among the matched takes out what is still unequal.'),
  },
  'how units are matched, such as {on: covariates, neighbours: 2}',
);

/** An opt-in feature, as a study file declares it. */
export const optInKeys = z.strictObject({
  kind: z.literal('opt-in').describe('Units chose by themselves: those who took the feature are not the others, and are compared with those like them.'),
  treatment: columnName.describe('Column that says who took the feature, or which version.'),
  control: arm.describe('Its value where they did not, compared as text.'),
  estimand: z
    .enum(['ate', 'att', 'atc', 'ato'], asked.estimand)
    .default('ate')
    .describe(
      'Whom the effect is about. ate: all units, the default. att: those who opted in. atc: those who did not. ato: those of whom either could have been.',
    ),
  estimator: z
    .enum(['aipw', 'weighting', 'matching', 'regression', 'partially-linear', 'instrument'], asked.estimator)
    .default('aipw')
    .describe(
      'aipw: doubly robust, the default. weighting: by the chance of opting in. matching: each with its nearest. regression: of the outcome in each arm. partially-linear: what covariates leave of the outcome on what they leave of the choice, with `estimand: ato`. instrument: by what moved the choice. The others are shown beside.',
    ),
  propensity: propensity.prefault({}).describe('How the chance of opting in depends on the covariates.'),
  regression: regression.prefault({}).describe('How an outcome depends on the covariates in each arm: of aipw and regression.'),
  trim: z
    .number(asked.trim)
    .gt(0, asked.trim)
    .lt(0.5, asked.trim)
    .exactOptional()
    .describe('Units whose chance of opting in is below this share, or above one less it, are left out: the effect is then about the others.'),
  matching: matching.prefault({}).describe('How `estimator: matching` matches units.'),
  caliper: z
    .number(asked.caliper)
    .gt(0, asked.caliper)
    .exactOptional()
    .describe(
      'The farthest that a match may lie, in standard deviations of the logit of the chance, or of covariates. Units without one are left out and counted.',
    ),
  exactOn: columnNames.exactOptional().describe('Columns in which matches must be equal, such as [plan]; they are covariates too.'),
  cluster: columnName.exactOptional().describe('Column by which errors are added up, such as workspaces of users.'),
  instrument: columnName
    .exactOptional()
    .describe(
      'Column of a number that moved the choice and nothing else, such as 1 where a user was invited: the effect by it is shown, and speaks with `estimator: instrument`.',
    ),
  negativeControls: columnNames
    .exactOptional()
    .describe('Columns that the feature cannot have changed, such as outcomes from before: an effect on one of them holds the decision.'),
  robustTo: z
    .number(asked.robustTo)
    .gte(0, asked.robustTo)
    .lte(10, asked.robustTo)
    .default(1)
    .describe(
      'A launch must stand a hidden cause so many times as strong as the strongest covariate. 0 asks for none; the sentence about hidden causes stays.',
    ),
  folds: z
    .int(asked.folds)
    .gte(1, asked.folds)
    .lte(20, asked.folds)
    .exactOptional()
    .describe('Cross-fitting of aipw: each part of the units is predicted by the others. Default: 5, or 1 (none) where units are few.'),
  repeats: z
    .int(asked.repeats)
    .gte(1, asked.repeats)
    .lte(99, asked.repeats)
    .refine((repeats) => repeats % 2 === 1, asked.repeats)
    .default(5)
    .describe('How often units are dealt out to folds; the median of the estimates is reported.'),
});

export type OptInKeys = z.output<typeof optInKeys>;
