import { join } from 'node:path';
import { EstimandError } from '../errors/estimand-error.ts';
import { nearest } from '../errors/nearest.ts';
import { sayCount } from '../estimate/say.ts';
import { unpainted } from '../report/text/terminal.ts';
import { csvText } from '../scenarios/csv-text.ts';
import { type Scenario, scenarioOf, scenarios } from '../scenarios.ts';
import { exits } from './exit-codes.ts';
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
  const lines = [`${sayCount(n)} units of ${scenario.id}, seed ${seed}`, ...names.map((name) => join(flags.out, name))];
  print(unpainted(flags.json ? truth : `${lines.join('\n')}\n`));
  return exits.done.code;
}

export const simulationNames: readonly string[] = ['data.csv', 'truth.json', 'study.yaml'];

/** Writes the files and gives back their names, and the text of the truth. */
export async function writeSimulation(
  scenario: Scenario,
  options: { n: number; seed: number },
  workspace: Workspace,
): Promise<{ readonly truth: string; readonly names: readonly string[] }> {
  const simulated = scenario.simulate(options);
  const truth = `${JSON.stringify({ scenario: scenario.id, ...options, ...simulated.truth }, undefined, 2)}\n`;
  const files = { 'data.csv': csvText(simulated), 'truth.json': truth, 'study.yaml': scenario.study('data.csv', options.n) };
  await writeSet(
    workspace,
    Object.entries(files).map(([name, text]) => [name, [text]] as const),
  );
  return { truth, names: Object.keys(files) };
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
