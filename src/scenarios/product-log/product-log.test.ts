import { describe, expect, it } from 'vitest';
import { contrast, numbersOf } from '../../../test/support/contrast.ts';
import { stream } from '../../math/random/stream.ts';
import { productLog } from './product-log.ts';
import { tiers, weeks } from './rules.ts';
import { drawWeekSignal, weekSignalVariances } from './week-signal.ts';

const names = 'user_id workspace_id engagement_tier signup_week wave treatment_week treated_post prompt_variant opt_in_agent_mode query_confidence';
const more = 'routed_to_premium task_completed thumbs_up session_minutes cost_usd retained_7d';
const truths = (changed = {}) => new Map(productLog.truth(changed).map(({ id, value }) => [id, value]));

it('has effects a little short of their parameters, because chances are clipped', () => {
  for (const [id, whole] of Object.entries({ prompt: 0.04, 'agent-mode': 0.08, 'agent-mode-of-users': 0.08, 'premium-model': 0.06, launch: 0.05 })) {
    const value = truths().get(`${id}/task_completed`)!;
    expect(value, id).toBeLessThan(whole);
    expect(value, id).toBeGreaterThan(whole - 1e-4);
  }
  expect(truths({ promptEffect: 0 }).get('prompt/task_completed')).toBeCloseTo(0, 14);
});

describe('the signal of the weeks', () => {
  const paths = Array.from({ length: 4000 }, (_, path) => drawWeekSignal(stream(9, path)));

  it('sums to zero', () => {
    for (const path of paths.slice(0, 20)) expect(path.reduce((a, b) => a + b)).toBeCloseTo(0, 14);
  });

  it('varies over paths as computed', () => {
    const variances = weekSignalVariances();
    for (let week = 0; week < weeks; week++) {
      const seen = paths.reduce((sum, path) => sum + path[week] ** 2, 0) / paths.length;
      expect(Math.abs(seen / variances[week] - 1), `week ${week}`).toBeLessThan(4.5 * Math.sqrt(2 / paths.length));
    }
  });
});

describe('the log', () => {
  const n = 100_000;
  const simulated = productLog.simulate({ n, seed: 1 });
  const numbers = numbersOf(simulated);
  const tier = simulated.columns.engagement_tier as readonly string[];
  const rows = Array.from({ length: n }, (_, i) => i);

  it('has its sixteen columns in their order', () => expect(Object.keys(simulated.columns).join(' ')).toBe(`${names} ${more}`));

  it('follows its rules', () => {
    for (const i of rows) {
      const first = numbers.workspace_id[i] < 25;
      const asRuled =
        numbers.user_id[i] === i &&
        numbers.prompt_variant[i] === i % 2 &&
        numbers.wave[i] === (first ? 1 : 2) &&
        numbers.treatment_week[i] === (first ? 20 : 30) &&
        numbers.treated_post[i] === Number(numbers.signup_week[i] >= numbers.treatment_week[i]) &&
        // Routing reads the confidence before it is rounded.
        (numbers.query_confidence[i] === 0.85 || numbers.routed_to_premium[i] === Number(numbers.query_confidence[i] < 0.85)) &&
        numbers.session_minutes[i] >= 0.5;
      if (!asRuled) expect.fail(`row ${i}`);
    }
  });

  it('has users of every tier, who opt in at its rate', () => {
    for (const { name, share, optIn } of tiers) {
      const users = rows.filter((i) => tier[i] === name);
      expect(Math.abs(users.length / n - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / n));
      const opted = users.filter((i) => numbers.opt_in_agent_mode[i] === 1).length / users.length;
      expect(Math.abs(opted - optIn)).toBeLessThan(4 * Math.sqrt((optIn * (1 - optIn)) / users.length));
    }
  });

  it('has a confidence of mean 5/7 and variance 5/196', () => {
    const mean = numbers.query_confidence.reduce((a, b) => a + b) / n;
    expect(Math.abs(mean - 5 / 7)).toBeLessThan(4 * Math.sqrt(5 / 196 / n));
    const variance = numbers.query_confidence.reduce((sum, c) => sum + (c - 5 / 7) ** 2, 0) / n;
    expect(Math.abs(variance / (5 / 196) - 1)).toBeLessThan(0.02);
  });

  it.each([
    ['prompt', 'prompt_variant'],
    ['premium-model', 'routed_to_premium'],
  ])('shows the effect of the %s', (id, column) => {
    const { value, standardError } = contrast(
      numbers.task_completed,
      (i) => numbers[column][i] === 1,
      (i) => numbers[column][i] === 0,
    );
    expect(Math.abs(value - truths().get(`${id}/task_completed`)!)).toBeLessThan(4 * standardError);
  });

  it('overstates agent mode, which engaged users choose, except within a tier', () => {
    const optedIn = (only: (i: number) => boolean) =>
      contrast(
        numbers.task_completed,
        (i) => only(i) && numbers.opt_in_agent_mode[i] === 1,
        (i) => only(i) && numbers.opt_in_agent_mode[i] === 0,
      );
    const truth = truths().get('agent-mode/task_completed')!;
    const naive = optedIn(() => true);
    expect(naive.value - truth).toBeGreaterThan(10 * naive.standardError);
    for (const { name } of tiers) {
      const { value, standardError } = optedIn((i) => tier[i] === name);
      expect(Math.abs(value - truth)).toBeLessThan(4 * standardError);
    }
  });
});
