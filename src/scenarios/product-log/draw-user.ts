import type { Random } from '../../math/random/stream.ts';
import type { Row } from '../tabulate.ts';
import {
  type Changes,
  clipped,
  completionNoise,
  launched,
  middleChance,
  type ProductLogParameters,
  premiumBelow,
  tiers,
  waveOf,
  weeks,
  workspaces,
} from './rules.ts';

/** One simulated user: what is logged, what the user got, and whether the task would have been completed with other changes. */
export interface DrawnUser {
  readonly row: Row;
  readonly changes: Changes;
  readonly completed: (changes: Changes) => number;
}

/** Takes the same number of draws whatever the parameters. */
export function drawUser(random: Random, id: number, weekSignal: Float64Array, parameters: ProductLogParameters): DrawnUser {
  const tier = tierAt(random.uniform());
  const workspace = random.integer(workspaces);
  const week = random.integer(weeks);
  const confidence = drawConfidence(random);
  const wave = waveOf(workspace);
  const changes: Changes = {
    prompt: id % 2 === 1 ? 1 : 0,
    agent: random.bernoulli(tier.optIn),
    premium: confidence < premiumBelow ? 1 : 0,
    launch: launched(week, wave),
  };
  const extra = weekSignal[week] + completionNoise * random.normal();
  const chanceOf = (other: Changes) => clipped(middleChance(tier, wave, other, parameters) + extra);
  const completion = random.uniform();
  const completed = (other: Changes) => (completion < chanceOf(other) ? 1 : 0);
  const chance = chanceOf(changes);
  const liked = random.uniform() < clipped(0.2 + 0.6 * chance + 0.05 * random.normal()) ? 1 : 0;
  const minutes = Math.max(0.5, 5 + (tier.name === 'heavy' ? 3 : 0) + 2 * changes.agent + 1.5 * random.normal());
  const light = tier.name === 'light' ? 1 : 0;
  const retained = random.uniform() < clipped(0.4 + 0.35 * chance + 0.1 * liked - 0.05 * light + 0.05 * random.normal()) ? 1 : 0;
  const row = {
    user_id: id,
    workspace_id: workspace,
    engagement_tier: tier.name,
    signup_week: week,
    wave: wave.wave,
    treatment_week: wave.launchWeek,
    treated_post: changes.launch,
    prompt_variant: changes.prompt,
    opt_in_agent_mode: changes.agent,
    query_confidence: rounded(confidence, 4),
    routed_to_premium: changes.premium,
    task_completed: completed(changes),
    thumbs_up: liked,
    session_minutes: rounded(minutes, 2),
    cost_usd: rounded(0.002 * minutes + 0.015 * changes.agent + 0.008 * changes.premium, 4),
    retained_7d: retained,
  };
  return { row, changes, completed };
}

function tierAt(uniform: number): (typeof tiers)[number] {
  if (uniform < tiers[0].share) return tiers[0];
  return uniform < tiers[0].share + tiers[1].share ? tiers[1] : tiers[2];
}

/** Beta(5, 2): the fifth smallest of six uniforms. */
function drawConfidence(random: Random): number {
  return Array.from({ length: 6 }, () => random.uniform()).sort((a, b) => a - b)[4];
}

function rounded(value: number, decimals: number): number {
  return Math.round(value * 10 ** decimals) / 10 ** decimals;
}
