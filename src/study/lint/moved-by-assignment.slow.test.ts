import { expect, it } from 'vitest';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import { supportRollout } from '../../scenarios/support-rollout/support-rollout.ts';
import { parseStudy } from '../read/parse-study.ts';
import { lint } from './lint.ts';

const study = supportRollout.study('tickets.csv');
const sound = parseStudy(study);
const moved = parseStudy(study.replace('pre_period_resolution]', 'retrieval_hit]').replace('mediators: [retrieval_hit]', 'mediators: []'));
const tickets = (n: number, seed: number) => fromColumns(supportRollout.simulate({ n, seed }).columns);
const warned = async (source: typeof sound, data: ReturnType<typeof fromColumns>) =>
  (await lint(source, { data })).findings.filter(({ says }) => says.includes(' moves with ')).map(({ key }) => key);

it('finds a covariate that the assistant moves, and hardly ever one that it does not', async () => {
  let [alarms, found] = [0, 0];
  for (let seed = 0; seed < 150; seed++) {
    if ((await warned(sound, tickets(400, seed))).length > 0) alarms++;
    if ((await warned(moved, tickets(400, seed))).includes('covariates[2]')) found++;
  }
  // At alpha 0.001 more than 3 alarms in 150 come once in 50,000 runs.
  expect(alarms).toBeLessThanOrEqual(3);
  expect(found).toBeGreaterThan(135);
});
