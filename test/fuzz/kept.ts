import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Tally } from './tally.ts';
import type { Chunk } from './worker.ts';

/** A chunk that is done, as a line of a file: an interrupted run goes on after the last of them. */
interface Done {
  readonly chunk: string;
  readonly tally: Tally;
}

const nameOf = ({ kind, from, to }: Chunk): string => `${kind} ${from} ${to}`;

export function keepDone(file: string, chunk: Chunk, tally: Tally): void {
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${JSON.stringify({ chunk: nameOf(chunk), tally } satisfies Done)}\n`);
}

/** What earlier runs have done of these chunks. A line that was cut off counts for nothing. */
export function doneBefore(file: string, chunks: readonly Chunk[]): { readonly left: readonly Chunk[]; readonly tallies: readonly Tally[] } {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const done = new Map(
    lines
      .filter((line) => line.endsWith('}'))
      .map((line) => JSON.parse(line) as Done)
      .map(({ chunk, tally }) => [chunk, tally]),
  );
  return { left: chunks.filter((chunk) => !done.has(nameOf(chunk))), tallies: chunks.flatMap((chunk) => done.get(nameOf(chunk)) ?? []) };
}
