import { afterEach, describe, expect, it } from 'vitest';
import { supportRollout } from '../../src/scenarios.ts';
import { estimand, filesIn, folderWith, remove, tickets } from '../support/command-line.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) remove(folder);
});

function folder(data = true): string {
  const made = folderWith({ 'study.yaml': supportRollout.study('tickets.csv'), ...(data && { 'tickets.csv': tickets(3000) }) });
  folders.push(made);
  return made;
}

describe('estimand power', () => {
  it('prints a plan in one screen, and writes nothing', async () => {
    const at = folder();
    const { exitCode, stdout, stderr } = await estimand(at, 'power', '@study.yaml', '--per-day', '900');
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^POWER {3}rag-support-assistant\n {2}80 % power {2}· {2}95 % level/);
    expect(stdout).toContain('baselines from the control arm of tickets.csv');
    expect(stdout).toMatch(/resolved +primary +\d\d(\.\d)? %, R² 0\.\d\d +find \+1 pp +[\d,]+ +\d+ +\+\d\.\d pp +\d\d %/);
    expect(stdout).toContain('Power (%) against units, resolved');
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThan(26);
    expect(lines.every((line) => line.length <= 110)).toBe(true);
    expect(filesIn(at)).toEqual(['study.yaml', 'tickets.csv']);
  });

  it('writes three files where a folder is named, and prints the same numbers with --json', async () => {
    const at = folder();
    const { stdout } = await estimand(at, 'power', '@study.yaml', '--out', '@out', '--json', '--simulate', '50');
    const plan = JSON.parse(stdout);
    expect(filesIn(`${at}/out`)).toEqual(['power.html', 'power.json', 'power.md']);
    expect(plan.rows.map((row: { outcome: string }) => row.outcome)).toEqual(['resolved', 'handle_minutes', 'unsupported_claim', 'cost_usd']);
    expect(plan.simulated).toMatchObject({ replications: 50, units: 12_000 });
    expect((await estimand(at, 'power', '@study.yaml', '--json', '--simulate', '50')).stdout).toBe(stdout);
  });

  it('refuses rows of which nothing is known, and goes on', async () => {
    const { exitCode, stdout } = await estimand(folder(false), 'power', '@study.yaml');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('– Nothing is known of resolved before the change: tickets.csv is not there.');
    expect(stdout).not.toContain('Power (%)');
  });

  it('shows the SQL with --debug', async () => {
    expect((await estimand(folder(), 'power', '@study.yaml', '--debug')).stderr).toContain('select');
  });

  it.each([
    [['--effect', '0'], '--effect is 0; it must be a number other than zero.'],
    [['--effect', 'big'], '--effect is "big"; it must be a number.'],
    [['--per-day', '1e-320'], '--per-day is "1e-320"; it must be a number from 1e-75 to 1e+75 in size, or zero.'],
    [['--per-day', ''], '--per-day is ""; it must be a number.'],
    [['--power', '1'], '--power is 1; it must be a share above 0.05'],
    [['--simulate', '1e9'], '--simulate is 1000000000; it must be a whole number from 1 to 1000000'],
  ])('says what is wrong with %j', async (words, says) => {
    const { exitCode, stdout, stderr } = await estimand(folder(), 'power', '@study.yaml', ...words);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(says);
  });
});
