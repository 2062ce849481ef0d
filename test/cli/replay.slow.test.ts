import { afterEach, describe, expect, it } from 'vitest';
import { loggedRouting, supportRollout } from '../../src/scenarios.ts';
import { estimand, filesIn, folderWith, remove, tickets } from '../support/command-line.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) remove(folder);
});

function folder(): string {
  const made = folderWith({ 'study.yaml': supportRollout.study('tickets.csv'), 'tickets.csv': tickets(1500) });
  folders.push(made);
  return made;
}

describe('estimand replay', () => {
  it('prints a replay in one screen, and writes nothing', async () => {
    const at = folder();
    const { exitCode, stdout, stderr } = await estimand(at, 'replay', '@study.yaml', '--draws', '40');
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^REPLAY {3}rag-support-assistant\n {2}40 assignments {2}· {2}\d+ tickets {2}· {2}the control arm of tickets.csv/);
    expect(stdout).toMatch(/resolved +primary +\d+\.\d % \[\d+\.\d, \d+\.\d\]/);
    expect(stdout).toMatch(/LAUNCH +HOLD +DO NOT LAUNCH\n +nothing changes +\d/);
    expect(stdout.split('\n').every((line) => line.length <= 110)).toBe(true);
    expect(filesIn(at)).toEqual(['study.yaml', 'tickets.csv']);
  });

  it('writes two files where a folder is named, and prints the same numbers with --json', async () => {
    const at = folder();
    const { stdout } = await estimand(at, 'replay', '@study.yaml', '--draws', '30', '--seed', '4', '--out', '@out', '--json');
    expect(filesIn(`${at}/out`)).toEqual(['replay.json', 'replay.md']);
    expect(JSON.parse(stdout)).toMatchObject({ draws: 30, seed: 4, data: { rows: 'control arm' } });
    expect((await estimand(at, 'replay', '@study.yaml', '--draws', '30', '--seed', '4', '--json', '--threads', '1')).stdout).toBe(stdout);
  });

  it.each([
    [['--draws', 'many'], '--draws is "many"; it must be a number.'],
    [['--rows', 'some'], '--rows is "some"; it must be control or all.'],
    [['--draws', '3'], '--draws is 3; it must be a whole number from 20'],
  ])('refuses %j', async (flags, says) => {
    const { exitCode, stderr } = await estimand(folder(), 'replay', '@study.yaml', ...flags);
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain(says);
  });

  it('refuses a log at the line of its design', async () => {
    const at = folderWith({ 'study.yaml': loggedRouting.study('log.csv') });
    folders.push(at);
    const { exitCode, stderr } = await estimand(at, 'replay', '@study.yaml');
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(/study\.yaml:\d+:\d+ +The study cannot be replayed: in a routing log no coin decided/);
  });
});
