// Run by bench/main.ts: adjusted effect on a binary outcome, two million rows, ten covariates, whole process, reading included.
import { benchFile } from './data.ts';
import { type ChildRun, child } from './measure.ts';

/** Uniform in (0, 1). Each salt hashes numbers of its own: hashes of (row, salt) are not independent from one salt to the next. */
const drawn = (salt: number): string => `(((hash(i + ${salt} * 1000000000000) >> 11)::double + 0.5) / 9007199254740992.0)`;
const bell = (salt: number): string => `round(2 * (${drawn(3 * salt)} + ${drawn(3 * salt + 1)} + ${drawn(3 * salt + 2)} - 1.5), 4)`;
const arm = `(hash(i) % 2)::integer`;
const covariates = Array.from({ length: 10 }, (_, k) => bell(k + 1));
const odds = ['-1', `0.2 * ${arm}`, ...covariates.map((x, k) => `${(k + 1) / 20} * ${x}`)].join(' + ');

type LogisticRun = ChildRun & { readonly effect: number; readonly effectError: number };

export async function logisticBench(python: string): Promise<void> {
  const file = await benchFile('logistic', 2_000_000, {
    arm,
    y: `(${drawn(100)} < 1 / (1 + exp(-(${odds}))))::integer`,
    ...Object.fromEntries(covariates.map((x, k) => [`x${k + 1}`, x])),
  });
  const ours = (what: string): LogisticRun => child(process.execPath, [new URL('logistic-child.mjs', import.meta.url).pathname, file, what]) as LogisticRun;
  const peer = (what: string): LogisticRun => child(python, [new URL('logistic_peer.py', import.meta.url).pathname, file, what]) as LogisticRun;
  // In turn, so that whatever else the machine does falls on both.
  const pairs = [0, 1, 2].map(() => ({ ours: ours('coefficients'), peer: peer('coefficients') }));
  const ratios = pairs.map((pair) => pair.peer.seconds / pair.ours.seconds).sort((a, b) => a - b);
  const [effect, scans, whole] = [ours('effect'), ours('moments'), peer('effect')];
  const [first] = pairs;
  const says = (what: string, run: LogisticRun): void =>
    console.log(
      `  ${what.padEnd(46)} ${run.seconds.toFixed(2).padStart(6)} s  peak ${run.peakMegabytes.toFixed(0).padStart(5)} MB   ${run.value} (${run.standardError})`,
    );
  console.log('logistic regression, ten covariates, 2,000,000 rows, whole process, reading included; log odds of the arm:');
  for (const pair of pairs) {
    says('ours, coefficients and their errors', pair.ours);
    says('statsmodels, the same', pair.peer);
  }
  says('ours, the effect and its robust error too', effect);
  says('ours, the same by a scan a step', scans);
  says('statsmodels, the effect too (get_margeff)', whole);
  console.log(`  effect ${effect.effect}, statsmodels ${whole.effect}`);
  const apart = Math.abs(first.ours.value - first.peer.value) / first.peer.standardError;
  console.log(
    `  ${ratios[1].toFixed(1)}x as fast (median of 3; at least 3x), with the effect ${(whole.seconds / effect.seconds).toFixed(0)}x; ${(first.ours.peakMegabytes / first.peer.peakMegabytes).toFixed(2)} of the memory;`,
  );
  console.log(`  coefficients ${apart.toExponential(0)} standard errors apart (at most 1e-8)`);
}
