// Run by bench/main.ts when it is asked for `--threshold`: the effect at a cutoff with its bandwidths and robust error, ours and rdrobust's in turn; the time of the estimate alone,
// arrays being in memory. With numba in the interpreter rdrobust compiles its search for neighbours, before the clock starts.
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { stream } from '../src/math/random/stream.ts';
import { type ChildRun, child } from './measure.ts';

/** A curve with a jump of 0.04. */
function writeData(rows: number): string {
  const folder = `${tmpdir()}/estimand-bench-threshold-${rows}`;
  mkdirSync(folder, { recursive: true });
  const random = stream(7);
  const [score, outcome] = [new Float64Array(rows), new Float64Array(rows)];
  for (let i = 0; i < rows; i++) {
    const x = random.uniform() + random.uniform() - 1;
    score[i] = x;
    outcome[i] = 0.5 + x - 0.5 * x ** 2 + x ** 3 + (x >= 0 ? 0.04 : 0) + 0.13 * random.normal();
  }
  writeFileSync(`${folder}/score.f64`, score);
  writeFileSync(`${folder}/outcome.f64`, outcome);
  return folder;
}

type Run = ChildRun & { readonly estimation: number; readonly cpuSeconds: number; readonly before: number };
const path = (name: string): string => new URL(name, import.meta.url).pathname;

export function benchThreshold(python: string): void {
  for (const rows of [50_000, 1_000_000]) {
    const folder = writeData(rows);
    const pairs = [0, 1, 2].map(() => ({
      ours: child(process.execPath, ['--import', 'tsx', path('threshold-child.ts'), folder]) as Run,
      peer: child(python, [path('threshold_peer.py'), folder]) as Run,
    }));
    console.log(`effect at a cutoff, ${rows.toLocaleString('en-US')} rows:`);
    for (const pair of pairs) {
      for (const [what, run] of Object.entries({ ours: pair.ours, rdrobust: pair.peer })) {
        console.log(
          `  ${what.padEnd(9)} ${run.estimation.toFixed(3).padStart(7)} s, ${run.cpuSeconds.toFixed(3).padStart(7)} s of CPU   peak ${run.peakMegabytes.toFixed(0).padStart(5)} MB, ${run.before.toFixed(0).padStart(5)} MB before   ${run.value} (${run.standardError})`,
        );
      }
    }
    const median = (of: (pair: (typeof pairs)[number]) => number): number => pairs.map(of).sort((a, b) => a - b)[1];
    const speed = median(({ ours, peer }) => peer.estimation / ours.estimation);
    const memory = median(({ ours, peer }) => ours.peakMegabytes / peer.peakMegabytes);
    console.log(`  ${speed.toFixed(1)}x as fast (median of 3; at least 1x), with ${memory.toFixed(2)} of the memory (at most 0.5)`);
  }
}
