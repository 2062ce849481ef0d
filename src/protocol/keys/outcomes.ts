import * as z from 'zod';
import { perUnit, perUnitNames } from '../per-unit.ts';
import { protectionNames, protections } from '../protects.ts';
import { transformNames, transforms } from '../scale.ts';
import { columnName, columnNames, columnOrColumns, displayName, text, version } from './fields.ts';
import { duration } from './times.ts';

const asked = {
  worthwhile: 'a number above zero in the units of the outcome, such as 0.02',
  tolerance: 'zero or more in the units of the outcome, such as 0.005, or a percentage of the control mean, such as "5%"',
  margin: 'a number above zero in the units of the outcome, such as 0.5',
  value: 'a number, what one unit of the outcome is worth, such as 14 or -0.8, or one for each arm, such as {off: 14, on: 12}',
  quantile: 'a numeric column and a share between 0 and 1, such as [latency_seconds, 0.95]',
  bounds: 'two numbers, the least and the most that the outcome can be, such as [0, 1]',
  winsorize: 'two limits such as [0, 120], or {quantiles: [0.01, 0.99]} of all arms together',
};

const numbers = z.array(z.number('numbers'), 'a list of numbers');

/** A calibration as an earlier study wrote it. */
const calibration = z
  .strictObject(
    {
      kind: z.literal('estimand-calibration', 'estimand-calibration').describe('What it is.'),
      schemaVersion: z.literal(1, '1').describe('Version of its form.'),
      judge: columnName.describe('Column of the judge.'),
      human: columnName.describe('Column of the human label.'),
      using: columnNames.describe('Further columns that it reads.'),
      version: version.describe('Version of the judge.'),
      rubric: version.describe('Version of the rubric.'),
      population: z.string('text').describe('Whose outputs were audited.'),
      audited: z.number('a number').describe('Labels that it is made of.'),
      terms: z.array(text('a term'), 'a list of terms').describe('What its coefficients belong to.'),
      coefficients: numbers.describe('One a term.'),
      covariance: numbers.describe('Of the coefficients, row by row.'),
      residualSpread: z.number('a number').describe('Standard deviation of labels about it.'),
    },
    'a calibration, such as {kind: estimand-calibration, schemaVersion: 1, ...}, as an analysis wrote it',
  )
  .refine(
    (c) => c.coefficients.length === c.terms.length && c.covariance.length === c.terms.length ** 2,
    'a calibration with a coefficient a term, as an analysis wrote it',
  );

const measured = z.strictObject(
  {
    judge: columnOrColumns.describe('Column of the judge: a score for every unit. Of several, each gets the weight that the audit finds for it.'),
    human: columnOrColumns
      .refine((names) => names.length > 0, 'the name of a column, or a list of them')
      .describe('Column of the human label, empty where nobody looked. Of several people a column each: what they say of a unit together is its label.'),
    combine: z
      .enum(['mean', 'majority'], 'mean or majority')
      .exactOptional()
      .describe(
        'How labels of several people become one. mean (without it): of those who labelled the unit. majority: what most of them say, of labels of 0 and 1; a tie counts half.',
      ),
    audited: columnName
      .exactOptional()
      .describe('Column of 0 and 1 that says who was audited; without it, those with a human label. A label beyond the audit is then not read.'),
    sampling: columnName
      .exactOptional()
      .describe(
        'Column of the probability with which a unit was to be audited, known for every judged unit. Without it audits are a simple random sample within each arm.',
      ),
    labels: z
      .enum(['drawn', 'complaints'], 'how labels came about')
      .exactOptional()
      .describe('drawn (without it): by a sample of the units. complaints: from people who came unasked; these are no sample, and the study is held.'),
    by: z
      .enum(['ppi++', 'ppi', 'calibration', 'rogan-gladen'], 'a way to measure')
      .default('ppi++')
      .describe(
        'ppi++: the judge, weighted in each arm by how much it helps. ppi: the judge with full weight. calibration: one regression of the label on judge and `using` for two arms. rogan-gladen: labels of 0 and 1, by sensitivity and specificity.',
      ),
    using: columnNames
      .default([])
      .describe('Of calibration: further numeric columns known for every unit that tell where the judge errs, such as [answer_length].'),
    errors: z
      .enum(['by-arm', 'pooled'], 'by-arm or pooled')
      .default('by-arm')
      .describe('Of rogan-gladen: sensitivity and specificity of each arm, or of two arms together.'),
    biases: z
      .record(text('a name'), columnName, 'columns by bias, such as {verbosity: answer_length}')
      .default({})
      .describe('Numeric columns that may sway the judge, by name: verbosity, position, self-preference, difficulty. Each is reported with its interval.'),
    halfWidth: z
      .number(asked.margin)
      .gt(0, asked.margin)
      .exactOptional()
      .describe('Half-width of the interval that is wanted, in units of the outcome: how many labels it takes is reported. Default: the worthwhile effect.'),
    version: version.exactOptional().describe('Version of the judge, such as judge@4. Another version is another measurement.'),
    population: text('whose outputs are scored, such as support answers in English')
      .exactOptional()
      .describe('Whose outputs are scored, in words: what a calibration is bound to, besides judge and rubric.'),
    calibration: calibration.exactOptional().describe('An earlier calibration, as results.json has it: this audit says whether it has expired.'),
    rubric: version.exactOptional().describe('Version of the rubric that judge and people score by, such as helpfulness@2.'),
  },
  'the columns of judge and human, such as {judge: judge_score, human: human_score}',
);

