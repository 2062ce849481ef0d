import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { supportRollout } from '../../src/scenarios.ts';

export interface Ran {
  readonly exitCode: number;
  /** With the temporary folder cut away. */
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of its own with files in it. */
export function folderWith(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'estimand-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

/** Runs a command in this process and listens to what it says. `@` at the start of a word is the folder. */
export async function estimand(folder: string, ...words: readonly string[]): Promise<Ran> {
  const said = { stdout: '', stderr: '' };
  const listen = (stream: 'stdout' | 'stderr') =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      said[stream] += String(text);
      return true;
    });
  const spies = [listen('stdout'), listen('stderr')];
  try {
    const exitCode = await main(words.map((word) => word.replace(/^@/, `${folder}/`)));
    const plain = (text: string): string => text.replaceAll(`${folder}/`, '').replaceAll(folder, '.');
    return { exitCode, stdout: plain(said.stdout), stderr: plain(said.stderr) };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** Nothing when the folder is not there. */
export const filesIn = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder).sort() : []);
export const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true });

/** Tickets of the support scenario as CSV; `change` rewrites a row's cells. */
export function tickets(n: number, change: (row: Record<string, string>, i: number) => Record<string, string> = (row) => row): string {
  const { columns } = supportRollout.simulate({ n, seed: 7 });
  const names = Object.keys(columns);
  const rows = Array.from({ length: n }, (_, i) => change(Object.fromEntries(names.map((name) => [name, String(columns[name][i])])), i));
  const header = Object.keys(rows[0]);
  return `${[header, ...rows.map((row) => header.map((name) => row[name]))].map((cells) => cells.join(',')).join('\n')}\n`;
}
