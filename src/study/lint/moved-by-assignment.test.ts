import { expect, it } from 'vitest';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import { supportRollout } from '../../scenarios/support-rollout/support-rollout.ts';
import { parseStudy } from '../read/parse-study.ts';
import { lint } from './lint.ts';

const study = supportRollout.study('tickets.csv');
const sound = parseStudy(study);
const moved = parseStudy(study.replace('pre_period_resolution]', 'retrieval_hit]').replace('mediators: [retrieval_hit]', 'mediators: []'));
const warned = async (source: typeof sound, data: ReturnType<typeof fromColumns>) =>
  (await lint(source, { data })).findings.filter(({ says }) => says.includes(' moves with ')).map(({ key }) => key);

it('asks all covariates in one round and confirms one that moves in another, and no outcome', async () => {
  const { columns } = supportRollout.simulate({ n: 400, seed: 1 });
  const { resolved: _, handle_minutes: __, unsupported_claim: ___, cost_usd: ____, ...rest } = columns;
  const data = fromColumns(rest);
  expect((await lint(moved, { data })).data).toBe(data.name);
  expect(data.rounds).toBe(2);
});

it('compares clusters where clusters were randomized: units of one team are not many', async () => {
  // Two teams in each arm, alike within: units differ between the arms beyond all doubt, teams do not.
  const teams = Array.from({ length: 400 }, (_, i) => i % 4);
  const columns = {
    ticket_id: teams.map((_, i) => i),
    assigned_ai: teams.map((t) => t % 2),
    agent_id: teams,
    case_complexity: teams.map((t, i) => [3, 1, 4, 9][t] + (i % 3)),
  };
  const blind = study.replace(/covariates: .*/, 'covariates: [case_complexity]');
  expect(await warned(parseStudy(blind), fromColumns(columns))).toEqual(['covariates[0]']);
  expect(await warned(parseStudy(blind.replace('  usage:', '  randomizedBy: agent_id\n  usage:')), fromColumns(columns))).toEqual([]);
});