const share = z.number(asked.winsorize).gte(0, asked.winsorize).lte(1, asked.winsorize);

const winsorize = z.union(
  [z.tuple([z.number(asked.winsorize), z.number(asked.winsorize)], asked.winsorize), z.strictObject({ quantiles: z.tuple([share, share]) }, asked.winsorize)],
  asked.winsorize,
);

const outcome = z.strictObject(
  {
    label: displayName.exactOptional().describe('What the report calls the outcome, such as Tickets resolved; the column name stands small behind it.'),
    role: z
      .enum(['primary', 'secondary', 'guardrail', 'cost'], 'a role')
      .describe('primary: it decides, and there is one. secondary: reported. guardrail: must not get worse than its tolerance. cost: what it takes.'),
    better: z.enum(['higher', 'lower'], 'higher or lower').describe('Which way is good.'),
    unit: text('a unit, such as minutes or USD').exactOptional().describe('What it is counted in, such as minutes; a currency as three capitals, such as USD.'),
    worthwhile: z
      .number(asked.worthwhile)
      .gt(0, asked.worthwhile)
      .exactOptional()
      .describe('Smallest improvement that matters, in the units of the outcome. Above zero, whichever way is better.'),
    tolerance: z
      .union(
        [z.number(asked.tolerance).gte(0, asked.tolerance), z.string(asked.tolerance).regex(/^\d{1,9}(\.\d{1,9})?\s*%$/, asked.tolerance)],
        asked.tolerance,
      )
      .exactOptional()
      .describe('Of a guardrail: how much worse is still tolerable, in the units of the outcome, or as a percentage of the control mean such as "5%".'),
    protects: z
      .enum(protectionNames, protectionNames.join(', '))
      .exactOptional()
      .describe(`Of a guardrail: what it protects. ${protectionNames.map((name) => `${name}: ${protections[name]}.`).join(' ')}`),
    equivalence: z
      .number(asked.margin)
      .gt(0, asked.margin)
      .exactOptional()
      .describe('Two-sided margin within which the outcome counts as unchanged, in its units: tested by two one-sided tests.'),
    superiority: z
      .number(asked.margin)
      .gt(0, asked.margin)
      .exactOptional()
      .describe('Margin by which the outcome must improve to count as better, in its units: tested one-sided.'),
    value: z
      .union([z.number(asked.value), z.record(text('an arm'), z.number(asked.value), asked.value)], asked.value)
      .exactOptional()
      .describe('Money that one unit of the outcome is worth, or what it is worth in each arm; negative for what costs. They add up to the net value.'),
    ratio: z
      .tuple([columnName, columnName], 'two columns, such as [cost_usd, resolved]')
      .exactOptional()
      .describe('Makes the outcome a ratio: numerator and denominator, each added up before they are divided.'),
    quantile: z
      .tuple([columnName, z.number(asked.quantile).gt(0, asked.quantile).lt(1, asked.quantile)], asked.quantile)
      .exactOptional()
      .describe('Makes the outcome a quantile: a column, and the share of units below, such as [latency_seconds, 0.95] for its p95.'),
    per: z
      .enum(perUnitNames, perUnitNames.join(', '))
      .exactOptional()
      .describe(
        `With many rows per unit: what a unit gets of its rows. ${perUnitNames.map((name) => `${name}: ${perUnit[name].about}.`).join(' ')} Without it counts and columns of 0 and 1 are added up, and any other column is an error that proposes one.`,
      ),
    maturity: duration
      .exactOptional()
      .describe(
        'How long after `time` the outcome is known, such as 7 days: units that had less time until `asOf` are left out of it, alike in all arms, and counted.',
      ),
    transform: z
      .enum(transformNames, transformNames.join(' or '))
      .exactOptional()
      .describe(`Scale of the outcome. ${transformNames.map((name) => `${name}: ${transforms[name].about}.`).join(' ')}`),
    winsorize: winsorize
      .exactOptional()
      .describe('Caps the outcome, before any transform: at declared limits such as [0, 120], or at {quantiles: [0.01, 0.99]} of all arms together.'),
    bounds: z
      .tuple([z.number(asked.bounds), z.number(asked.bounds)], asked.bounds)
      .exactOptional()
      .describe('The least and the most that the outcome can be. A routing log then says how much a policy could lose where nothing was tried.'),
    measured: measured.exactOptional().describe('The outcome is scored by a judge (such as a language model) and audited by people.'),
  },
  'an outcome, such as {role: secondary, better: lower}',
);

export const outcomes = z.record(text('the name of a column'), outcome, 'outcomes by column, such as {resolved: {role: primary, better: higher}}');
