import { execFileSync } from 'node:child_process';

/** Seconds on the clock, and of the processor on all threads: other work on the machine lengthens the first much, the second little. */
export interface Spent {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** The least that each of several things takes, after one run of each that warms the cache; in turn, so that whatever else the machine does falls on all. */
export async function leastInTurn(runs: number, ...works: readonly (() => Promise<unknown>)[]): Promise<readonly Spent[]> {
  const found: Spent[][] = works.map(() => []);
  for (let i = 0; i <= runs; i++) {
    for (const [w, work] of works.entries()) {
      const [started, before] = [performance.now(), process.cpuUsage()];
      await work();
      const { user, system } = process.cpuUsage(before);
      if (i > 0) found[w].push({ seconds: (performance.now() - started) / 1000, cpuSeconds: (user + system) / 1e6 });
    }
  }
  const least = (all: readonly Spent[], of: keyof Spent): number => Math.min(...all.map((spent) => spent[of]));
  return found.map((all) => ({ seconds: least(all, 'seconds'), cpuSeconds: least(all, 'cpuSeconds') }));
}

export interface ChildRun {
  readonly seconds: number;
  readonly peakMegabytes: number;
  readonly value: number;
  readonly standardError: number;
}

/** Runs a program that prints `seconds value standardError peakMegabytes` as JSON on its last line. */
export function child(command: string, args: readonly string[], atMostSeconds = 0): ChildRun {
  const started = performance.now();
  const out = execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], timeout: 1000 * atMostSeconds });
  const last = JSON.parse(out.trim().split('\n').at(-1) ?? '{}') as Omit<ChildRun, 'seconds'>;
  return { ...last, seconds: (performance.now() - started) / 1000 };
}

/** The same of a program that may have no end: undefined where it has not ended after so many seconds. */
export function childWithin(atMostSeconds: number, command: string, args: readonly string[]): ChildRun | undefined {
  try {
    return child(command, args, atMostSeconds);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ETIMEDOUT') return undefined;
    throw error;
  }
}
