import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Disk, disk } from '../../src/cli/output/disk.ts';
import { folderName, newOwner } from '../../src/cli/output/owner.ts';
import { isSetName } from '../../src/cli/output/set-name.ts';
import { listName, settle, swapFolder } from '../../src/cli/output/settle.ts';
import { withWorkspace } from '../../src/cli/output/workspace.ts';
import { writeSet } from '../../src/cli/output/write-set.ts';
import { estimand, filesIn, tickets } from '../support/command-line.ts';
import { foldersRemoved } from '../support/folders-removed.ts';
import { messageFrom } from '../support/message-from.ts';
import { smallStudy } from '../support/small-study.ts';
import { names, setOf, stoppedAt } from '../support/stopped-disk.ts';

const folderOf = foldersRemoved();
const write = (out: string, text: string, on: Disk = disk) => withWorkspace(out, names, (workspace) => writeSet(workspace, setOf(text), on), on);
const textsIn = (out: string): readonly string[] => names.map((name) => (existsSync(join(out, name)) ? readFileSync(join(out, name), 'utf8') : ''));
/** One text in all files, or none in any. */
const isOneSet = (texts: readonly string[]): boolean => new Set(texts).size === 1;

describe('a set of files', () => {
  it('is written, and nothing beside it', async () => {
    const out = join(folderOf(), 'a/b');
    await write(out, 'first');
    expect(filesIn(out)).toEqual(names);
    await write(out, 'second');
    expect(filesIn(out)).toEqual(names);
    expect(textsIn(out)).toEqual(['second', 'second', 'second']);
  });

  it('may have one folder below its own, whole after a stop at any step', async () => {
    const deep = ['figures/a.svg', 'figures/b.svg', 'memo.md'];
    const writeDeep = (out: string, text: string, on: Disk = disk) =>
      withWorkspace(
        out,
        deep,
        (workspace) =>
          writeSet(
            workspace,
            deep.map((name) => [name, [text]]),
            on,
          ),
        on,
      );
    const textsOf = (out: string) => new Set(deep.map((name) => (existsSync(join(out, name)) ? readFileSync(join(out, name), 'utf8') : '')));
    const steps = await stoppedAt(Number.POSITIVE_INFINITY, (on) => writeDeep(join(folderOf(), 'out'), 'counted', on));
    for (const before of ['', 'old']) {
      for (let step = 1; step <= steps; step++) {
        const out = join(folderOf(), 'out');
        if (before) await writeDeep(out, before);
        await stoppedAt(step, (on) => writeDeep(out, 'new', on));
        await settle(out, disk);
        expect(textsOf(out).size, `stopped at step ${step}`).toBe(1);
        expect(filesIn(out).filter((name) => name.startsWith('.'))).toEqual([]);
      }
    }
  });

  it('goes through no link that has the name of its folder', async () => {
    const at = folderOf();
    mkdirSync(join(at, 'elsewhere'));
    mkdirSync(join(at, 'out'));
    symlinkSync('../elsewhere', join(at, 'out/figures'));
    const deep = (to: string) => withWorkspace(to, ['figures/a.svg'], (workspace) => writeSet(workspace, [['figures/a.svg', ['x']]]));
    expect(await messageFrom(() => deep(join(at, 'out')))).toBe(
      `${join(at, 'out/figures')} cannot be written: it is a link. Choose another folder with --out.`,
    );
    expect(filesIn(join(at, 'elsewhere'))).toEqual([]);
    mkdirSync(join(at, 'other'));
    writeFileSync(join(at, 'other/figures'), 'mine');
    expect(await messageFrom(() => deep(join(at, 'other')))).toContain('cannot be written: a file of that name is in the way.');
  });

  it('is whole after a stop at any step, once the next run begins', async () => {
    const steps = await stoppedAt(Number.POSITIVE_INFINITY, (on) => write(join(folderOf(), 'out'), 'counted', on));
    expect(steps).toBeGreaterThan(20);
    const seen = new Set<string>();
    let mixed = 0;
    for (let step = 1; step <= steps; step++) {
      const out = join(folderOf(), 'out');
      await write(out, 'old');
      await stoppedAt(step, (on) => write(out, 'new', on));
      const left = textsIn(out);
      // A mixed set can be told by the folder that its files are moved from.
      if (!isOneSet(left)) {
        mixed++;
        expect(filesIn(out)).toContain(swapFolder);
      }
      await settle(out, disk);
      expect(filesIn(out), `stopped at step ${step}`).toEqual(names);
      const texts = textsIn(out);
      expect(isOneSet(texts), `stopped at step ${step}: ${texts.join()}`).toBe(true);
      seen.add(texts[0]);
    }
    expect([...seen]).toEqual(['old', 'new']);
    // Before each but the first move there is a look at its file, and the move.
    expect(mixed).toBe(2 * (names.length - 1));
  });

  it('is finished by the next run even where that writes nothing', async () => {
    const out = join(folderOf(), 'out');
    await write(out, 'old');
    const lastMove = (await stoppedAt(Number.POSITIVE_INFINITY, (on) => write(join(folderOf(), 'out'), 'x', on))) - 5;
    await stoppedAt(lastMove, (on) => write(out, 'new', on));
    await expect(withWorkspace(out, names, () => Promise.reject(new Error('nothing found')))).rejects.toThrow('nothing found');
    expect(textsIn(out)).toEqual(['new', 'new', 'new']);
    expect(filesIn(out)).toEqual(names);
  });

  it('of two runs at once is that of one of them', async () => {
    const out = join(folderOf(), 'out');
    for (let round = 0; round < 5; round++) {
      await Promise.all(['one', 'two', 'three'].map((text) => write(out, text)));
      expect(isOneSet(textsIn(out))).toBe(true);
      expect(filesIn(out)).toEqual(names);
    }
  });

  it('of a run that comes in while a killed one is put in order stays where it is', async () => {
    const out = join(folderOf(), 'out');
    await write(out, 'old');
    const lastMove = (await stoppedAt(Number.POSITIVE_INFINITY, (on) => write(join(folderOf(), 'out'), 'x', on))) - 5;
    await stoppedAt(lastMove, (on) => write(out, 'new', on));
    const swap = join(out, swapFolder);
    const living = JSON.stringify({ owner: folderName(newOwner()), files: [{ name: names[0], size: 3 }] });
    let came = false;
    await settle(out, {
      ...disk,
      async move(from, to) {
        if (from === swap && !came) {
          came = true;
          rmSync(swap, { recursive: true });
          mkdirSync(swap);
          writeFileSync(join(swap, listName), living);
        }
        await disk.move(from, to);
      },
    });
    expect(came).toBe(true);
    expect(readFileSync(join(swap, listName), 'utf8')).toBe(living);
  });

  it('of a run that takes its turn just when another has ended is left to it: a folder is no rubbish because its list was not there a moment ago', async () => {
    const out = join(folderOf(), 'out');
    await write(out, 'old');
    const swap = join(out, swapFolder);
    mkdirSync(swap);
    await settle(out, disk);
    expect(existsSync(swap)).toBe(true);
    utimesSync(swap, new Date(0), new Date(0));
    await settle(out, disk);
    expect(existsSync(swap)).toBe(false);
  });

  it('is taken away in one step once it is moved: a folder that was emptied first could take in the set of another run', async () => {
    const out = join(folderOf(), 'out');
    const removed: string[] = [];
    await write(out, 'text', { ...disk, remove: (path) => disk.remove(path).then(() => void removed.push(path)) });
    expect(removed.filter((path) => path.includes(swapFolder))).toEqual([]);
    expect(filesIn(out)).toEqual(names);
  });

  it('leaves nothing where the disk fails, neither files nor folders', async () => {
    const at = folderOf();
    const full = Object.assign(new Error('full'), { code: 'ENOSPC' });
    const failing: Disk = { ...disk, write: (path, pieces) => (path.endsWith(names[1]) ? Promise.reject(full) : disk.write(path, pieces)) };
    expect(await messageFrom(() => write(join(at, 'deep/out'), 'x', failing))).toBe(
      `${join(at, 'deep/out')} cannot be written: the disk is full. Choose another folder with --out.`,
    );
    expect(filesIn(at)).toEqual([]);
    const short: Disk = { ...disk, sizeOf: async (path) => (await disk.sizeOf(path)) - 1 };
    expect(await messageFrom(() => write(join(at, 'out'), 'x', short))).toContain('cannot be written: EIO');
    expect(filesIn(at)).toEqual([]);
  });
});

