// Run by bench/main.ts: whole studies, each in a process of its own, from the study file to memo, report and numbers; and what peers take for the same estimates.
import { execFileSync } from 'node:child_process';
import { optInStudy } from './opt-in.ts';
import { stagedStudy } from './staged.ts';
import { ticketsStudy } from './tickets.ts';
import { wholeStudy } from './whole.ts';

interface Estimate {
  readonly id: string;
  readonly value: number;
  readonly standardError?: number;
}

interface StudyRun {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
  readonly estimates: readonly Estimate[];
  /** Seconds of the estimation alone, where the program tells them. */
  readonly work?: number;
  readonly workCpu?: number;
  /** Of ours only. */
  readonly statements?: number;
  readonly sqlBytes?: number;
}

const here = (name: string): string => new URL(name, import.meta.url).pathname;
const two = { OMP_NUM_THREADS: '2', OPENBLAS_NUM_THREADS: '2' };

function timed(command: string, args: readonly string[]): StudyRun {
  const started = performance.now();
  const out = execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...two } });
  return { ...(JSON.parse(out.trim().split('\n').at(-1) ?? '{}') as Omit<StudyRun, 'seconds'>), seconds: (performance.now() - started) / 1000 };
}

/** Least time and memory of three runs in turn, so that whatever else the machine does falls on both. */
function inTurn(ours: () => StudyRun, theirs: () => StudyRun): readonly [ours: StudyRun, theirs: StudyRun] {
  const pairs = [0, 1, 2].map(() => [ours(), theirs()] as const);
  const best = (runs: readonly StudyRun[]): StudyRun => ({
    ...runs[0],
    seconds: Math.min(...runs.map((run) => run.seconds)),
    cpuSeconds: Math.min(...runs.map((run) => run.cpuSeconds)),
    peakMegabytes: Math.min(...runs.map((run) => run.peakMegabytes)),
  });
  return [best(pairs.map(([own]) => own)), best(pairs.map(([, peer]) => peer))];
}

/** The largest difference of what both estimated, in standard errors of the peer, and how far standard errors are apart. */
function apart(ours: StudyRun, theirs: StudyRun): string {
  const own = new Map(ours.estimates.map((e) => [e.id, e]));
  const both = theirs.estimates.flatMap((peer) => {
    const e = own.get(peer.id);
    return e ? [{ e, peer }] : [];
  });
  const values = Math.max(...both.map(({ e, peer }) => Math.abs(e.value - peer.value) / peer.standardError!));
  const errors = Math.max(...both.map(({ e, peer }) => Math.abs(e.standardError! / peer.standardError! - 1)));
  return `${both.length} of ${theirs.estimates.length} estimates found in ours; values at most ${values.toExponential(0)} standard errors apart, standard errors at most ${(100 * errors).toFixed(2)} %`;
}

function say(what: string, { seconds, cpuSeconds, peakMegabytes, statements, sqlBytes }: StudyRun): void {
  const asked = statements === undefined ? '' : `   ${statements} statements, ${((sqlBytes ?? 0) / 1000).toFixed(0)} kB of SQL`;
  console.log(
    `  ${what.padEnd(44)} ${seconds.toFixed(2).padStart(6)} s  ${cpuSeconds.toFixed(2).padStart(6)} s of CPU  peak ${peakMegabytes.toFixed(0).padStart(4)} MB${asked}`,
  );
}

export async function benchStudies(python: string): Promise<void> {
  const tickets = await ticketsStudy();
  {
    const [ours, theirs] = inTurn(
      () => timed(process.execPath, [here('study-child.mjs'), tickets.study]),
      () => timed(python, [here('tickets_peer.py'), tickets.data]),
    );
    console.log('study of 200,000 tickets of 46,000 users: three arms, three covariates, six outcomes, a segment of ten; file to report, least of 3:');
    say('ours, with checks, families and report', ours);
    say('pandas and statsmodels, estimates alone', theirs);
    console.log(`  (under 2.5 s, under 60 statements); ${apart(ours, theirs)}`);
  }
  const whole = await wholeStudy();
  const [ours, theirs] = inTurn(
    () => timed(process.execPath, [here('study-child.mjs'), whole.study]),
    () => timed(python, [here('whole_peer.py'), whole.data, ...whole.outcomes]),
  );
  console.log('whole study of 5,000,000 rows, five outcomes, CUPED; file to report, least of 3:');
  say('ours, with checks and report', ours);
  say('tea-tasting over Ibis and DuckDB', theirs);
  console.log(
    `  ${(ours.seconds / theirs.seconds).toFixed(2)} of its time, ${(ours.peakMegabytes / theirs.peakMegabytes).toFixed(2)} of its memory (both under 1); ${apart(ours, theirs)}`,
  );
}

