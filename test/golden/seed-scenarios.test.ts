import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { firstLoop, loopParameters, nextLoop } from '../../src/scenarios/feedback-loop/rules.ts';
import { actions, expectedRewards, loggingChances, newPolicy, routingParameters } from '../../src/scenarios/logged-routing/rules.ts';
import { policyRewards } from '../../src/scenarios/logged-routing/truth.ts';
import { armEffects, arms, multiArmParameters, successChance } from '../../src/scenarios/multi-arm/rules.ts';
import { feedbackLoop, judgeScores, multiArm, productLog, ragSearch, type Scenario } from '../../src/scenarios.ts';

// The data and numbers that the scenarios are modelled on. They are not part of this repository.
const folder = new URL('../../../shared/golden/', import.meta.url);
const absent = !existsSync(folder);

type Row = Readonly<Record<string, string>>;
function rowsOf(file: string): readonly Row[] {
  const [header, ...lines] = gunzipSync(readFileSync(new URL(`notebook/${file}.csv.gz`, folder)))
    .toString()
    .trimEnd()
    .split('\n');
  const names = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, i) => [name, cells[i]]));
  });
}
const expected = (name: string) => JSON.parse(readFileSync(new URL(`${name}/expected.json`, folder), 'utf8'));
const truthOf = (scenario: Scenario, id: string): number => scenario.truth().find((truth) => truth.id === id)!.value;

describe.skipIf(absent)(`the scenarios and the products that they are modelled on${absent ? ' (not run: their data are absent)' : ''}`, () => {
  const published = absent ? undefined : expected('notebook').full_precision_of_printed;

  it('multi-arm: the same chances of success, row by row, and effects within 4 standard errors', () => {
    for (const row of rowsOf('multi')) {
      const known = { complexity: Number(row.complexity), customerValue: Number(row.customer_value) };
      const arm = armEffects[(arms as readonly string[]).indexOf(row.variant)];
      expect(Math.abs(successChance(known, arm, multiArmParameters) - Number(row.success_prob))).toBeLessThan(1e-12);
    }
    const table = published['5_multi_arm'];
    for (const arm of arms.slice(1)) {
      const perArm = 1 / Math.sqrt(table[`${arm}.n`] / 2);
      const off = (id: string, name: string) => Math.abs(truthOf(multiArm, `${arm}/${id}`) - table[`${arm}.${name}`]);
      expect(off('task_success', 'incremental_success_vs_baseline')).toBeLessThan(4 * 0.5 * perArm);
      expect(off('latency_seconds', 'incremental_latency_vs_baseline')).toBeLessThan(4 * Math.hypot(1.7, 1.5) * perArm);
      expect(off('cost_dollars', 'incremental_cost_vs_baseline')).toBeLessThan(4 * 0.01 * perArm);
      expect(off('unsafe_or_bad', 'incremental_bad_rate_vs_baseline')).toBeLessThan(4 * 0.25 * perArm);
      expect(off('net_value', 'net_value_per_case')).toBeLessThan(4 * 9.5 * perArm);
    }
  });

  it.each<[Scenario, string, string]>([
    [ragSearch, 'itt/task_success', '6_rag.total_effect'],
    [judgeScores, 'itt/human_score', '7_judge.human_audit_quality_effect'],
    [judgeScores, 'itt/llm_judge_score', '7_judge.raw_judge_effect'],
  ])('$id: the effect %s within 4 of its standard errors', (scenario, id, path) => {
    const [section, name] = path.split('.');
    const { [`${name}.estimate`]: estimate, [`${name}.std_error`]: standardError } = published[section];
    expect(Math.abs(truthOf(scenario, id) - estimate)).toBeLessThan(4 * standardError);
  });

  it('logged-routing: the same chances, rewards and policy, row by row, and the same value of the policies on these contexts', () => {
    const rows = rowsOf('logged');
    let [byNew, byLogging, furthestChance, furthestReward, otherActions] = [0, 0, 0, 0, 0];
    for (const row of rows) {
      const context = { difficulty: Number(row.difficulty), risk: Number(row.risk) };
      const customerValue = Number(row.customer_value);
      const [chances, rewards] = [loggingChances(context, routingParameters), expectedRewards(context, customerValue)];
      for (const [k, action] of actions.entries()) {
        furthestChance = Math.max(furthestChance, Math.abs(chances[k] - Number(row[`p_logged_${action}`])));
        furthestReward = Math.max(furthestReward, Math.abs(rewards[k] - Number(row[`reward_${action}`])));
      }
      if (actions[newPolicy(context)] !== row.new_policy_action) otherActions++;
      const [now, logged] = policyRewards(context, customerValue, routingParameters);
      byNew += now / rows.length;
      byLogging += logged / rows.length;
    }
    expect(furthestChance).toBeLessThan(1e-12);
    expect(furthestReward).toBeLessThan(1e-11);
    expect(otherActions).toBe(0);
    expect(byNew).toBeCloseTo(published['8_logged_policy']['true_new_policy_value.value'], 10);
    expect(byLogging).toBeCloseTo(expected('notebook').reference.logged['true_logging_policy_value (sum_a p(a|x) reward_a)'], 10);
  });

  it('feedback-loop: its labels lead to its strengths, and its shares and gaps are ours within 4 standard errors', () => {
    let loop = firstLoop;
    for (const row of rowsOf('feedback')) {
      expect(loop.strength).toBeCloseTo(Number(row.model_strength), 12);
      const period = row.period.padStart(2, '0');
      const gap = Number(row.labeled_mean_difficulty) - Number(row.population_mean_difficulty);
      expect(Math.abs(truthOf(feedbackLoop, `share-${period}/served`) - Number(row.served_rate))).toBeLessThan(4 * 0.0059);
      expect(Math.abs(truthOf(feedbackLoop, `gap-${period}/difficulty`) - gap)).toBeLessThan(4 / Math.sqrt(Number(row.labeled_n)));
      loop = nextLoop(loop, Number(row.labeled_mean_difficulty), loopParameters);
    }
  });

  it('product-log: effects after clipping to the fourth decimal, as they were realised there', () => {
    const { agent, premium, prompt, staged } = expected('toolset')._truth_realised;
    const pairs = { prompt: prompt.ate, 'agent-mode': agent.ate, 'agent-mode-of-users': agent.att, 'premium-model': premium.ate, launch: staged.ate };
    for (const [id, value] of Object.entries(pairs)) expect(Math.abs(truthOf(productLog, `${id}/task_completed`) - value)).toBeLessThan(1e-4);
  });
});
