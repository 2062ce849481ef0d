// Run by bench/main.ts: policies valued from a log of routed requests.
import type { DuckDBConnection } from '@duckdb/node-api';
import { openFiles } from '../src/duckdb.ts';
import { column, greater, or, policyValue, run, when } from '../src/index.ts';
import { benchFile } from './data.ts';
import { child, leastInTurn, type Spent } from './measure.ts';

type Row = (what: string, ours: Spent, theirs: Spent, bound: string) => void;

/** Uniform in (0, 1). Each salt hashes numbers of its own. */
const drawn = (salt: number): string => `(((hash(i + ${salt} * 1000000000000) >> 11)::double + 0.5) / 9007199254740992.0)`;
const bell = (salt: number): string => `round(2 * (${drawn(3 * salt)} + ${drawn(3 * salt + 1)} + ${drawn(3 * salt + 2)} - 1.5), 4)`;
const [difficulty, risk, value, uniform] = [bell(1), bell(2), `round(exp(1.4 + 0.7 * ${bell(3)}), 4)`, drawn(50)];
const odds = [
  `exp(1.2 - 1.1 * ${difficulty} - 0.8 * ${risk})`,
  `exp(0.2 + 0.5 * ${difficulty} + 0.1 * ${risk})`,
  `exp(-0.9 + 0.8 * ${difficulty} + 1.2 * ${risk})`,
];
const chance = (k: number): string => `round(${odds[k]} / (${odds.join(' + ')}), 6)`;
const byAction = (values: readonly string[]): string =>
  `case when ${uniform} < ${chance(0)} then ${values[0]} when ${uniform} < ${chance(0)} + ${chance(1)} then ${values[1]} else ${values[2]} end`;

const fileOf = (rows: number): Promise<string> =>
  benchFile('routing', rows, {
    difficulty,
    risk,
    customer_value: value,
    action: byAction(["'small_model'", "'large_model'", "'human'"]),
    p: byAction([chance(0), chance(1), `1 - ${chance(0)} - ${chance(1)}`]),
    reward: `round(5 - 0.7 * ${difficulty} - 0.5 * ${risk} + 0.2 * ${value} + ${bell(60)}, 4)`,
  });

const hard = or(greater(column('risk'), 1), greater(column('difficulty'), 1.4));
const middling = greater(column('difficulty'), -0.3);
const question = {
  outcomes: [{ name: 'reward' }],
  action: 'action',
  actions: ['small_model', 'large_model', 'human'],
  propensities: { kind: 'taken', chance: column('p') },
  covariates: ['difficulty', 'risk', 'customer_value'],
  policies: [
    {
      name: 'new',
      says: 'human where hard, large model where middling, else small model',
      chances: { human: when(hard, 1, 0), large_model: when(hard, 0, when(middling, 1, 0)), small_model: when(hard, 0, when(middling, 0, 1)) },
    },
  ],
  estimators: ['dm', 'ips', 'snips', 'dr'],
} as const;

/** DM, IPS, SNIPS and DR together against the bare scan of their columns; and obp on a million rows. */
export async function benchRouting(rows: number, runs: number, bare: DuckDBConnection, row: Row, python: string): Promise<void> {
  const file = await fileOf(rows);
  const scan = `select action, sum(difficulty), sum(risk), sum(customer_value), sum(p), sum(reward) from '${file}' group by action`;
  const data = await openFiles(file, { threads: 2 });
  for (const crossFit of ['none', 'out-of-fold'] as const) {
    const [ours, theirs] = await leastInTurn(
      runs,
      () => run(data, policyValue({ ...question, crossFit })),
      async () => (await bare.run(scan)).getRows(),
    );
    row(`DM, IPS, SNIPS, DR of a policy, three linear models, ${crossFit}`, ours, theirs, 'at most 5x of CPU');
  }
  data.close();

  const million = await fileOf(1_000_000);
  const small = await openFiles(million, { threads: 2 });
  const [{ seconds: ours }] = await leastInTurn(runs, () => run(small, policyValue({ ...question, crossFit: 'none' })));
  const { estimates } = await run(small, policyValue({ ...question, crossFit: 'none' }));
  small.close();
  const peer = child(python, [new URL('routing_peer.py', import.meta.url).pathname, million]) as ReturnType<typeof child> & { readonly computing: number };
  const dr = estimates.find(({ id }) => id.endsWith(':dr'))!;
  console.log(
    `  a million rows, reading and errors included: ours ${ours.toFixed(2)} s; obp's values alone ${peer.computing.toFixed(2)} s, ${(peer.computing / ours).toFixed(1)}x; DR ${dr.value} and ${peer.value}`,
  );
}
