import { join } from 'node:path';
import { EstimandError } from '../errors/estimand-error.ts';
import { nearest } from '../errors/nearest.ts';
import { type Scenario, type Simulated, scenarioOf, scenarios } from '../scenarios.ts';
import { exitCodes } from './exit-codes.ts';
import { expectWritable, writeAll } from './write-all.ts';

export interface SimulateFlags {
  readonly n?: string;
  readonly seed?: string;
  readonly out: string;
  readonly json?: boolean;
}

/** `estimand simulate`: data.csv, truth.json and study.yaml of a scenario. */
export async function simulateCommand(id: string, flags: SimulateFlags): Promise<number> {
  const scenario = scenarioNamed(id);
  const n = wholeNumber('--n', flags.n, scenario.defaults.n, 2, 50_000_000);
  const seed = wholeNumber('--seed', flags.seed, scenario.defaults.seed, 0, Number.MAX_SAFE_INTEGER);
  await expectWritable(flags.out);
  const truth = await writeSimulation(scenario, { n, seed }, flags.out);
  const lines = ['data.csv', 'truth.json', 'study.yaml'].map((name) => join(flags.out, name));
  process.stdout.write(flags.json ? truth : `${n.toLocaleString('en-US')} units of ${scenario.id}, seed ${seed}\n${lines.join('\n')}\n`);
  return exitCodes.done;
}

/** Writes the files and gives back the text of the truth. */
export async function writeSimulation(scenario: Scenario, options: { n: number; seed: number }, out: string): Promise<string> {
  const simulated = scenario.simulate(options);
  const truth = `${JSON.stringify({ scenario: scenario.id, ...options, ...simulated.truth }, undefined, 2)}\n`;
  await writeAll([
    [join(out, 'data.csv'), csvOf(simulated)],
    [join(out, 'truth.json'), truth],
    [join(out, 'study.yaml'), scenario.study('data.csv', options.n)],
  ]);
  return truth;
}

function csvOf({ columns }: Simulated): string {
  const names = Object.keys(columns);
  const n = columns[names[0]].length;
  const lines = new Array<string>(n + 1);
  lines[0] = names.join(',');
  for (let i = 0; i < n; i++) lines[i + 1] = names.map((name) => String(columns[name][i])).join(',');
  return `${lines.join('\n')}\n`;
}

function scenarioNamed(id: string): Scenario {
  const scenario = scenarioOf(id);
  if (scenario) return scenario;
  const known = scenarios.map((s) => s.id);
  throw new EstimandError('scenario-unknown', { id, known, near: nearest(id, known) });
}

function wholeNumber(option: string, text: string | undefined, otherwise: number, least: number, most: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new EstimandError('option-invalid', { option, found: `"${text}"`, asked: `a whole number from ${least} to ${most}` });
}
