import { join } from 'node:path';
import { EstimandError } from '../errors/estimand-error.ts';
import { nearest } from '../errors/nearest.ts';
import { sayCount } from '../estimate/say.ts';
import { unpainted } from '../report/text/terminal.ts';
import { csvPieces } from '../scenarios/csv-text.ts';
import { type Scenario, scenarioOf, scenarios } from '../scenarios.ts';
import { exits } from './exit-codes.ts';
import { withInterrupt } from './interrupt.ts';
import { scenarioList } from './list-scenarios.ts';
import { type Workspace, withWorkspace } from './output/workspace.ts';
import { writeSet } from './output/write-set.ts';
import { print } from './print.ts';

export interface SimulateFlags {
  readonly n?: string;
  readonly seed?: string;
  readonly out: string;
  readonly json?: boolean;
  readonly list?: boolean;
}

/** `estimand simulate`: data.csv, truth.json and study.yaml of a scenario. With --list: what there is. */
export async function simulateCommand(id: string | undefined, flags: SimulateFlags): Promise<number> {
  if (flags.list) {
    print(unpainted(scenarioList(flags.json === true)));
    return exits.done.code;
  }
  const scenario = scenarioNamed(id);
  const n = wholeNumber('--n', flags.n, scenario.defaults.n, 2, 50_000_000);
  const seed = wholeNumber('--seed', flags.seed, scenario.defaults.seed, 0, Number.MAX_SAFE_INTEGER);
  const { truth, names } = await withWorkspace(flags.out, simulationNames, (workspace) => writeSimulation(scenario, { n, seed }, workspace));
  const lines = [
    `${sayCount(n)} ${scenario.rowsPerUnit === undefined ? 'units' : 'rows'} of ${scenario.id}, seed ${seed}`,
    ...names.map((name) => join(flags.out, name)),
  ];
  print(unpainted(flags.json ? truth : `${lines.join('\n')}\n`));
  return exits.done.code;
}

export const simulationNames: readonly string[] = ['data.csv', 'truth.json', 'study.yaml'];
/** As many as are in memory at a time. */
const rowsAPiece = 10_000;

/** Writes the files, rows as they are drawn, and gives back their names, and the text of the truth. */
export async function writeSimulation(
  scenario: Scenario,
  options: { n: number; seed: number },
  workspace: Workspace,
): Promise<{ readonly truth: string; readonly names: readonly string[] }> {
  let truth = '';
  function* rows(signal: AbortSignal): Generator<string> {
    const facts = yield* stopping(csvPieces(scenario.pieces(options, rowsAPiece)), signal);
    truth = `${JSON.stringify({ scenario: scenario.id, ...options, ...facts.truth }, undefined, 2)}\n`;
  }
  function* told(): Generator<string> {
    yield truth;
  }
  await withInterrupt('the simulation', {}, (signal) =>
    writeSet(workspace, [
      ['data.csv', rows(signal)],
      ['truth.json', told()],
      ['study.yaml', [scenario.study('data.csv', options.n)]],
    ]),
  );
  return { truth, names: simulationNames };
}

/** Between two pieces it is seen whether anybody wants the next. */
function* stopping<T, R>(pieces: Generator<T, R>, signal: AbortSignal): Generator<T, R> {
  for (;;) {
    signal.throwIfAborted();
    const next = pieces.next();
    if (next.done === true) return next.value;
    yield next.value;
  }
}

function scenarioNamed(id: string | undefined): Scenario {
  const known = scenarios.map((s) => s.id);
  if (id === undefined) throw new EstimandError('scenario-missing', { known });
  const scenario = scenarioOf(id);
  if (scenario) return scenario;
  throw new EstimandError('scenario-unknown', { id, known, near: nearest(id, known) });
}

function wholeNumber(option: string, text: string | undefined, otherwise: number, least: number, most: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new EstimandError('option-invalid', { option, found: `"${text}"`, asked: `a whole number from ${least} to ${most}` });
}
