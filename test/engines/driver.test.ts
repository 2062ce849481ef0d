import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles } from '../../src/engines/duckdb/open-files.ts';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { column } from '../../src/expressions/build.ts';
import { ask } from '../../src/relation/asking.ts';
import type { Relation } from '../../src/relation/relation.ts';
import { moments, quantiles } from '../../src/relation/requests.ts';
import { run } from '../../src/relation/run.ts';
import { type Files, temporaryFiles } from '../support/duckdb-files.ts';

let files: Files;
let rows: Relation;
const names = Array.from({ length: 24 }, (_, i) => `x${i}`);
const long = moments({ columns: Object.fromEntries(names.map((name) => [name, { op: 'call', name: 'exp', of: column(name) } as const])), by: ['arm'] });
const short = moments({ columns: { x: column('x0') }, by: ['arm'] });

beforeAll(async () => {
  files = await temporaryFiles();
  await files.run(
    `copy (select i % 2 as arm, ${names.map((name, i) => `random() + ${i} as ${name}`)} from range(1000000) as t(i)) to '${files.folder}/long.parquet' (format parquet)`,
  );
  rows = await openFiles(`${files.folder}/long.parquet`, { threads: 2 });
});
afterAll(async () => {
  rows.close();
  await files.close();
});

describe('an abort signal', () => {
  it('stops a query on its way, promptly, and leaves the rows to be asked again', async () => {
    const stop = new AbortController();
    const reason = new Error('asked to stop');
    const answer = rows.answer([long], { signal: stop.signal });
    await new Promise((resolve) => setTimeout(resolve, 150));
    const from = performance.now();
    stop.abort(reason);
    await expect(answer).rejects.toBe(reason);
    expect(performance.now() - from).toBeLessThan(2_000);
    const [reply] = await rows.answer([short]);
    expect(reply.kind === 'moments' && reply.groups.map(({ key, moments: { n } }) => [key[0], n])).toEqual([
      ['0', 500_000],
      ['1', 500_000],
    ]);
  });

  it('that comes just before a query begins stops it too: none runs to its end', async () => {
    const began = performance.now();
    await rows.answer([long]);
    const whole = performance.now() - began;
    for (const wait of [1, 2, 4]) {
      const stop = new AbortController();
      const answer = rows.answer([long], { signal: stop.signal });
      await new Promise((resolve) => setTimeout(resolve, wait));
      const from = performance.now();
      stop.abort(new Error('asked to stop'));
      await expect(answer).rejects.toThrow('asked to stop');
      expect(performance.now() - from).toBeLessThan(whole / 2);
    }
  });

  it('that is aborted before stops everything', async () => {
    const before = [rows.statements.length, rows.rounds];
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(run(rows, ask(short), { signal })).rejects.toThrow('too late');
    expect([rows.statements.length, rows.rounds]).toEqual(before);
    const inMemory = fromColumns({ x0: [1, 2], arm: [0, 1] });
    await expect(inMemory.answer([short], { signal })).rejects.toThrow('too late');
  });

  it('stops between rounds', async () => {
    const stop = new AbortController();
    let asked = 0;
    function* rounds() {
      for (;;) {
        asked++;
        if (asked === 3) stop.abort(new Error('enough'));
        yield* ask(short);
      }
    }
    await expect(run(fromColumns({ x0: [1, 2], arm: [0, 1] }), rounds(), { signal: stop.signal })).rejects.toThrow('enough');
    expect(asked).toBe(3);
  });
});

describe('progress', () => {
  it('is reported as a share that never falls and ends at 1', async () => {
    const shares: number[] = [];
    await rows.answer([long, quantiles({ of: column('x1'), at: [0.5] })], { onProgress: (share) => shares.push(share) });
    expect(shares.length).toBeGreaterThan(3);
    expect(shares.every((share, i) => share >= 0 && share <= 1 && (i === 0 || share >= shares[i - 1]))).toBe(true);
    expect(shares.at(-1)).toBe(1);
    expect(shares.some((share) => share > 0 && share < 0.5)).toBe(true);
  });

  it('is reported by rows in memory too', async () => {
    const shares: number[] = [];
    await fromColumns({ x0: [1, 2], arm: [0, 1] }).answer([short], { onProgress: (share) => shares.push(share) });
    expect(shares).toEqual([1]);
  });
});

it('refuses to be asked once closed', async () => {
  const closed = await openFiles(`${files.folder}/long.parquet`);
  closed.close();
  await expect(closed.answer([short])).rejects.toThrow(/^The data cannot be queried: /);
});
