import { execFileSync } from 'node:child_process';

/** Median seconds of several runs, after one that warms the cache. */
export async function medianSeconds(runs: number, work: () => Promise<unknown>): Promise<number> {
  await work();
  const seconds: number[] = [];
  for (let i = 0; i < runs; i++) {
    const started = performance.now();
    await work();
    seconds.push((performance.now() - started) / 1000);
  }
  return seconds.sort((a, b) => a - b)[Math.floor(runs / 2)];
}

export interface ChildRun {
  readonly seconds: number;
  readonly peakMegabytes: number;
  readonly value: number;
  readonly standardError: number;
}

/** Runs a program that prints `seconds value standardError peakMegabytes` as JSON on its last line. */
export function child(command: string, args: readonly string[]): ChildRun {
  const started = performance.now();
  const out = execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const last = JSON.parse(out.trim().split('\n').at(-1) ?? '{}') as Omit<ChildRun, 'seconds'>;
  return { ...last, seconds: (performance.now() - started) / 1000 };
}
