import { afterEach, describe, expect, it } from 'vitest';
import { loggedRouting, supportRollout } from '../../src/scenarios.ts';
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

  it('plans a routing log, which has no arms: by policy, with the chance of each verdict', async () => {
    const { columns } = loggedRouting.simulate({ n: 2000, seed: 5 });
    const names = Object.keys(columns);
    const lines = Array.from({ length: 2000 }, (_, i) => names.map((name) => columns[name][i]).join(','));
    const at = folderWith({ 'study.yaml': loggedRouting.study('log.csv'), 'log.csv': `${[names.join(','), ...lines].join('\n')}\n` });
    folders.push(at);
    const { exitCode, stdout, stderr } = await estimand(at, 'power', '@study.yaml', '--units', '9000', '--effect', '0.2');
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toContain('by-risk, small-first against the logging policy');
    expect(stdout).toContain('2 held together  ·  baselines from log.csv');
    expect(stdout).toMatch(/reward, by-risk +primary +\$8\.\d+, sd \d\.\d+ +find \+\$0\.2 +[\d,]+ +\+\$0\.\d+ +/);
    const flat = stdout.replace(/\s+/g, ' ');
    expect(flat).toMatch(/effective of 100 requests: by-risk \d\d(\.\d)?, small-first \d\d(\.\d)?\./);
    expect(flat).toMatch(
      /by-risk, if it brings what is asked and moves no guardrail: 9,000 requests \([\d,]+ effective\) give LAUNCH a chance of [><\d. ]+%, HOLD of/,
    );
    expect(stdout.split('\n').every((line) => line.length <= 110)).toBe(true);
    expect((await estimand(at, 'power', '@study.yaml', '--out', '@out', '--json')).exitCode).toBe(0);
    expect(filesIn(`${at}/out`)).toEqual(['power.html', 'power.json', 'power.md']);
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
