// npm run bench [-- --rows 10000000]   PYTHON names an interpreter with pandas, pyarrow, statsmodels and tea-tasting. `--studies` asks for whole studies alone, `--staged` for staged rollouts,
// `--fixed-effects` for two-way regressions beside pyfixest, with PYTHON_FIXEST, `--threshold` for effects at a cutoff beside rdrobust, with PYTHON_RD,
// `--opt-in` for opt-in features and matching beside statsmodels and scikit-learn, `--many-opt-in` for millions of users who stay in their file,
// `--forest [--trees 200]` for causal forests beside econml, with PYTHON_ECONML,
// `--launch` for effects of launches beside synthdid-py, pysyncon and statsmodels, with PYTHON_SYNTH.
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { DuckDBInstance } from '@duckdb/node-api';
import { openFiles } from '../src/duckdb.ts';
import { all, ask, column, itt, moments, run } from '../src/index.ts';
import { benchClusters } from './clusters.ts';
import { arm, bell, benchFile, segment, uniform } from './data.ts';
import { benchFixedEffects } from './fixed-effects.ts';
import { benchForest } from './forest.ts';
import { benchLaunch } from './launch.ts';
import { logisticBench } from './logistic.ts';
import { manyArmsSeconds } from './many-arms.ts';
import { benchManyOptIn } from './many-opt-in.ts';
import { benchMatching } from './matching.ts';
import { child, leastInTurn, type Spent } from './measure.ts';
import { benchRouting } from './routing.ts';
import { benchOptIn, benchStaged, benchStudies } from './studies.ts';
import { benchThreshold } from './threshold.ts';

const rows = Number(process.argv[process.argv.indexOf('--rows') + 1] || 0) || 10_000_000;
// With pandas, pyarrow, statsmodels, tea-tasting and ibis-framework[duckdb]; with obp, which wants other versions of them.
const python = process.env.PYTHON ?? 'python3';
const obpPython = process.env.PYTHON_OBP ?? python;
const runs = 5;

if (process.argv.includes('--fixed-effects')) {
  benchFixedEffects(process.env.PYTHON_FIXEST ?? python);
  process.exit();
}

if (process.argv.includes('--threshold')) {
  benchThreshold(process.env.PYTHON_RD ?? python);
  process.exit();
}

if (process.argv.includes('--launch')) {
  await benchLaunch(process.env.PYTHON_SYNTH ?? python);
  process.exit();
}

if (process.argv.includes('--forest')) {
  const trees = process.argv.indexOf('--trees');
  benchForest(process.env.PYTHON_ECONML ?? python, trees < 0 ? undefined : Number(process.argv[trees + 1]));
  process.exit();
}

if (process.argv.includes('--studies')) {
  await benchStudies(python);
  process.exit();
}

if (process.argv.includes('--opt-in')) {
  await benchOptIn(python);
  await benchMatching(python);
  process.exit();
}

if (process.argv.includes('--staged')) {
  await benchStaged(process.env.PYTHON_DID ?? python);
  await import('./fixed-effects.ts');
  process.exit();
}

const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const bare = await instance.connect();
const scan = (sql: string) => async () => (await bare.run(sql)).getRows();
const row = (what: string, ours: Spent, theirs: Spent, bound: string): void => {
  const said = (of: keyof Spent): string =>
    `${ours[of].toFixed(3).padStart(8)} s ${theirs[of].toFixed(3).padStart(8)} s   ${(ours[of] / theirs[of]).toFixed(2)}x`;
  console.log(`${what.padEnd(62)} ${said('seconds')}   of CPU ${said('cpuSeconds')}   (${bound})`);
};

console.log(`${cpus()[0].model}, ${cpus().length} processors`);
console.log(`${rows.toLocaleString('en-US')} rows, two threads, warm cache, least of ${runs} in turn; ours, bare scan, ratio`);

if (process.argv.includes('--many-opt-in')) {
  await benchManyOptIn(rows, runs, bare, row, python);
  process.exit();
}

