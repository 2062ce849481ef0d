import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { disk } from '../../src/cli/output/disk.ts';
import { settle } from '../../src/cli/output/settle.ts';
import { withWorkspace } from '../../src/cli/output/workspace.ts';
import { writeSet } from '../../src/cli/output/write-set.ts';
import { filesIn, folderWith, remove, tickets } from '../support/command-line.ts';
import { names, setOf, stoppedAt } from '../support/stopped-disk.ts';

const root = join(import.meta.dirname, '../..');
let folder = '';
beforeAll(() => {
  folder = folderWith({});
});
afterAll(() => remove(folder));

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds from the signal, if one was sent, to the end. */
  readonly after: number;
}

/** Runs Node, and sends a signal soon after a folder holds something, which is when work begins. */
function run(words: readonly string[], signal?: { readonly name: NodeJS.Signals; readonly once: string }, shell = ''): Promise<Ended> {
  const command = ['exec', process.execPath, ...words].map((word) => (word === 'exec' ? word : `'${word}'`)).join(' ');
  const child = spawn('bash', ['-c', `${command} ${shell}`], { cwd: root });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].on('data', (text) => {
      said[stream] += text;
    });
  let sent = performance.now();
  const kill = (name: NodeJS.Signals): void => {
    sent = performance.now();
    child.kill(name);
  };
  const watch =
    signal &&
    setInterval(() => {
      if (filesIn(signal.once).length === 0) return;
      clearInterval(watch);
      setTimeout(() => kill(signal.name), 700);
    }, 20);
  return new Promise((resolve) => {
    child.on('close', (code, by) => {
      clearInterval(watch);
      resolve({ code, signal: by, ...said, after: performance.now() - sent });
    });
  });
}

