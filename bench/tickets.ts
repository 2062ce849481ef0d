// A study as product teams run them: tickets of users in three arms, where some users write once and some every day.
import { writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { benchFile, benchFolder } from './data.ts';

const tickets = 200_000;

/** Uniform in (0, 1). Each salt hashes numbers of its own. */
const drawn = (salt: number, of = 'i'): string => `(((hash(${of} + ${salt} * 1000000000000) >> 11)::double + 0.5) / 9007199254740992.0)`;
const bell = (salt: number, of = 'i'): string => `(2 * (${drawn(3 * salt, of)} + ${drawn(3 * salt + 1, of)} + ${drawn(3 * salt + 2, of)} - 1.5))`;

/** 46,000 users are seen: the power makes few of them frequent. */
const user = `floor(48300 * pow(${drawn(1)}, 1.8))::bigint`;
const mood = bell(2, user);
const [help, draft] = [`(${drawn(3, user)} < 0.3)::integer`, `(${drawn(3, user)} >= 0.7)::integer`];
const [experience, complexity] = [`round(${bell(4)}, 2)`, `round(${bell(5)} + 0.4 * ${mood}, 2)`];
const chance = (at: string): string => `1 / (1 + exp(-(${at})))`;

const columns: Readonly<Record<string, string>> = {
  ticket_id: 'i',
  user_id: user,
  arm: `case when ${help} = 1 then 'help' when ${draft} = 1 then 'draft' else 'none' end`,
  region: `['br', 'cn', 'de', 'es', 'fr', 'gb', 'in', 'jp', 'mx', 'us'][1 + (hash(${user}, 11) % 10)::integer]`,
  tier: `['basic', 'business', 'plus', 'trial'][1 + (hash(${user}, 12) % 4)::integer]`,
  experience,
  complexity,
  resolved: `(${drawn(30)} < ${chance(`0.4 + 0.12 * ${help} + 0.2 * ${draft} - 0.4 * ${complexity} + 0.3 * ${mood}`)})::integer`,
  complaint: `(${drawn(31)} < ${chance(`-3 + 0.3 * ${complexity} - 0.3 * ${mood}`)})::integer`,
  handle_minutes: `round(exp(2 + 0.3 * ${complexity} - 0.05 * ${help} - 0.08 * ${draft} + 0.5 * ${bell(32)}), 2)`,
  // Not everybody answers.
  satisfaction: `case when ${drawn(33)} < 0.6 then least(5, greatest(1, round(3.5 + 0.5 * ${mood} + 0.1 * ${draft} + ${bell(34)}))) end`,
  cost_usd: `round(0.2 + 0.1 * ${help} + 0.15 * ${draft} + 0.2 * exp(0.5 * ${bell(35)}), 4)`,
  latency_seconds: `round(exp(0.5 + 0.2 * ${draft} + 0.6 * ${bell(36)}), 3)`,
};

const study = (file: string): string => `estimand: 1
study: support-of-users
question: Does help or a draft raise the share of tickets that are resolved?
data: {file: ${file}}
unit: ticket_id
rows: one-per-unit
design:
  kind: randomized
  assignment: arm
  control: none
  shares: {none: 0.4, help: 0.3, draft: 0.3}
  randomizedBy: user_id
treatments:
  help: {model: small-2026-03, prompt: help@1}
  draft: {model: large-2026-03, prompt: draft@3}
covariates: [experience, complexity, tier]
segments: [region]
outcomes:
  resolved: {role: primary, better: higher, worthwhile: 0.01}
  complaint: {role: guardrail, better: lower, tolerance: 0.01}
  cost per resolution: {role: guardrail, better: lower, ratio: [cost_usd, resolved], unit: USD, tolerance: "60%"}
  p95 latency: {role: guardrail, better: lower, quantile: [latency_seconds, 0.95], unit: seconds, tolerance: "60%"}
  handle_minutes: {role: secondary, better: lower, unit: minutes}
  satisfaction: {role: secondary, better: higher, unit: points}
analysis: {level: 0.95, adjust: lin, seed: 20260901, looks: fixed, plannedUnits: ${tickets}}
monitoring: {holdout: 0.05, review: 4 weeks}
decide: {launch: [primary-positive, guardrails-hold]}
`;

/** The study file and its data in the folder of the bench: three arms clustered by user, three covariates, one of them of levels, six outcomes, a segment of ten. */
export async function ticketsStudy(): Promise<{ readonly study: string; readonly data: string }> {
  const data = await benchFile('tickets', tickets, columns);
  const path = resolve(benchFolder, 'tickets.yaml');
  writeFileSync(path, study(basename(data)));
  return { study: path, data };
}