const five = await benchFile('five', rows, {
  arm,
  segment,
  ...Object.fromEntries([1, 2, 3, 4, 5].map((k) => [`y${k}`, k === 1 ? `(${uniform(90)} < 0.5 + 0.02 * ${arm})::integer` : bell(k)])),
  ...Object.fromEntries([1, 2, 3, 4, 5].map((k) => [`x${k}`, bell(10 + k)])),
});
{
  const data = await openFiles(five, { threads: 2 });
  const outcomes = [1, 2, 3, 4, 5].map((k) => `y${k}`);
  const [ours, theirs] = await leastInTurn(
    runs,
    () => run(data, all(outcomes.map((outcome) => itt({ outcome, assignment: 'arm', control: 0 })))),
    scan(`select arm, ${outcomes.map((y) => `sum(${y})`).join(', ')} from '${five}' group by arm`),
  );
  row('ITT of five outcomes by arm', ours, theirs, 'at most 3x');
  data.close();
}

const twenty = await benchFile('twenty', rows, {
  arm,
  segment,
  x: bell(50),
  ...Object.fromEntries(Array.from({ length: 20 }, (_, k) => [`y${k + 1}`, bell(60 + k)])),
});
{
  const data = await openFiles(twenty, { threads: 2 });
  const outcomes = Array.from({ length: 20 }, (_, k) => `y${k + 1}`);
  const [ours, theirs] = await leastInTurn(
    runs,
    () => run(data, all(outcomes.map((y) => ask(moments({ columns: { [y]: column(y), x: column('x') }, by: ['arm', 'segment'] }))))),
    scan(`select arm, segment, sum(x), ${outcomes.map((y) => `sum(${y})`).join(', ')} from '${twenty}' group by arm, segment`),
  );
  row('CUPED moments of 20 outcomes by arm and a segment of ten', ours, theirs, 'at most 2x');
  data.close();
}

await benchClusters(rows, runs, bare, row);

await benchRouting(rows, runs, bare, row, obpPython);

const adjusted = await benchFile('adjusted', rows, {
  arm,
  y: `round(${bell(100)} + 0.05 * ${arm} + ${Array.from({ length: 10 }, (_, k) => `0.1 * ${bell(110 + k)}`).join(' + ')}, 4)`,
  ...Object.fromEntries(Array.from({ length: 10 }, (_, k) => [`x${k + 1}`, bell(110 + k)])),
});
{
  const ours = child(process.execPath, [new URL('adjusted-child.mjs', import.meta.url).pathname, adjusted]);
  const peer = child(python, [new URL('adjusted_peer.py', import.meta.url).pathname, adjusted]);
  console.log(`adjusted ITT, ten covariates, HC1, whole process, reading included:`);
  console.log(`  ours        ${ours.seconds.toFixed(2)} s  peak ${ours.peakMegabytes.toFixed(0)} MB   ${ours.value} (${ours.standardError})`);
  console.log(`  statsmodels ${peer.seconds.toFixed(2)} s  peak ${peer.peakMegabytes.toFixed(0)} MB   ${peer.value} (${peer.standardError})`);
  console.log(
    `  ${(peer.seconds / ours.seconds).toFixed(1)}x as fast (at least 2x), ${(ours.peakMegabytes / peer.peakMegabytes).toFixed(3)} of the memory (at most 0.25)`,
  );
}

await logisticBench(python);

await benchStudies(python);

await benchOptIn(python);
await benchMatching(python);

const family = [1, 2, 3].map(() => manyArmsSeconds()).sort((a, b) => a - b)[1] ?? Number.NaN;
console.log(`one family of 20 arms and 10 outcomes, from 42,000 rows in memory: ${family.toFixed(2)} s (under 1 s)`);

const help = Array.from({ length: 10 }, () => {
  const started = performance.now();
  execFileSync(process.execPath, [new URL('../dist/cli.js', import.meta.url).pathname, '--help'], { stdio: 'ignore' });
  return performance.now() - started;
}).sort((a, b) => a - b);
console.log(`estimand --help: median of 10 ${((help[4] + help[5]) / 2).toFixed(0)} ms (under 100 ms)`);
bare.closeSync();
instance.closeSync();
