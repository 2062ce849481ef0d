// Run by bench/main.ts when it is asked for `--fixed-effects`: the two-way regression of half a million units over ten periods with gaps, clustered by unit, ours and pyfixest's in turn;
// the time of the regression alone, arrays and data frame being in memory.
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { stream } from '../src/math/random/stream.ts';
import { type ChildRun, child } from './measure.ts';

const [units, periods, share] = [555_556, 10, 0.9];

/** Units start in periods 3 to 9 or never; each row is there with chance 0.9. In order of units, or mixed. */
function writeData(order: 'sorted' | 'mixed'): string {
  const folder = `${tmpdir()}/estimand-bench-fixed-effects-${units}-${order}`;
  mkdirSync(folder, { recursive: true });
  const random = stream(7);
  const most = units * periods;
  const [y, d, unit, period] = [new Float64Array(most), new Float64Array(most), new Int32Array(most), new Int32Array(most)];
  let n = 0;
  for (let u = 0; u < units; u++) {
    const [start, base] = [3 + Math.floor(random.uniform() * 9), random.normal()];
    for (let t = 0; t < periods; t++) {
      if (random.uniform() > share) continue;
      d[n] = t >= start ? 1 : 0;
      y[n] = base + 0.1 * t + 0.3 * d[n] + random.normal();
      unit[n] = u;
      period[n++] = t;
    }
  }
  if (order === 'mixed') {
    for (let i = n - 1; i > 0; i--) {
      const j = Math.floor(random.uniform() * (i + 1));
      for (const column of [y, d, unit, period]) [column[i], column[j]] = [column[j], column[i]];
    }
  }
  for (const [name, column] of Object.entries({ 'y.f64': y, 'd.f64': d, 'unit.i32': unit, 'period.i32': period }))
    writeFileSync(`${folder}/${name}`, column.subarray(0, n));
  return folder;
}

type Run = ChildRun & { readonly regression: number; readonly before: number; readonly n: number };
const path = (name: string): string => new URL(name, import.meta.url).pathname;

/** Units in order and mixed, three times each in turn. */
export function benchFixedEffects(python: string): void {
  for (const order of ['sorted', 'mixed'] as const) {
    const folder = writeData(order);
    const pairs = [0, 1, 2].map(() => ({
      ours: child(process.execPath, ['--import', 'tsx', path('fixed-effects-child.ts'), folder]) as Run,
      peer: child(python, [path('fixed_effects_peer.py'), folder]) as Run,
    }));
    console.log(
      `two-way fixed effects, ${pairs[0].ours.n.toLocaleString('en-US')} rows of ${units.toLocaleString('en-US')} units, ${order}, clustered by unit:`,
    );
    for (const pair of pairs) {
      for (const [what, run] of Object.entries({ ours: pair.ours, pyfixest: pair.peer })) {
        console.log(
          `  ${what.padEnd(9)} ${run.regression.toFixed(2).padStart(6)} s  peak ${run.peakMegabytes.toFixed(0).padStart(5)} MB, ${run.before.toFixed(0).padStart(5)} MB before   ${run.value} (${run.standardError})`,
        );
      }
    }
    const ratios = pairs.map(({ ours, peer }) => peer.regression / ours.regression).sort((a, b) => a - b);
    console.log(`  ${ratios[1].toFixed(1)}x as fast (median of 3; at least 1x)`);
  }
}
