// Nearest neighbours of 50,000 treated among 200,000 others by Mahalanobis distance, reading not counted, beside scikit-learn's k-d tree on the same rows.
import { openFiles } from '../src/duckdb.ts';
import { column, columns } from '../src/index.ts';
import { matchSpace } from '../src/inference/matching/match-space.ts';
import { ask } from '../src/relation/asking.ts';
import { run } from '../src/relation/run.ts';
import { benchFile } from './data.ts';
import { child } from './measure.ts';

const rows = 250_000;
const covariates = Array.from({ length: 10 }, (_, k) => `x${k + 1}`);
/** Uniform in (0, 1). Each salt hashes numbers of its own. */
const drawn = (salt: number): string => `(((hash(i + ${salt} * 1000000000000) >> 11)::double + 0.5) / 9007199254740992.0)`;
const bell = (salt: number): string => `2 * (${drawn(3 * salt)} + ${drawn(3 * salt + 1)} + ${drawn(3 * salt + 2)} - 1.5)`;
const treated = `(i % 5 = 0)::integer`;

export async function benchMatching(python: string): Promise<void> {
  // What they share makes covariates alike, and who is treated has more of each.
  const file = await benchFile('matching', rows, {
    treated,
    ...Object.fromEntries(covariates.map((name, k) => [name, `0.5 * ${bell(50)} + ${bell(k + 1)} + 0.3 * ${treated}`])),
  });
  const data = await openFiles(file, { threads: 2 });
  const { columns: found } = await run(data, ask(columns({ columns: Object.fromEntries(['treated', ...covariates].map((name) => [name, column(name)])) })));
  data.close();
  const [targets, candidates] = [1, 0].map((arm) => Int32Array.from(found.treated.keys()).filter((i) => found.treated[i] === arm));
  console.log('nearest of 200,000 for each of 50,000 by Mahalanobis distance, whitening and tree included; ours, scikit-learn (kd_tree), of CPU:');
  for (const count of [2, 4, 6, 10]) {
    const own = covariates.slice(0, count).map((name) => found[name]);
    // The first run compiles.
    const [, ours] = [0, 1].map(() => {
      const before = process.cpuUsage();
      const space = matchSpace({ on: { kind: 'covariates', columns: own, metric: 'mahalanobis' } });
      if ('kind' in space) throw new Error(space.kind);
      const { reach } = space.within(candidates).nearest(targets, 1);
      const { user, system } = process.cpuUsage(before);
      return { seconds: (user + system) / 1e6, reach: reach.reduce((sum, distance) => sum + distance, 0) };
    });
    const peer = child(python, [new URL('matching_peer.py', import.meta.url).pathname, file, String(count)]) as ReturnType<typeof child> & {
      readonly work: number;
    };
    console.log(
      `  ${String(count).padStart(2)} covariates ${ours.seconds.toFixed(2).padStart(6)} s ${peer.work.toFixed(2).padStart(6)} s   ${(ours.seconds / peer.work).toFixed(2)}x${count === 4 ? ' (under 2 s)' : ''}; sums of distances ${Math.abs(ours.reach / peer.value - 1).toExponential(0)} apart`,
    );
  }
  console.log(`  peak ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
}
