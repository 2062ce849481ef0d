import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { causalForest, compute, predictForest } from '../../src/index.ts';
import { stream } from '../../src/math/random/stream.ts';
import { startWorkers, type Workers } from '../../src/workers.ts';

// Threads run dist/thread.js, which the build writes.
const root = new URL('../../src/', import.meta.url).pathname;
const open: Workers[] = [];
const threads = (count: number): Workers => {
  const workers = startWorkers({ threads: count });
  open.push(workers);
  return workers;
};
afterEach(() => Promise.all(open.splice(0).map((workers) => workers.close())));

function units(count: number) {
  const random = stream(3);
  const columns = ['a', 'b', 'c'].map((name) => ({ name, values: Float64Array.from({ length: count }, () => random.normal()) }));
  const treatment = Float64Array.from({ length: count }, () => random.bernoulli(0.5));
  const outcome = Float64Array.from(treatment, (w, i) => columns[0].values[i] + w * columns[1].values[i] + random.normal());
  return { features: { units: count, columns }, outcome, treatment };
}

describe('threads', () => {
  it('grow the same forest, bit by bit, however many there are', async () => {
    const data = units(600);
    const grown = async (workers?: Workers) => {
      const { forest } = await compute(causalForest(data, { trees: 100, seed: 5 }), workers ? { workers } : {});
      return predictForest(forest, data.features);
    };
    const here = await grown();
    for (const count of [1, 2, 3]) expect(await grown(threads(count)), `${count}`).toEqual(here);
  });

  it('tell of their progress, and stop when told to; the next work starts them anew', async () => {
    const workers = threads(2);
    const controller = new AbortController();
    const shares: number[] = [];
    const running = compute(causalForest(units(4_000), { trees: 4_000 }), { workers, signal: controller.signal, onProgress: (share) => shares.push(share) });
    setTimeout(() => controller.abort(new Error('enough')), 800);
    const started = performance.now();
    await expect(running).rejects.toThrow('enough');
    expect(performance.now() - started).toBeLessThan(2_500);
    expect(shares.every((share) => share > 0 && share <= 1)).toBe(true);
    const { forest } = await compute(causalForest(units(300), { trees: 50 }), { workers });
    expect(forest.units).toBe(300);
  });

  it('are not handed work any more once they were ended, though they had finished their part just then', async () => {
    const workers = threads(2);
    const controller = new AbortController();
    let isUnderWay = (): void => {};
    const underWay = new Promise<void>((resolve) => {
      isUnderWay = resolve;
    });
    const running = compute(causalForest(units(600), { trees: 4_000 }), { workers, signal: controller.signal, onProgress: () => isUnderWay() });
    const stopped = expect(running).rejects.toThrow('enough');
    await underWay;
    // While nobody listens both finish what they are at: their messages come in after the signal.
    const until = performance.now() + 1_500;
    while (performance.now() < until);
    controller.abort(new Error('enough'));
    await stopped;
    const { forest } = await compute(causalForest(units(300), { trees: 50 }), { workers });
    expect(forest.units).toBe(300);
  }, 20_000);

  it('hand back what goes wrong', async () => {
    const workers = threads(1);
    await expect(workers.run({ name: 'no-such-task', run: () => 1 }, {})).rejects.toThrow('no task is called no-such-task');
  });

  it('know every task that there is', () => {
    const names = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .flatMap((file) => Array.from(readFileSync(join(root, file), 'utf8').matchAll(/export const (\w+): Task</g), ([, name]) => name));
    expect(names.length).toBeGreaterThan(5);
    const [, known] = /serve\(\[([^\]]*)\]/.exec(readFileSync(join(root, 'thread.ts'), 'utf8'))!;
    expect(
      known
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean)
        .sort(),
    ).toEqual(names.sort());
  });
});