/** A feature that 50,000 users could switch on: every question of the design, and 500 draws of the chain, of as many users as a refit has, beside the same by statsmodels. */
export async function benchOptIn(python: string): Promise<void> {
  const { study, data } = await optInStudy();
  const [drawn, all, few] = [10_000, 50_000, 20];
  const whole = timed(process.execPath, [here('study-child.mjs'), study]);
  const alone = timed(process.execPath, ['--import', 'tsx', here('opt-in-child.ts'), data, '500']);
  console.log('opt-in of 50,000 users, four covariates, two outcomes, a segment of three, a negative control; file to report:');
  say('ours, every question, 200 draws of the chain', whole);
  say(`ours, refuters alone, 500 draws (${alone.work?.toFixed(2)} s of work)`, alone);
  for (const units of [drawn, all]) {
    const peer = timed(python, [here('opt_in_peer.py'), data, String(few), String(units)]);
    say(`statsmodels and numpy, ${few} draws of ${units.toLocaleString('en-US')} users`, peer);
    console.log(
      `  for 500 draws ${peer.work?.toFixed(1)} s (scaled): ours ${((peer.work ?? 0) / (alone.work ?? 1)).toFixed(1)}x as fast; ${apart(whole, peer)}`,
    );
  }
}

const worked = (what: string, { work = 0, workCpu = 0 }: StudyRun): string => `${what} (work ${work.toFixed(2)} s, ${workCpu.toFixed(2)} of CPU)`;

/** Staged rollouts, at a size that every peer manages and at a million units; PYTHON_DID names an interpreter with csdid, differences and moderndid. */
export async function benchStaged(python: string): Promise<void> {
  const adjusted = ['x1', 'x2', 'x3'];
  const lines = [
    {
      what: '20,000 units over 10 periods, six cohorts',
      of: await stagedStudy(20_000),
      peers: ['csdid-bands', 'csdid', 'differences', 'moderndid'],
      covariates: [],
    },
    { what: '1,000,000 units over 10 periods, six cohorts', of: await stagedStudy(1_000_000), peers: ['csdid', 'moderndid'], covariates: [] },
    {
      what: '30,000 units over 12 periods, three covariates, doubly robust',
      of: await stagedStudy(30_000, adjusted),
      peers: ['csdid', 'moderndid'],
      covariates: adjusted,
    },
  ];
  for (const { what, of, peers, covariates } of lines) {
    console.log(
      `staged rollout of ${what}; the whole study from file to report against effects and averages with bands, the average alone against the average alone:`,
    );
    const whole = timed(process.execPath, [here('study-child.mjs'), of.study]);
    const alone = timed(process.execPath, ['--import', 'tsx', here('staged-child.ts'), of.data, ...covariates]);
    say('ours, whole study', whole);
    say(worked('ours, average alone', alone), alone);
    for (const peer of peers) {
      const theirs = timed(python, [here('staged_peer.py'), peer, of.data, ...covariates]);
      say(worked(peer, theirs), theirs);
      const ratio = peer === 'csdid-bands' ? theirs.seconds / whole.seconds : (theirs.work ?? 0) / (alone.work ?? 1);
      const ofCpu = (theirs.workCpu ?? 0) / (alone.workCpu ?? 1);
      console.log(
        `  ${ratio.toFixed(1)}x as fast, ${ofCpu.toFixed(1)}x of CPU, ${(theirs.peakMegabytes / alone.peakMegabytes).toFixed(1)} times the memory; ${apart(alone, theirs)}`,
      );
    }
  }
}
