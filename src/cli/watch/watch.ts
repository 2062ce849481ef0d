import { setTimeout as sleep } from 'node:timers/promises';
import type { Identity } from '../../engines/duckdb/unchanged.ts';
import type { ReadInputs } from './inputs.ts';

export interface Watched {
  readonly inputs: ReadInputs;
  /** Never rejects. */
  run(changed: readonly string[]): Promise<void>;
  /** Said before each wait. */
  waiting(): void;
  readonly ended: AbortSignal;
  /** From one look at the files to the next. */
  readonly everyMs: number;
}

/** Files are looked at for at most this share of the time. */
const mostOfTime = 0.1;

/**
 * Runs a job, and again whenever what it reads has changed, until it is ended.
 *
 * Model   Files are looked at by the clock: that works on every file system. A change counts once two looks in a row agree, so that a file that is still being
 *         written, or several that are saved together, are one change. What changes during a run is seen after it.
 */
export async function watch({ inputs, run, waiting, ended, everyMs }: Watched): Promise<void> {
  let seen = await inputs();
  let changed: readonly string[] = [];
  while (!ended.aborted) {
    await run(changed);
    if (ended.aborted) return;
    waiting();
    const next = await settled(seen, inputs, ended, everyMs);
    if (next === undefined) return;
    changed = differing(seen, next);
    seen = next;
  }
}

/** The files once they differ from what was seen and have come to rest; undefined when it ended before. */
async function settled(seen: readonly Identity[], inputs: ReadInputs, ended: AbortSignal, everyMs: number): Promise<readonly Identity[] | undefined> {
  let last = seen;
  let took = 0;
  for (;;) {
    await sleep(Math.max(everyMs, took / mostOfTime), undefined, { signal: ended }).catch(() => undefined);
    if (ended.aborted) return undefined;
    const started = performance.now();
    const now = await inputs();
    took = performance.now() - started;
    if (differing(seen, now).length > 0 && differing(last, now).length === 0) return now;
    last = now;
  }
}

/** Paths that one list has otherwise than the other. */
function differing(before: readonly Identity[], after: readonly Identity[]): readonly string[] {
  const facts = new Map(before.map(({ path, facts }) => [path, facts]));
  const now = new Set(after.map(({ path }) => path));
  return [
    ...after.filter(({ path, facts: found }) => facts.get(path) !== found).map(({ path }) => path),
    ...[...facts.keys()].filter((path) => !now.has(path)),
  ];
}
