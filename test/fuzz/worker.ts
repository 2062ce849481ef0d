import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepBug } from './bugs.ts';
import type { Trials } from './kinds/kind.ts';
import { kindNamed } from './kinds.ts';
import { added, emptyTally, type Tally, tallyOf } from './tally.ts';
import { nameOf, tried } from './try-out.ts';

/** Some trials of one kind, for one process at a time. */
export interface Chunk {
  readonly kind: string;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  /** Trials that ended a process before. */
  readonly without: readonly number[];
}

/** What a process reports: where it is, and what a chunk came to. */
export type Report = { readonly at: number } | { readonly done: Tally };

/** One of the processes that the fuzzer starts: its arguments are the folder for bugs and those with further studies. */
function work(): void {
  const [bugs, ...beside] = process.argv.slice(2);
  const scratch = mkdtempSync(join(tmpdir(), 'estimand-fuzz-'));
  process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
  const prepared = new Map<string, Trials | Promise<Trials>>();
  const report = (said: Report): void => void process.send?.(said);
  process.on('message', async ({ kind: id, seed, from, to, without }: Chunk) => {
    const kind = kindNamed(id);
    if (!prepared.has(id)) prepared.set(id, kind.prepare(beside, scratch));
    const trials = await prepared.get(id)!;
    let tally = emptyTally(id);
    for (let trial = from; trial < to; trial++) {
      if (without.includes(trial)) continue;
      report({ at: trial });
      const found = await tried({ kind, seed, trial }, trials);
      const name = nameOf({ kind, seed, trial });
      if (found.verdict === 'bug') keepBug(bugs, name, beside, found);
      tally = added(tally, tallyOf(id, name, found));
    }
    report({ done: tally });
  });
}

work();
