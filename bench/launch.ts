// Run by bench/main.ts when it is asked for `--launch`: effects of launches by donors and by the time before, ours and a package's in turn, the time of the estimate alone, arrays being in
// memory; and whole studies from file to report.
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { type Random, stream } from '../src/math/random/stream.ts';
import { launchStudy } from './launch-study.ts';
import { type ChildRun, child, childWithin } from './measure.ts';

/** What is asked of arrays in files, by `launch-child.ts` and `launch_peer.py`. */
interface Line {
  readonly id: string;
  readonly what: string;
  readonly units: number;
  readonly periods: number;
  readonly before: number;
  readonly predictors?: number;
  readonly peer?: string;
  /** Where the peer takes minutes. */
  readonly peerOnce?: true;
  readonly bound: string;
}

const lines: readonly Line[] = [
  { id: 'sdid', what: 'SDID, 1,000 donors', units: 1001, periods: 100, before: 80, peer: 'synthdid-py', bound: 'under 2 s' },
  { id: 'sdid', what: 'SDID, 200 donors', units: 201, periods: 100, before: 80, peer: 'synthdid-py', bound: 'faster' },
  {
    id: 'control',
    what: 'synthetic control, weights of 7 predictors found',
    units: 40,
    periods: 30,
    before: 20,
    predictors: 7,
    peer: 'pysyncon',
    peerOnce: true,
    bound: 'under 0.5 s',
  },
  {
    id: 'placebos-sdid',
    what: '100 placebos of SDID, the time of the peer told from 5 of them',
    units: 101,
    periods: 60,
    before: 45,
    peer: 'synthdid-py',
    peerOnce: true,
    bound: 'under 5 s',
  },
  {
    id: 'placebos-control',
    what: '100 placebos of a synthetic control, with fits to earlier periods',
    units: 101,
    periods: 60,
    before: 45,
    bound: 'under 5 s',
  },
  { id: 'series', what: 'state space with a season of 7, 120 days', units: 1, periods: 120, before: 90, peer: 'statsmodels', bound: 'faster' },
];

/** A search of the peer may never end. */
const peerSeconds = 180;

type Run = ChildRun & { readonly estimation: number; readonly cpuSeconds: number; readonly before: number; readonly error?: number };
const path = (name: string): string => new URL(name, import.meta.url).pathname;

/** Units that follow four factors, the last one with an effect of 1; predictors are their loadings, seen with error. A single one has days of a week. */
function writeData({ units, periods, before, predictors = 0 }: Line): string {
  const folder = `${tmpdir()}/estimand-bench-launch-${units}x${periods}`;
  mkdirSync(folder, { recursive: true });
  const random = stream(11);
  const factors = Array.from({ length: 4 }, () => walk(periods, random));
  const values = new Float64Array(units * periods);
  const told = new Float64Array(predictors * units);
  for (let unit = 0; unit < units; unit++) {
    const loadings = factors.map(() => random.normal());
    const level = 100 + 5 * random.normal();
    for (let t = 0; t < periods; t++) {
      values[unit * periods + t] =
        level + random.normal() + (unit === units - 1 && t >= before ? 1 : 0) + (units === 1 ? 3 * Math.sin((2 * Math.PI * t) / 7) : 0);
      for (const [k, factor] of factors.entries()) values[unit * periods + t] += loadings[k] * factor[t];
    }
    for (let k = 0; k < predictors; k++) told[k * units + unit] = loadings[k % 4] + 0.3 * random.normal();
  }
  writeFileSync(`${folder}/values.f64`, values);
  writeFileSync(`${folder}/predictors.f64`, told);
  writeFileSync(`${folder}/shape.json`, JSON.stringify({ units, periods, before }));
  return folder;
}

