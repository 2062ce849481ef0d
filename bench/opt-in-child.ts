// Run by bench/studies.ts in a process of its own: the refuters of an opt-in alone, with as many draws of the whole chain as told.
import { openFiles } from '../src/duckdb.ts';
import { example } from '../src/methods/opt-in/options.ts';
import { refuters } from '../src/methods/opt-in/refuters.ts';
import { run } from '../src/relation/run.ts';

const [path, draws] = process.argv.slice(2);
const rows = await openFiles(path, { threads: 2 });
const started = performance.now();
const { findings } = await run(
  rows,
  refuters({
    outcome: 'finished',
    covariates: ['skill', 'uses', 'tenure', { factor: 'tier' }],
    optIn: { ...example.optIn, choice: 'summaries' },
    bootstrapDraws: Number(draws),
  }),
);
const work = (performance.now() - started) / 1000;
rows.close();
const { user, system } = process.cpuUsage();
console.log(
  JSON.stringify({
    estimates: [],
    says: findings.at(-1)?.says,
    cpuSeconds: (user + system) / 1e6,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
    work,
  }),
);
