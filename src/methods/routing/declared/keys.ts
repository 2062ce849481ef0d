import * as z from 'zod';
import { askedDraws, bootstrapDraws } from '../../../protocol/defaults.ts';
import { arm, breach, columnName, expressionText, text, unreadable } from '../../../protocol/keys/fields.ts';

const asked = {
  probabilities: 'the column of the chance of each action, such as {small: p_small, large: p_large}',
  candidates: 'a list of actions such as [small, large, human], or the column that says whether each could be taken, such as {human: human_on_shift}',
  policies: 'policies by name, such as {cautious: [{when: risk > 1, action: human}, {otherwise: small}]}',
  policy:
    'a list of rules that ends in {otherwise: action}, {column: planned_action}, {probabilities: {small: 0.9, large: 0.1}}, {table: chances.csv, by: segment}, or {action: drawn_action, probability: chance_of_logged}',
  thresholds: 'lists of values by name, such as {limit: [0, 0.5, 1, 1.5]}',
  search:
    'a rule and its thresholds, such as {rules: [{when: risk > limit, action: human}, {otherwise: small}], thresholds: {limit: [0, 1]}, learning: half = 1}',
  above: 'a number above zero',
  aboveOrTuned: 'a number above zero, or tuned',
  draws: askedDraws,
  chanceDraws: 'a whole number of draws, such as 200',
  chance: 'a number from 0 to 1, or the column of a chance',
};

const action = arm;
const chance = z.union([z.number(asked.chance).gte(0, asked.chance).lte(1, asked.chance), columnName], asked.chance);

const rule = z.union([z.strictObject({ when: expressionText, action }), z.strictObject({ otherwise: action })], asked.policy);

const policy = z.union(
  [
    z.array(rule).min(1, asked.policy),
    z.strictObject({ column: columnName.describe('Column of the action that the policy would take.') }),
    z.strictObject({
      action: columnName.describe('Column of an action that was drawn from the policy for the request, apart from the one that was taken.'),
      probability: columnName.describe('Column of the chance that the policy gives the action that was taken: two columns, however many actions there are.'),
    }),
    z.strictObject({
      table: text('the path of a file, such as chances.csv').describe(
        'A file with the chances, a line for each: Parquet, CSV, JSON or JSON lines. Relative to the study.',
      ),
      by: columnName.describe('Column that the log and the table have: where a chance holds, such as a segment or the id of a request.'),
      action: columnName.default('action').describe('Column of the table: the action. One that has no line is never taken there.'),
      probability: columnName.default('probability').describe('Column of the table: its chance.'),
    }),
    z.strictObject({ probabilities: z.record(text('an action'), chance).describe('Chance of each action: a number, or the column that holds it.') }),
  ],
  asked.policy,
);

const search = z.strictObject(
  {
    rules: z.array(rule, asked.policy).min(1, asked.policy).describe('The rule, with the names of thresholds in its conditions.'),
    thresholds: z
      .record(text('the name of a threshold'), z.array(z.number(asked.thresholds), asked.thresholds).min(1, asked.thresholds), asked.thresholds)
      .describe('The values of each threshold; every combination is a candidate.'),
    learning: expressionText.describe('The rows that choose, such as half = 1, drawn by chance; the others say what the choice is worth.'),
  },
  asked.search,
);

const above = z.number(asked.above).gt(0, asked.above);
const aboveOrTuned = z.union([z.number(asked.aboveOrTuned).gt(0, asked.aboveOrTuned), z.literal('tuned')], asked.aboveOrTuned);

const tuning = z.strictObject(
  {
    interval: z
      .enum(['influence', 'bootstrap', 'empirical-bernstein'], 'a kind of interval')
      .exactOptional()
      .describe(
        "influence: from the rows' influence, the default. bootstrap: percentiles of draws. empirical-bernstein: of estimator clipped, for outcomes with bounds.",
      ),
    draws: z.int(asked.draws).gte(bootstrapDraws.least, asked.draws).exactOptional().describe('Draws of the bootstrap.'),
    clip: above.exactOptional().describe('Most that a weight of estimator clipped can be.'),
    threshold: aboveOrTuned
      .exactOptional()
      .describe('Weight above which estimator switch trusts the reward model alone. tuned: where variance and squared bias together are least.'),
    shrinkage: aboveOrTuned.exactOptional().describe('Strength s of estimator shrinkage: weights w become s w / (w^2 + s). tuned: as threshold.'),
  },
  'limits and intervals, such as {interval: bootstrap, clip: 10}',
);

