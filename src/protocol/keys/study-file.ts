import * as z from 'zod';
import { analysis } from './analysis.ts';
import { data } from './data.ts';
import { decideBy, type LaunchCondition, usualDecide } from './decide.ts';
import { columnName, columnNames, text } from './fields.ts';
import { heterogeneity } from './heterogeneity.ts';
import { outcomes } from './outcomes.ts';
import { planning } from './planning.ts';
import { population } from './population.ts';
import { moment } from './times.ts';
import { treatments } from './treatments.ts';

const monitoring = z.record(
  text('a name'),
  z.union([text('text or a number'), z.number('text or a number')], 'text or a number'),
  'what is watched, such as {holdout: 0.05, review: 4 weeks}',
);

/**
 * The schema of a study file: the analysis plan, short enough to review and lockable before outcomes are looked at. `design` is the schema of the ways of rolling
 * out, `conditions` are what they add to the rule.
 */
export const studySchemaWith = <D extends z.ZodType>(design: D, conditions: readonly LaunchCondition[]) =>
  z.strictObject(
    {
      estimand: z.literal(1, '1, the version of the study schema').describe('Version of the study schema.'),
      study: text('a name, such as rag-support-assistant').describe('Name of the study, such as rag-support-assistant.'),
      question: text('a sentence, such as "Does the assistant raise resolution?"').describe(
        'The question in one sentence: which change, which outcome, for whom.',
      ),
      data: data.describe('Where the rows are: exactly one of file, files, sql (with from) or table (with connection).'),
      unit: columnName.exactOptional().describe('Column of the unit that is analysed, such as ticket_id.'),
      rows: z
        .enum(['one-per-unit', 'many-per-unit'], 'a layout')
        .default('one-per-unit')
        .describe('one-per-unit: a row is a unit. many-per-unit: rows are brought to their unit, by `per` of each outcome.'),
      time: columnName
        .exactOptional()
        .describe('Column of the date or time at which a row came in: of a unit with many rows the first counts. Outcomes with a `maturity` are read by it.'),
      asOf: moment.exactOptional().describe('The moment until which the data tell, such as 2026-11-29. Default: the latest time in the data.'),
      design: design.describe('How the change was rolled out.'),
      treatments: treatments
        .default({})
        .describe(
          'What each arm runs: versions by part (model, prompt, retrieval ...), and the label that readers see. Changing a version makes another treatment.',
        ),
      covariates: columnNames.default([]).describe('Columns measured before assignment; they sharpen the estimate.'),
      mediators: columnNames
        .default([])
        .describe('Columns on the way from treatment to outcome, in the order in which they happen; never adjusted for in a total effect.'),
      outcomes: outcomes.describe('What is measured, by column: one primary outcome, guardrails, costs and what else is reported.'),
      segments: columnNames.default([]).describe('Columns by which effects are shown apart.'),
      analysis: analysis.prefault({}).describe('How the numbers are computed.'),
      evidence: z
        .enum(['experiment', 'benchmark'], 'a kind of evidence')
        .default('experiment')
        .describe('experiment: units of real use. benchmark: an offline set.'),
      population: population.exactOptional().describe('The population that the result is about, when only some units were served.'),
      planning: planning.exactOptional().describe('What is expected before there are data: how `estimand power` finds the size of the study.'),
      monitoring: monitoring.exactOptional().describe('What is watched after launch, such as a holdout and a date of review.'),
      decide: decideBy(conditions).default(usualDecide).describe('The rule, written before anybody sees outcomes.'),
      dag: text('default, or arrows between columns, such as "assignment -> usage -> outcome"')
        .exactOptional()
        .describe('The causal graph as text, such as "ai -> used -> resolved; used <-> resolved"; or default, the graph of an AI deployment.'),
      heterogeneity: heterogeneity.exactOptional().describe('For whom the effect differs, and whom to treat.'),
    },
    'keys and values, such as study: rag-support-assistant',
  );

/** The keys of a design; each design knows the others of its own. */
export interface DesignKeys {
  readonly kind: string;
}

/** A study with its defaults filled in. Outside its own folder nobody reads the keys of a design but its kind. */
export type StudyFile<Keys extends DesignKeys = DesignKeys> = Omit<z.output<ReturnType<typeof studySchemaWith>>, 'design'> & { readonly design: Keys };

export type OutcomeKeys = StudyFile['outcomes'][string];
