import { readdirSync, readFileSync } from 'node:fs';
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
const entries = ['index.ts', 'study.ts', 'report.ts', 'duckdb.ts', 'scenarios.ts', 'cli.ts', 'version.ts'];
const mostLines = 250;

const root = resolve(import.meta.dirname, '../../src');
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const plain = sources.filter((file) => !file.endsWith('.test.ts'));
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');
const importsOf = (file: string): readonly string[] =>
  [...textOf(file).matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, path]) => relative(root, resolve(root, dirname(file), path)));
const folderOf = (file: string): string => file.split('/')[0];
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

  it('lets only the study, the command line and the entry files open engines', () => {
    const openers = plain.filter((file) => file.includes('/') && folderOf(file) !== 'engines' && importsOf(file).some((path) => folderOf(path) === 'engines'));
    expect([...new Set(openers.map(folderOf))].filter((folder) => folder !== 'study' && folder !== 'cli')).toEqual([]);
  });

  it('keeps methods of one design from importing those of another', () => {
    for (const file of plain.filter((f) => folderOf(f) === 'methods')) {
      const design = file.split('/')[1];
      for (const there of importsOf(file).filter((path) => folderOf(path) === 'methods')) {
        expect(there.split('/')[1], `src/${file} imports src/${there}: move what they share to inference or models`).toBe(design);
      }
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
  });
});
