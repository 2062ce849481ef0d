import { type Disk, disk } from '../../src/cli/output/disk.ts';
import type { SetFile } from '../../src/cli/output/write-set.ts';

export const names: readonly string[] = ['memo.md', 'report.html', 'results.json'];
/** Files that all hold one text, written in two pieces. */
export const setOf = (text: string): readonly SetFile[] => names.map((name) => [name, [text.slice(0, 1), text.slice(1)]] as const);

/** A disk that calls `stop` before its step of that number, and counts its steps. */
export function countedDisk(stop: (step: number) => void): Disk {
  let steps = 0;
  const entries = Object.entries(disk).map(([name, act]) => [
    name,
    async (...given: readonly unknown[]) => {
      stop(++steps);
      return (act as (...of: readonly unknown[]) => Promise<unknown>)(...given);
    },
  ]);
  return Object.fromEntries(entries) as unknown as Disk;
}

/** Runs work on a disk that does nothing more from a step on, as if the process were gone. Gives how many steps there were. */
export async function stoppedAt(last: number, work: (on: Disk) => Promise<unknown>): Promise<number> {
  let steps = 0;
  const on = countedDisk((step) => {
    if (step >= last) throw new Error('gone');
    steps = step;
  });
  await work(on).catch((error: Error) => {
    if (error.message !== 'gone') throw error;
  });
  return steps;
}
