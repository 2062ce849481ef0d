// Run by bench/main.ts: users who chose by themselves, whose rows stay in their file. `--many-opt-in` asks for it alone.
import type { DuckDBConnection } from '@duckdb/node-api';
import { openFiles } from '../src/duckdb.ts';
import { all, doublyRobust, propensityWeighting, run } from '../src/index.ts';
import { benchFile } from './data.ts';
import { child, leastInTurn, type Spent } from './measure.ts';

type Row = (what: string, ours: Spent, theirs: Spent, bound: string) => void;

/** Uniform in (0, 1). Each salt hashes numbers of its own. */
const drawn = (salt: number): string => `(((hash(i + ${salt} * 1000000000000) >> 11)::double + 0.5) / 9007199254740992.0)`;
const bell = (salt: number): string => `round(2 * (${drawn(3 * salt)} + ${drawn(3 * salt + 1)} + ${drawn(3 * salt + 2)} - 1.5), 4)`;
const xs = [1, 2, 3, 4, 5].map(bell);
const chose = `(${drawn(90)} < 1 / (1 + exp(-(-0.4 + ${xs.map((x, k) => `${0.1 * (k + 1)} * ${x}`).join(' + ')}))))::integer`;
const names = xs.map((_, k) => `x${k + 1}`);

const fileOf = (rows: number): Promise<string> =>
  benchFile('opted-in', rows, {
    z: chose,
    y: `round(${bell(60)} + 0.1 * ${chose} + ${xs.map((x, k) => `${0.2 * (5 - k)} * ${x}`).join(' + ')}, 4)`,
    ...Object.fromEntries(xs.map((x, k) => [names[k], x])),
  });

/** Of the columns that the file has. */
export const question = {
  outcome: 'y',
  covariates: names,
  optIn: {
    kind: 'opt-in',
    choice: 'z',
    control: '0',
    treatment: '1',
    estimand: 'ate',
    estimator: 'aipw',
    folds: 1,
    repeats: 1,
    propensity: { model: 'logistic', terms: 'main' },
  },
} as const;

/** Rows of the peer: it takes seconds for each hundred thousand. */
const ofPeer = 200_000;

/** Weighting and doubly robust by moments against the bare scan of their columns; and statsmodels on fewer rows. */
export async function benchManyOptIn(rows: number, runs: number, bare: DuckDBConnection, row: Row, python: string): Promise<void> {
  const file = await fileOf(rows);
  const scan = `select z, sum(y), ${names.map((x) => `sum(${x})`).join(', ')} from '${file}' group by z`;
  const data = await openFiles(file, { threads: 2 });
  const asked = { weighting: [propensityWeighting], aipw: [doublyRobust], 'weighting and aipw together': [propensityWeighting, doublyRobust] };
  for (const [what, questions] of Object.entries(asked)) {
    const [ours, theirs] = await leastInTurn(
      runs,
      () => run(data, all(questions.map((ask) => ask({ ...question, mostUnits: 0 })))),
      async () => (await bare.run(scan)).getRows(),
    );
    row(`opt-in by moments, five covariates: ${what}`, ours, theirs, 'at most 12x');
  }
  data.close();
  const own = child(process.execPath, ['--import', 'tsx', new URL('many-opt-in-child.ts', import.meta.url).pathname, file]);
  console.log(
    `  aipw, whole process: ${own.seconds.toFixed(2)} s  peak ${own.peakMegabytes.toFixed(0)} MB (below 1,000)   ${own.value} (${own.standardError})`,
  );

  const fewer = await fileOf(ofPeer);
  const ours = child(process.execPath, ['--import', 'tsx', new URL('many-opt-in-child.ts', import.meta.url).pathname, fewer]);
  const peer = child(python, [new URL('many_opt_in_peer.py', import.meta.url).pathname, fewer]);
  for (const [who, { seconds, peakMegabytes, value, standardError }] of Object.entries({ ours, statsmodels: peer }))
    console.log(`  aipw of ${ofPeer} rows, ${who}: ${seconds.toFixed(2)} s  peak ${peakMegabytes.toFixed(0)} MB   ${value} (${standardError})`);
}