function walk(periods: number, random: Random): Float64Array {
  let at = 0;
  return Float64Array.from({ length: periods }, () => {
    at += random.normal();
    return at;
  });
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];
const medians = (runs: readonly Run[]): Run => ({
  ...runs[0],
  estimation: median(runs.map((run) => run.estimation)),
  cpuSeconds: median(runs.map((run) => run.cpuSeconds)),
  peakMegabytes: median(runs.map((run) => run.peakMegabytes)),
});

function say(who: string, { estimation, cpuSeconds, peakMegabytes, before, value, error }: Run): void {
  const off = error === undefined ? '' : `, off by ${error.toFixed(4)} before`;
  console.log(
    `  ${who.padEnd(11)} ${estimation.toFixed(3).padStart(8)} s  ${cpuSeconds.toFixed(3).padStart(8)} s of CPU   peak ${peakMegabytes.toFixed(0).padStart(4)} MB, ${before.toFixed(0).padStart(4)} MB before   effect ${value.toFixed(4)}${off}`,
  );
}

export async function benchLaunch(python: string): Promise<void> {
  console.log('effects of launches, the estimate alone in a process that is new to it, medians of 3 in turn:');
  for (const line of lines) {
    const folder = writeData(line);
    const turns = [0, 1, 2].map((turn) => ({
      ours: child(process.execPath, ['--import', 'tsx', path('launch-child.ts'), folder, line.id]) as Run,
      theirs:
        line.peer === undefined || (line.peerOnce && turn > 0)
          ? undefined
          : (childWithin(peerSeconds, python, [path('launch_peer.py'), folder, line.id]) as Run | undefined),
    }));
    console.log(`${line.what}: ${line.units} x ${line.periods}, ${line.before} periods before (${line.bound})`);
    const ours = medians(turns.map((turn) => turn.ours));
    say('ours', ours);
    const peers = turns.flatMap(({ theirs }) => (theirs ? [theirs] : []));
    if (line.peer !== undefined && peers.length === 0) console.log(`  ${line.peer}: not at its end after ${peerSeconds} s`);
    if (line.peer === undefined || peers.length === 0) continue;
    const theirs = medians(peers);
    say(line.peer, theirs);
    console.log(
      `  ${(theirs.estimation / ours.estimation).toFixed(1)}x as fast, ${(theirs.cpuSeconds / ours.cpuSeconds).toFixed(1)}x of CPU, with ${(ours.peakMegabytes / theirs.peakMegabytes).toFixed(2)} of the memory`,
    );
  }
  console.log('whole studies of the scenario global-upgrade, from file to report on the built package, least of 3; start-up included:');
  for (const [workspaces, weeks, bound] of [
    [40, 60, 'under 1.5 s of CPU beside start-up'],
    [300, 100, 'under 20 s of CPU'],
  ] as const) {
    const study = await launchStudy(workspaces, weeks);
    const runs = [0, 1, 2].map(() => child(process.execPath, [path('study-child.mjs'), study]) as Run);
    const least = (of: (run: Run) => number): number => Math.min(...runs.map(of));
    console.log(
      `  ${workspaces} workspaces x ${weeks} weeks ${least((run) => run.seconds).toFixed(2)} s  ${least((run) => run.cpuSeconds).toFixed(2)} s of CPU  peak ${least((run) => run.peakMegabytes).toFixed(0)} MB   (${bound})`,
    );
  }
  const started = [0, 1, 2].map(() => child(process.execPath, ['--input-type=module', '--eval', startUp]) as Run);
  console.log(
    `  of which start-up ${Math.min(...started.map((run) => run.seconds)).toFixed(2)} s  ${Math.min(...started.map((run) => run.cpuSeconds)).toFixed(2)} s of CPU`,
  );
}

/** What every study loads before it reads anything. */
const startUp = `await Promise.all(['read', 'report', 'study', 'duckdb'].map((name) => import('${new URL('../dist/', import.meta.url).href}' + name + '.js')));
const { user, system } = process.cpuUsage();
console.log(JSON.stringify({ cpuSeconds: (user + system) / 1e6 }));`;
