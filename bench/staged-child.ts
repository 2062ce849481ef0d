// Run by bench/studies.ts in a process of its own: the average effect alone, from the file, with the look at the waves before it.
import { openFiles } from '../src/duckdb.ts';
import { column, isKnown, when } from '../src/expressions/build.ts';
import { lookAtWaves } from '../src/methods/staged-rollout/look.ts';
import { example } from '../src/methods/staged-rollout/options.ts';
import { neverStarted, type StagedRollout } from '../src/methods/staged-rollout/own.ts';
import { stagedEffect } from '../src/methods/staged-rollout/staged-effect.ts';
import { run } from '../src/relation/run.ts';

const [path, ...covariates] = process.argv.slice(2);
const rows = await openFiles(path, { threads: 2 });
const declared: StagedRollout = {
  ...example.rollout,
  unit: 'unit_id',
  time: 'period',
  clock: column('period'),
  startedBy: 'start',
  start: when(isKnown(column('start')), column('start'), neverStarted),
};
const [started, before] = [performance.now(), process.cpuUsage()];
const { seen } = await run(
  rows,
  lookAtWaves(declared, undefined, () => undefined),
);
const { estimates } = await run(rows, stagedEffect({ outcome: 'y', rollout: { ...declared, ...seen }, covariates }));
const work = (performance.now() - started) / 1000;
const spent = process.cpuUsage(before);
rows.close();
const { user, system } = process.cpuUsage();
console.log(
  JSON.stringify({
    estimates: estimates.map(({ id, value, standardError }) => ({ id, value, standardError })),
    work,
    workCpu: (spent.user + spent.system) / 1e6,
    cpuSeconds: (user + system) / 1e6,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  }),
);
