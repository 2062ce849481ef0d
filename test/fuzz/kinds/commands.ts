import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../../../src/cli/main.ts';
import { scenarioIds } from '../../../src/scenarios/ids.ts';
import { type Dice, times } from '../dice.ts';
import { type Outputs, userError, Wrong } from '../judge.ts';
import { wordFrom } from '../mutate/values.ts';
import type { Kind } from './kind.ts';

/** Command lines, sound ones and spoiled ones, on studies that open no data. */
export const commands: Kind = {
  id: 'commands',
  limit: 5_000,
  prepare(_, scratch) {
    return (dice) => {
      const words = wordsOf(dice);
      return {
        input: { 'words.json': JSON.stringify(words) },
        async run() {
          // What a command writes is not there for the next one.
          const folder = mkdtempSync(join(scratch, 'commands-'));
          try {
            for (const [name, text] of Object.entries(studies)) writeFileSync(join(folder, name), text);
            return await said(
              words.map((word) => word.replace(/^@/, `${folder}/`)),
              folder,
            );
          } finally {
            rmSync(folder, { recursive: true, force: true });
          }
        },
      };
    };
  },
};

const planned = `estimand: 1
study: s
question: q
data: {table: t, connection: C}
unit: id
design: {kind: randomized, assignment: arm, control: 0}
treatments: {1: {model: m}}
outcomes:
  y: {role: primary, better: higher, worthwhile: 0.02}
  harm: {role: guardrail, better: lower, tolerance: 0.01}
planning: {power: 0.8, unitsPerDay: 900, baselines: {y: {mean: 0.45}, harm: {mean: 0.02}}}
`;

const studies: Readonly<Record<string, string>> = {
  'study.yaml': planned,
  'bad.yaml': planned.replace('role: primary', 'role: first'),
  'cut.yaml': planned.slice(0, 200),
  'empty.yaml': '',
  'words.txt': 'a, b\n1, 2\n',
};

const paths = [
  '@study.yaml',
  '@study.yaml',
  '@bad.yaml',
  '@cut.yaml',
  '@empty.yaml',
  '@words.txt',
  '@',
  '@nowhere.yaml',
  '@study.yml',
  '@study.yaml/x',
  '',
  '-',
];
const names = ['analyze', 'lint', 'power', 'simulate', 'demo', 'help', 'analyse', 'plan', ''];
// Numbers of units and of replications stay small, or are wrong: large ones are work and no test of words.
const numbers = ['2', '7', '100', '1000', '0', '-1', '1.5', '1e-3', '', ' ', 'x', '٣', '１２', '1e400', '-0', '0x10', '1_000', '12abc', '.5', '5%'];
const options: Readonly<Record<string, readonly string[]>> = {
  '--out': ['@out', '@study.yaml', '@study.yaml/out', '@', '/proc/no', ''],
  '--n': numbers,
  '--seed': [...numbers, '9007199254740992', '9007199254740991', '1e21'],
  '--effect': [...numbers, '1e308', '1e-320', '1e76', '5e-324'],
  '--power': [...numbers, '0.8', '1', '0.9999999999999999', '1e-320'],
  '--units': [...numbers, '1e15', '1e308'],
  '--per-day': [...numbers, '1e308', '1e-320'],
  '--simulate': numbers,
  '--allow-path': ['@', '/', '', 'nowhere'],
};
const flags = [
  '--json',
  '--plan',
  '--gate',
  '--debug',
  '--no-data',
  '--list',
  '--help',
  '--version',
  '-h',
  '-V',
  '--',
  '-x',
  '--jsn',
  '--out=',
  '--n=3',
  '--seed=1',
];

/** Not one that leads out of the folder: commands write where they are told. */
const oddWord = (dice: Dice): string => wordFrom(dice).replaceAll(/[/~]|\.\./g, '');

function wordsOf(dice: Dice): readonly string[] {
  const name = dice.pick(names.slice(0, dice.once(8) ? names.length : 4));
  const subject = name === 'simulate' ? dice.pick([...scenarioIds, 'support-rolout', '']) : dice.pick(paths);
  const more = times(dice.below(4), (): readonly string[] => {
    if (dice.once(3)) return [dice.pick(flags)];
    if (dice.once(12)) return [oddWord(dice)];
    const option = dice.pick(Object.keys(options));
    return dice.once(15) ? [option] : [option, dice.once(15) ? oddWord(dice) : dice.pick(options[option])];
  });
  // Without it the scenario has its own number of units.
  const few = name === 'simulate' ? ['--n', dice.pick(numbers)] : name === 'demo' ? ['--x'] : [];
  return [name, ...(dice.once(12) ? [] : [subject]), ...few, ...more.flat()];
}

/** What a command says, with a number that is no exit code of ours as a wrong. */
async function said(words: readonly string[], folder: string): Promise<Outputs> {
  const heard = { stdout: '', stderr: '' };
  const before = { stdout: process.stdout.write, stderr: process.stderr.write };
  const listen = (stream: 'stdout' | 'stderr') => {
    process[stream].write = ((text: string | Uint8Array) => {
      heard[stream] += String(text);
      return true;
    }) as typeof process.stdout.write;
  };
  const home = process.cwd();
  process.chdir(folder);
  listen('stdout');
  listen('stderr');
  try {
    const exitCode = await main(words);
    if (exitCode === 1) throw new Wrong(heard.stderr.split('\n')[0]);
    if (exitCode === 2 && heard.stderr.trim() === '') throw new Wrong('exit 2 without a word');
    if (![0, 2, 12].includes(exitCode)) throw new Wrong(`exit ${exitCode}`);
    // With --debug statements and stacks are asked for.
    const told = words.includes('--debug') ? { stdout: heard.stdout } : heard;
    return exitCode === 2 ? { ...told, [userError]: 'exit 2' } : told;
  } finally {
    process.chdir(home);
    process.stdout.write = before.stdout;
    process.stderr.write = before.stderr;
  }
}