describe('what a killed run left', () => {
  const gone = { host: newOwner().host, pid: 2 ** 22 + 1, token: '0123456789abcdef' };

  it('is swept away, but not what belongs to a run under way', async () => {
    const out = folderOf();
    const running = folderName(newOwner());
    for (const name of [folderName(gone), running, '.estimand-notes']) mkdirSync(join(out, name));
    writeFileSync(join(out, folderName(gone), 'spill.tmp'), 'x');
    await write(out, 'x');
    expect(filesIn(out)).toEqual(['.estimand-notes', running, ...names].toSorted());
  });

  it('on another machine goes after a week', async () => {
    const out = folderOf();
    const elsewhere = folderName({ ...gone, host: '00000000' });
    mkdirSync(join(out, elsewhere));
    await write(out, 'x');
    expect(filesIn(out)).toContain(elsewhere);
    await settle(out, { ...disk, changedAt: async (path) => (await disk.changedAt(path)) - 8 * 24 * 3600 * 1000 });
    expect(filesIn(out)).not.toContain(elsewhere);
  });

  it('never leads out of the folder', async () => {
    const at = folderOf();
    mkdirSync(join(at, 'out', swapFolder), { recursive: true });
    writeFileSync(join(at, 'out', swapFolder, '.files.json'), JSON.stringify({ owner: folderName(gone), files: [{ name: '../escaped', size: 1 }] }));
    writeFileSync(join(at, 'out', 'escaped'), 'x');
    await settle(join(at, 'out'), disk);
    expect(filesIn(at)).toEqual(['out']);
    expect(filesIn(join(at, 'out'))).toEqual(['escaped']);
    for (const name of ['a/../../b', 'a/b/c', '/b', 'a/', './b', '..', 'a/..', 'a\\b', '']) expect(isSetName(name), name).toBe(false);
    for (const name of ['memo.md', 'figures/a.svg', '.hidden']) expect(isSetName(name), name).toBe(true);
  });
});