/** One file of plain JavaScript: a child starts in a tenth of the time. */
async function bundled(entry: string, name: string): Promise<string> {
  // Beside node_modules, so that the child finds them.
  const outfile = join(root, 'node_modules', name);
  await build({
    entryPoints: [join(root, entry)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'silent',
  });
  return outfile;
}

it('a run that is killed by SIGKILL at any step leaves one set, once the next begins', async () => {
  const writer = await bundled('test/support/killed-writer.ts', '.estimand-test-writer.mjs');
  const write = (out: string, text: string) => withWorkspace(out, names, (workspace) => writeSet(workspace, setOf(text)));
  await write(join(folder, 'counted'), 'old');
  const steps = await stoppedAt(Number.POSITIVE_INFINITY, (on) =>
    withWorkspace(join(folder, 'counted'), names, (workspace) => writeSet(workspace, setOf('x'), on), on),
  );
  const seen = new Set<string>();
  for (let step = 1; step <= steps; step++) {
    const out = join(folder, `out-${step}`);
    await write(out, 'old');
    expect(await run([writer, out, 'new', String(step)])).toMatchObject({ signal: 'SIGKILL', stderr: '' });
    await settle(out, disk);
    expect(filesIn(out), `killed at step ${step}`).toEqual([...names]);
    const texts = new Set(names.map((name) => readFileSync(join(out, name), 'utf8')));
    expect(texts.size, `killed at step ${step}`).toBe(1);
    for (const text of texts) seen.add(text);
  }
  expect([...seen].toSorted()).toEqual(['new', 'old']);
  remove(writer);
});

describe('the command line', () => {
  let cli = '';
  const study = (data: string): string =>
    `estimand: 1\nstudy: s\nquestion: q\ndata: ${data}\ndesign: {kind: randomized, assignment: assigned_ai, control: 0}\ntreatments: {1: {m: v}}\noutcomes: {resolved: {role: primary, better: higher}}\n`;
  const sql = (text: string): string => study(`{sql: "${text}", from: {rows: tickets.csv}}`);
  const at = (name: string): string => join(folder, 'studies', name);

  beforeAll(async () => {
    cli = await bundled('src/cli.ts', '.estimand-test-cli.mjs');
    mkdirSync(at(''));
    writeFileSync(at('tickets.csv'), tickets(2000));
    writeFileSync(at('plain.yaml'), study('{file: tickets.csv}'));
    writeFileSync(
      at('endless.yaml'),
      sql('with recursive t as (select 1 as n union all select n + 1 from t) select * from rows where resolved <= (select count(*) from t)'),
    );
    // Some functions of DuckDB hear of no interrupt.
    writeFileSync(at('deaf.yaml'), sql('select * from rows where resolved < len(list_sort(list_transform(range(60000000), lambda x: hash(x))))'));
    const row = `${'1,0.5,some text,0\n'.repeat(1000)}`;
    writeFileSync(at('large.csv'), `assigned_ai,resolved,words,more\n${row.repeat(5000)}`);
    writeFileSync(at('loading.yaml'), study('{file: large.csv}'));
  });
  afterAll(() => remove(cli));

  const stopped = 'Stopped during the analysis; nothing was written. Run it again to start over.\n';
  it.each([
    ['endless', 'SIGINT'],
    ['endless', 'SIGTERM'],
    ['loading', 'SIGINT'],
    ['deaf', 'SIGINT'],
    ['deaf', 'SIGTERM'],
  ] as const)('%s stops by %s within a second', async (name, signal) => {
    const out = at(`out-${name}-${signal}`);
    const ended = await run([cli, 'analyze', at(`${name}.yaml`), '--out', out], { name: signal, once: out });
    expect(ended).toMatchObject({ stdout: '', stderr: stopped });
    // A shell tells an end by SIGINT as 130 too.
    expect([130, 'SIGINT']).toContain(ended.code ?? ended.signal);
    if (name === 'endless') expect(ended.code).toBe(130);
    expect(ended.after).toBeLessThan(1500);
    expect(filesIn(out)).toEqual([]);
  });

  it.each(['endless', 'deaf'])('%s ends by --timeout', async (name) => {
    const ended = await run([cli, 'analyze', at(`${name}.yaml`), '--out', at('out-late'), '--timeout', '2']);
    expect(ended.stderr).toBe('Stopped during the analysis, which took more than 2 seconds; nothing was written. Raise --timeout, or ask less of data.sql.\n');
    expect(ended.code ?? ended.signal).toBe(name === 'deaf' ? 'SIGINT' : 2);
    expect(filesIn(at('out-late'))).toEqual([]);
  });

  it.each(['endless', 'plain'])('%s ends a watch, at work or waiting', async (name) => {
    const out = at(`out-watch-${name}`);
    const ended = await run([cli, 'analyze', at(`${name}.yaml`), '--out', out, '--watch'], { name: 'SIGINT', once: out });
    expect(ended.code).toBe(130);
    expect(ended.after).toBeLessThan(1500);
    // Of a short run it is chance whether the signal meets it at work, writing, or waiting.
    expect(name === 'endless' ? [stopped] : ['', stopped, `Watching ${at('plain.yaml')} and its data; Ctrl-C ends it.\n`]).toContain(ended.stderr);
    const files = filesIn(out);
    expect(files).toEqual(ended.stderr === stopped ? [] : ['memo-appendix.md', 'memo.md', 'report.html', 'results.json']);
  });

  it('removes, when it starts, what a killed run put aside', async () => {
    const out = at('out-killed');
    expect((await run([cli, 'analyze', at('endless.yaml'), '--out', out], { name: 'SIGKILL', once: out })).signal).toBe('SIGKILL');
    expect(filesIn(out).join()).toMatch(/^\.estimand-[0-9a-f]{8}-\d+-[0-9a-f]{16}$/);
    expect((await run([cli, 'analyze', at('plain.yaml'), '--out', out])).code).toBe(0);
    expect(filesIn(out)).toEqual(['memo-appendix.md', 'memo.md', 'report.html', 'results.json']);
  });

  it.skipIf(process.platform !== 'linux').each(['', '--json'])('a full disk under standard output is an error in a sentence %s', async (flag) => {
    const out = at(`out-full${flag}`);
    const ended = await run([cli, 'analyze', at('plain.yaml'), '--out', out, ...(flag ? [flag] : [])], undefined, '> /dev/full');
    expect(ended).toMatchObject({ code: 2, stderr: 'Standard output cannot be written: the disk is full. Send it elsewhere; files under --out are whole.\n' });
    expect(filesIn(out)).toEqual(['memo-appendix.md', 'memo.md', 'report.html', 'results.json']);
  });

  it('a reader that stops early is none', async () => {
    const ended = await run([cli, 'analyze', at('plain.yaml'), '--out', at('out-pipe'), '--json'], undefined, '> >(head -c 5)');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('the database keeps within its memory and puts the rest aside in the folder of the run', async () => {
    writeFileSync(
      at('spill.yaml'),
      sql(
        'select * from rows where resolved < (select count(*) from (select distinct md5(range::varchar) || md5((range + 1)::varchar) as d from range(4000000)))',
      ),
    );
    const out = at('out-spill');
    const ended = await run([cli, 'analyze', at('spill.yaml'), '--out', out, '--memory', '200MB', '--threads', '2', '--disk', '4GB', '--debug']);
    expect(ended.stderr).toMatch(/^-- memory 200 MB, threads 2, at most 4,000 MB in .*\/out-spill\/\.estimand-[^/]+\/spill\n/);
    expect(ended.code).toBe(0);
    expect(filesIn(out)).toEqual(['memo-appendix.md', 'memo.md', 'report.html', 'results.json']);
    const tight = await run([cli, 'analyze', at('spill.yaml'), '--out', at('out-tight'), '--memory', '100MB', '--threads', '1', '--disk', '64MB']);
    expect(tight).toMatchObject({ code: 2, stdout: '' });
    expect(tight.stderr).toMatch(
      /What does not fit into memory does not fit on the disk that may be used either. Give more with --memory or --disk, or select fewer rows and columns with data.sql.\n$/,
    );
    expect(filesIn(at('out-tight'))).toEqual([]);
    expect(filesIn(tmpdir()).filter((name) => name.startsWith('.estimand-') && name.includes(`-${process.pid}-`))).toEqual([]);
  });

  it('simulates more rows than fit into memory, and stops when it is asked to', async () => {
    const out = at('out-simulated');
    const ended = await run(['--max-old-space-size=100', cli, 'simulate', 'support-rollout', '--n', '1000000', '--out', out]);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(filesIn(out)).toEqual(['data.csv', 'study.yaml', 'truth.json']);
    expect(JSON.parse(readFileSync(join(out, 'truth.json'), 'utf8'))).toMatchObject({ n: 1_000_000 });
    remove(out);
    const stoppedRun = await run([cli, 'simulate', 'support-rollout', '--n', '50000000', '--out', out], { name: 'SIGINT', once: out });
    expect(stoppedRun).toMatchObject({ code: 130, stdout: '', stderr: 'Stopped during the simulation; nothing was written. Run it again to start over.\n' });
    expect(stoppedRun.after).toBeLessThan(1500);
    expect(filesIn(out)).toEqual([]);
  });
});
