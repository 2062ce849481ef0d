import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { inputsOf } from '../../src/cli/watch/inputs.ts';
import { watch } from '../../src/cli/watch/watch.ts';
import { filesIn, folderWith, remove, tickets } from '../support/command-line.ts';

const folders: string[] = [];
function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = folderWith(files);
  folders.push(folder);
  return folder;
}
afterAll(() => folders.forEach(remove));

const study = (data = '{file: tickets.csv}'): string =>
  `estimand: 1\nstudy: s\nquestion: q\ndata: ${data}\ndesign: {kind: randomized, assignment: assigned_ai, control: 0}\ntreatments: {1: {m: v}}\noutcomes: {resolved: {role: primary, better: higher}}\n`;

describe('a watch', () => {
  /** Runs until the script of looks at the files is at its end, and tells what each run was told had changed. */
  async function runsOf(...looks: readonly Readonly<Record<string, string>>[]): Promise<readonly (readonly string[])[]> {
    const controller = new AbortController();
    const runs: (readonly string[])[] = [];
    let look = 0;
    await watch({
      inputs: async () => {
        const seen = looks[Math.min(look, looks.length - 1)];
        if (look++ >= looks.length) controller.abort();
        return Object.entries(seen).map(([path, facts]) => ({ path, facts }));
      },
      run: async (changed) => {
        runs.push(changed);
      },
      waiting: () => undefined,
      ended: controller.signal,
      everyMs: 1,
    });
    return runs;
  }
  const [a, b, c] = ['1', '2', '3'].map((data) => ({ study: 's', data }));

  it('runs once for what stays as it is', async () => expect(await runsOf(a, a, a, a)).toEqual([[]]));
  it('runs again when a change has come to rest, once for several', async () => {
    expect(await runsOf(a, a, b, c, { ...c, study: 't' }, { ...c, study: 't' }, { ...c, study: 't' })).toEqual([[], ['study', 'data']]);
  });
  it('does not run for a change that was taken back', async () => expect(await runsOf(a, b, a, a, a)).toEqual([[]]));
  it('runs for files that come and go', async () => {
    expect(await runsOf(a, { ...a, more: '1' }, { ...a, more: '1' }, a, a, a)).toEqual([[], ['more'], ['more']]);
  });
  it('runs no more once it is ended', async () => {
    const controller = new AbortController();
    const run = vi.fn(async () => controller.abort());
    const waiting = vi.fn();
    await watch({ inputs: async () => [], run, waiting, ended: controller.signal, everyMs: 1 });
    expect([run.mock.calls.length, waiting.mock.calls.length]).toEqual([1, 0]);
  });
});

describe('what is watched', () => {
  const names = async (folder: string, read: ReturnType<typeof inputsOf>): Promise<readonly string[]> =>
    (await read()).map(({ path, facts }) => `${path.replace(`${folder}/`, '')}${facts === 'gone' ? ' gone' : ''}`);

  it('is the study and the data that it names, the last ones while it cannot be read', async () => {
    const folder = folderOf({ 'study.yaml': study(), 'tickets.csv': 'a\n' });
    const read = inputsOf(join(folder, 'study.yaml'), join(folder, 'out'));
    expect(await names(folder, read)).toEqual(['study.yaml', 'tickets.csv']);
    writeFileSync(join(folder, 'study.yaml'), 'estimand: [');
    rmSync(join(folder, 'tickets.csv'));
    expect(await names(folder, read)).toEqual(['study.yaml', 'tickets.csv gone']);
    writeFileSync(join(folder, 'study.yaml'), study('{sql: select * from t join u, from: {t: one.csv, u: two.csv}}'));
    expect(await names(folder, read)).toEqual(['study.yaml', 'one.csv gone', 'two.csv gone']);
    writeFileSync(join(folder, 'study.yaml'), study('{table: t, connection: c}'));
    expect(await names(folder, read)).toEqual(['study.yaml']);
  });

  it('of a glob is every file that it may mean, and none that is written', async () => {
    const folder = folderOf({ 'study.yaml': study('{files: "**/*.csv"}'), 'a.csv': '', 'a.txt': '' });
    for (const name of ['logs', 'out']) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'b.csv'), '');
    }
    const seen = await names(folder, inputsOf(join(folder, 'study.yaml'), join(folder, 'out')));
    expect(seen.filter((name) => !name.includes('gone'))).toEqual(['study.yaml', 'a.csv', 'logs/b.csv']);
  });
});

describe('estimand analyze --watch', () => {
  it('says an error, goes on, and ends by Ctrl-C with whole files', async () => {
    const folder = folderOf({ 'study.yaml': study(), 'tickets.csv': tickets(200) });
    const said: string[] = [];
    const spies = (['stdout', 'stderr'] as const).map((stream) =>
      vi.spyOn(process[stream], 'write').mockImplementation((text) => said.push(String(text).replaceAll(`${folder}/`, '')) > 0),
    );
    const until = (text: string) => vi.waitUntil(() => said.join('').includes(text), { timeout: 20_000, interval: 5 });
    try {
      const ending = main(['analyze', join(folder, 'study.yaml'), '--out', join(folder, 'out'), '--watch']);
      await until('Watching study.yaml and its data; Ctrl-C ends it.\n');
      expect(said.join('')).toContain('200 tickets'.replace('tickets', 'rows'));
      const before = readFileSync(join(folder, 'out', 'memo.md'), 'utf8');
      said.length = 0;
      writeFileSync(join(folder, 'study.yaml'), study().replace('higher', 'hihger'));
      await until('Watching');
      expect(said.join('')).toMatch(
        /study\.yaml" changed: once more\.\n\nstudy\.yaml:7:\d+ {2}outcomes\.resolved\.better is "hihger"\. Did you mean "higher"\?/,
      );
      expect(readFileSync(join(folder, 'out', 'memo.md'), 'utf8')).toBe(before);
      process.emit('SIGINT');
      expect(await ending).toBe(130);
      expect(filesIn(join(folder, 'out'))).toEqual(['memo-appendix.md', 'memo.md', 'report.html', 'results.json']);
      expect(process.listenerCount('SIGINT')).toBe(0);
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
  });

  it.each<readonly [string, readonly string[], string]>([
    ['a gate', ['--gate'], '--gate is given with --watch; it must be left out, since a watch ends in no decision. Change the option.\n'],
    [
      'an option that no change of a file mends',
      ['--timeout', 'soon'],
      '--timeout is "soon"; it must be a number of seconds above 0, at most 2000000. Change the option.\n',
    ],
  ])('ends at once for %s', async (_, flags, says) => {
    const folder = folderOf({ 'study.yaml': study(), 'tickets.csv': tickets(20) });
    const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    try {
      expect(await main(['analyze', join(folder, 'study.yaml'), '--out', join(folder, 'out'), '--watch', ...flags])).toBe(2);
      expect(err.mock.calls.join('')).toBe(says);
    } finally {
      err.mockRestore();
    }
  });
});