describe('estimand analyze looks first at where it will write', () => {
  const study = smallStudy.replace('support.parquet', 'tickets.csv');
  const run = async (prepare: (folder: string) => void) => {
    const folder = folderOf({ 'study.yaml': study, 'tickets.csv': tickets(50) });
    prepare(folder);
    return estimand(folder, 'analyze', '@study.yaml', '--out', '@out');
  };
  const refused = (says: string) => ({ exitCode: 2, stdout: '', stderr: `${says} Choose another folder with --out.\n` });

  it('a folder where a file should be', async () => {
    const ran = await run((folder) => mkdirSync(join(folder, 'out/memo.md'), { recursive: true }));
    expect(ran).toEqual(refused('out/memo.md cannot be written: a folder of that name is in the way.'));
  });

  it('a link where a file should be, which stays what it is', async () => {
    let at = '';
    const ran = await run((folder) => {
      at = folder;
      mkdirSync(join(folder, 'out'));
      writeFileSync(join(folder, 'precious'), 'mine');
      symlinkSync('../precious', join(folder, 'out/results.json'));
    });
    expect(ran).toEqual(refused('out/results.json cannot be written: it is a link.'));
    expect(readFileSync(join(at, 'precious'), 'utf8')).toBe('mine');
  });

  it.skipIf(process.getuid?.() === 0)('a folder without permission', async () => {
    const ran = await run((folder) => {
      mkdirSync(join(folder, 'out'));
      chmodSync(join(folder, 'out'), 0o500);
    });
    expect(ran).toEqual(refused('out cannot be written: permission denied.'));
  });

  it('an output folder that is a link to a folder is one', async () => {
    const ran = await run((folder) => {
      mkdirSync(join(folder, 'there'));
      symlinkSync('there', join(folder, 'out'));
    });
    expect(ran.stderr).not.toContain('cannot be written');
  });
});