/** Policies valued from a log of routed requests, as a study file declares it. */
export const routingKeys = z
  .strictObject({
    kind: z.literal('routing').describe('Each request was routed to one action, by a chance that the log knows.'),
    action: columnName.describe('Column of the action that was taken.'),
    probability: columnName.exactOptional().describe('Column of the chance with which the action taken was chosen. Or give probabilities.'),
    probabilities: z
      .record(text('an action'), columnName, asked.probabilities)
      .exactOptional()
      .describe('Columns of the chance of each action, by action: more can be checked than with the chance of the action taken alone.'),
    propensities: z
      .enum(['logged', 'estimated'], 'logged or estimated')
      .default('logged')
      .describe('estimated: the log knows no chances, and a multinomial regression on the covariates stands in for them. The memo says so.'),
    chanceDraws: z
      .int(asked.chanceDraws)
      .gte(1, asked.chanceDraws)
      .exactOptional()
      .describe('Of chances that the router found by Monte Carlo: the draws of which they are shares, apart from the draw that it took.'),
    computed: text('a sentence, such as softmax of the scores of router@4')
      .exactOptional()
      .describe('How the chances were computed, for the record, such as softmax of the scores of router@4.'),
    candidates: z
      .union([z.array(action).min(1, asked.candidates), z.record(text('an action'), columnName)], asked.candidates)
      .exactOptional()
      .describe('The actions that could be taken; or by action the column that says where it could. Default: those of probabilities, or those in the log.'),
    version: columnName.exactOptional().describe('Column of the version of the logging policy.'),
    cluster: columnName
      .exactOptional()
      .describe('Column of what requests belong to, such as user_id, where those of one are alike: errors are added up by it.'),
    policies: z
      .record(text('the name of a policy'), policy, asked.policies)
      .describe('The policies to value, by name: a list of rules, a column of actions, chances by action, or a file of chances.'),
    search: search.exactOptional().describe('A rule whose thresholds are sought: chosen on some rows, valued on the others.'),
    estimator: z
      .enum(['dr', 'sndr', 'switch', 'shrinkage', 'dm', 'ips', 'snips', 'clipped'], 'an estimator')
      .default('dr')
      .describe('The estimator that speaks for a policy; the others stand beside it.'),
    rewardModel: z
      .enum(['linear', 'logistic'], 'linear or logistic')
      .default('linear')
      .describe('The model of an outcome given the covariates, one for each action.'),
    tuning: tuning.exactOptional().describe('Limits of weights, and the kind of interval.'),
    crossFit: z
      .enum(['out-of-fold', 'none'], 'out-of-fold or none')
      .default('out-of-fold')
      .describe('out-of-fold: no row is predicted by a model that has seen it. none: by the model of all rows.'),
  })
  .check(({ value, issues }) => {
    for (const [name, declared] of Object.entries(value.policies)) {
      if (Array.isArray(declared)) rulesRead(name, declared, ['policies', name], issues);
    }
    if (value.search) {
      rulesRead('search', value.search.rules, ['search', 'rules'], issues);
      const unread = unreadable(value.search.learning);
      if (unread) issues.push(breach('expression-invalid', unread.facts, ['search', 'learning']));
    }
    if (issues.length > 0) return;
    if (Object.keys(value.policies).length === 0)
      issues.push(breach('study-value', { key: 'design.policies', found: 'empty', asked: asked.policies }, ['policies']));
    const written = (['probability', 'probabilities'] as const).filter((key) => value[key] !== undefined);
    if (value.propensities === 'estimated' && written.length > 0) issues.push(breach('routing-propensities-both', { key: written[0] }, [written[0]]));
    if (value.propensities === 'estimated' && value.chanceDraws !== undefined)
      issues.push(breach('routing-propensities-both', { key: 'chanceDraws' }, ['chanceDraws']));
    if (value.propensities === 'logged' && written.length !== 1) issues.push(breach('routing-propensities-missing', { written }, written.slice(1)));
  });

/** Every condition can be read; exactly the last rule is for what is left. */
function rulesRead(policy: string, rules: Rules, path: readonly string[], issues: z.core.$ZodRawIssue[]): void {
  for (const [i, r] of rules.entries()) {
    const unread = 'when' in r ? unreadable(r.when) : undefined;
    if (unread) issues.push(breach('expression-invalid', unread.facts, [...path, i, 'when']));
    if ('otherwise' in r && i < rules.length - 1) issues.push(breach('routing-rule-idle', { policy }, [...path, i + 1]));
  }
  if (!rules.some((r) => 'otherwise' in r)) issues.push(breach('routing-otherwise-missing', { policy }, path));
}

export type RoutingKeys = z.output<typeof routingKeys>;
export type DeclaredPolicy = RoutingKeys['policies'][string];
export type Rules = Extract<DeclaredPolicy, readonly unknown[]>;

export type TablePolicy = Extract<DeclaredPolicy, { readonly table: string }>;
export type DrawnPolicy = Exclude<Extract<DeclaredPolicy, { readonly probability: string }>, TablePolicy>;

export const isTable = (declared: DeclaredPolicy): declared is TablePolicy => 'table' in declared;
export const isDrawn = (declared: DeclaredPolicy): declared is DrawnPolicy => 'probability' in declared && !isTable(declared);

export const isRules = (declared: DeclaredPolicy): declared is Rules => Array.isArray(declared);

/** The actions that the study names; undefined when it leaves them to the log. */
export function declaredActions({ candidates, probabilities }: RoutingKeys): readonly string[] | undefined {
  if (Array.isArray(candidates)) return candidates;
  // Where candidates name columns, the other actions could always be taken.
  return probabilities && [...new Set([...Object.keys(probabilities), ...Object.keys(candidates ?? {})])];
}
