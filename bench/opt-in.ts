// A feature that users switch on by themselves: 50,000 users, every question of the design, from Parquet to memo.
import { writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { benchFile, benchFolder } from './data.ts';

const users = 50_000;

/** Uniform in (0, 1). Each salt hashes numbers of its own. */
const drawn = (salt: number): string => `(((hash(i + ${salt} * 1000000000000) >> 11)::double + 0.5) / 9007199254740992.0)`;
const bell = (salt: number): string => `round(2 * (${drawn(3 * salt)} + ${drawn(3 * salt + 1)} + ${drawn(3 * salt + 2)} - 1.5), 4)`;
const chance = (at: string): string => `1 / (1 + exp(-(${at})))`;

const [skill, uses, tenure] = [bell(1), bell(2), bell(3)];
const tier = `['basic', 'business', 'plus'][1 + floor(3 * ${drawn(20)})::integer]`;
const paid = `(case ${tier} when 'plus' then 0.8 when 'business' then 0.3 else -0.3 end)`;
const chosen = `(${drawn(21)} < ${chance(`-0.6 + 0.7 * ${skill} + 0.4 * ${uses} - 0.2 * ${tenure} + ${paid}`)})::integer`;

const columns: Readonly<Record<string, string>> = {
  user_id: 'i',
  summaries: chosen,
  skill,
  uses,
  tenure,
  tier,
  finished: `(${drawn(22)} < ${chance(`0.1 + 0.5 * ${skill} + 0.3 * ${uses} + 0.2 * ${paid} + (0.4 + 0.2 * ${skill}) * ${chosen}`)})::integer`,
  minutes: `round(42 - 3 * ${skill} - 2 * ${uses} - ${paid} - 2 * ${chosen} + 7 * ${bell(23)}, 2)`,
  minutes_before: `round(44 - 3 * ${skill} - 2 * ${uses} + 8 * ${bell(24)}, 2)`,
};

const study = (file: string): string => `estimand: 1
study: opt-in-summaries
question: Would more users finish their task if all had summaries?
data: {file: ${file}}
unit: user_id
design:
  kind: opt-in
  treatment: summaries
  control: 0
  negativeControls: [minutes_before]
treatments:
  1: {prompt: summary@3}
covariates: [skill, uses, tenure, tier]
segments: [tier]
outcomes:
  finished: {role: primary, better: higher, worthwhile: 0.01}
  minutes: {role: guardrail, protects: experience, better: lower, unit: minutes, tolerance: 0.5}
analysis: {level: 0.95, seed: 20260901}
monitoring: {holdout: 0.1, review: 4 weeks}
decide: {launch: [primary-positive, guardrails-hold]}
`;

/** The study file and its data in the folder of the bench. */
export async function optInStudy(): Promise<{ readonly study: string; readonly data: string }> {
  const data = await benchFile('opt-in', users, columns);
  const path = resolve(benchFolder, 'opt-in.yaml');
  writeFileSync(path, study(basename(data)));
  return { study: path, data };
}
