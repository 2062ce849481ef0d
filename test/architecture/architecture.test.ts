import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

// Lowest floor first; on one floor no folder imports another. docs/architecture.md draws it.
const floors: readonly (readonly string[])[] = [
  ['errors'],
  ['math', 'dag'],
  ['expressions'],
  ['moments'],
  ['relation'],
  ['engines', 'estimate'],
  ['protocol'],
  ['scenarios', 'models'],
  ['inference'],
  ['power'],
  ['diagnostics'],
  ['methods'],
  ['across'],
  ['study'],
  ['report'],
  ['cli'],
];
const entries = ['index.ts', 'study.ts', 'read.ts', 'report.ts', 'duckdb.ts', 'workers.ts', 'thread.ts', 'scenarios.ts', 'cli.ts', 'version.ts'];
const mostLines = 250;

const root = resolve(import.meta.dirname, '../../src');
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const plain = sources.filter((file) => !file.endsWith('.test.ts'));
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');
const importsOf = (file: string): readonly string[] =>
  [...textOf(file).matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, path]) => relative(root, resolve(root, dirname(file), path)));
/** Lines without comments; what an entry file gives out is no business of a design. */
const codeOf = (file: string): readonly string[] =>
  file.includes('/')
    ? textOf(file)
        .split('\n')
        .filter((line) => !/^\s*(\/\/|\*|\/\*)/.test(line))
    : [];
const folderOf = (file: string): string => file.split('/')[0];
/** What may touch files and Node: the command line, DuckDB, threads, the reading of studies, and the entries of these. */
const opensFiles = (file: string): boolean => /^(cli\/|engines\/(duckdb|workers)\/|study\/read\/|(cli|read|duckdb|workers|thread)\.ts$)/.test(file);
const floorOf = (folder: string): number => floors.findIndex((floor) => floor.includes(folder));

describe('the house', () => {
  it('has every folder of src on a floor', () => {
    const folders = [...new Set(plain.filter((file) => file.includes('/')).map(folderOf))].sort();
    expect(folders, 'give a new folder its floor in this test and in docs/architecture.md').toEqual(floors.flat().sort());
  });

  it('has no stray files beside the entry files', () => {
    expect(sources.filter((file) => !file.includes('/')).sort()).toEqual([...entries].sort());
  });

  it.each(plain.filter((file) => file.includes('/')))('%s imports downwards only', (file) => {
    const home = folderOf(file);
    for (const there of importsOf(file).filter((path) => path.includes('/') && folderOf(path) !== home)) {
      expect(floorOf(folderOf(there)), `src/${file} imports src/${there}: move what they share below "${home}"`).toBeLessThan(floorOf(home));
    }
    for (const there of importsOf(file).filter((path) => !path.includes('/') && path !== 'version.ts')) {
      expect(home, `src/${file} imports the entry file ${there}; only the command line does`).toBe('cli');
    }
  });

  it('lets only the reading of studies, the command line and the entry files open a database', () => {
    const openers = plain.filter(
      (file) => !opensFiles(file) && folderOf(file) !== 'engines' && importsOf(file).some((path) => /^engines\/(sql|duckdb)\//.test(path)),
    );
    expect(openers).toEqual([]);
    const inMemory = plain.filter((file) => file.includes('/') && importsOf(file).some((path) => folderOf(path) === 'engines'));
    expect([...new Set(inMemory.map(folderOf))].filter((folder) => !['engines', 'study', 'cli'].includes(folder))).toEqual([]);
  });

  it('keeps Node out of everything that a browser runs', () => {
    const offenders = plain.filter(
      (file) => !opensFiles(file) && /(from|import\()\s*'node:|\bprocess\.|\bBuffer\b|\bsetImmediate\b|\brequire\(/.test(textOf(file)),
    );
    expect(offenders, 'hand in what it needs, or move it to study/read/files, engines/duckdb or cli').toEqual([]);
  });

  it('lets only what opens files import the reading of studies', () => {
    expect(plain.filter((file) => !opensFiles(file) && importsOf(file).some((path) => path.startsWith('study/read/files/')))).toEqual([]);
  });

  it('keeps methods of one design from importing those of another', () => {
    for (const file of plain.filter((f) => folderOf(f) === 'methods')) {
      const design = file.split('/')[1];
      for (const there of importsOf(file).filter((path) => folderOf(path) === 'methods')) {
        expect([design, 'arms'], `src/${file} imports src/${there}: move what they share to methods/arms, inference or models`).toContain(there.split('/')[1]);
      }
    }
  });

  it('has no import circle', () => {
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, way: readonly string[]): void => {
      if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' > '));
      if (done.has(file) || way.includes(file)) return;
      for (const there of importsOf(file)) visit(there, [...way, file]);
      done.add(file);
    };
    for (const file of plain) visit(file, []);
    expect(circles, 'move what both need below them').toEqual([]);
  });

  it('keeps the study to six files at its top, which read as its pipeline', () => {
    expect(plain.filter((file) => /^study\/[^/]+$/.test(file)).length).toBeLessThanOrEqual(6);
  });

  it('lets nobody outside its folder name a design', () => {
    const kinds = readdirSync(join(root, 'methods')).filter((folder) => existsSync(join(root, 'methods', folder, 'design.ts')));
    expect(kinds.length).toBeGreaterThan(1);
    const lists = ['study/designs.ts', 'study/catalogue.ts'];
    // Weights of the switch estimator have a threshold.
    const otherSense: Readonly<Record<string, string>> = { threshold: 'methods/routing/' };
    for (const kind of kinds) {
      const names = plain.filter(
        (file) =>
          !file.startsWith(`methods/${kind}/`) &&
          !lists.includes(file) &&
          !(kind in otherSense && file.startsWith(otherSense[kind])) &&
          !['scenarios', 'errors'].includes(folderOf(file)) &&
          codeOf(file).some((line) => line.includes(`'${kind}'`) || line.includes(`/${kind}/`)),
      );
      expect(names, `ask the design value instead of naming "${kind}"`).toEqual([]);
    }
  });

  it.each(sources)('%s is short', (file) => {
    const lines = textOf(file).split('\n').length;
    expect(lines, `src/${file} has ${lines} lines: split it along what grows`).toBeLessThanOrEqual(mostLines);
  });

  it('keeps clock and global randomness out of everything below the command line', () => {
    const offenders = plain.filter((file) => folderOf(file) !== 'cli' && /Math\.random|Date\.now|new Date\(\)/.test(textOf(file)));
    expect(offenders, 'hand randomness and time in').toEqual([]);
  });

  it('names colours in one file', () => {
    expect(plain.filter((file) => /#(?:[0-9a-f]{3}|[0-9a-f]{6})\b/i.test(textOf(file)))).toEqual(['report/colors.ts']);
  });

  it('says numbers in one way', () => {
    expect(plain.filter((file) => textOf(file).includes('toLocaleString')).sort(), 'use sayCount').toEqual(['errors/words.ts', 'estimate/say.ts']);
  });

  it('writes to the console from the command line only', () => {
    expect(plain.filter((file) => folderOf(file) !== 'cli' && /console\.|process\.std/.test(textOf(file)))).toEqual([]);
    expect(plain.filter((file) => /std(out|err)\.write|stream\.write/.test(textOf(file))).sort(), 'print text that is safe on a terminal').toEqual([
      'cli/print.ts',
      'cli/progress.ts',
    ]);
  });
});
