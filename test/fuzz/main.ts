import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { keepBug } from './bugs.ts';
import { workOff } from './crew.ts';
import { doneBefore, keepDone } from './kept.ts';
import { kindNamed, texts } from './kinds.ts';
import { added, emptyTally, type Tally } from './tally.ts';
import { tried } from './try-out.ts';
import type { Chunk } from './worker.ts';

const root = resolve(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    kinds: { type: 'string', default: Object.keys(texts).join(',') },
    workers: { type: 'string', default: '2' },
    only: { type: 'string' },
    with: { type: 'string', multiple: true, default: [] },
    fresh: { type: 'boolean', default: false },
  },
});

/** So many trials are given to a process at once: a second or two of work. */
const chunkSize: Readonly<Record<string, number>> = { analyses: 50, files: 20 };

process.exitCode = values.only === undefined ? await all() : await again(values.only);

/** Runs all trials and says what they came to. */
async function all(): Promise<number> {
  const [seed, runs, workers] = [values.seed, values.runs, values.workers].map(natural);
  const folder = join(root, 'out/fuzz', [`seed-${seed}`, ...values.with.map((path) => path.replaceAll(/\W+/g, '-'))].join('-'));
  if (values.fresh) rmSync(folder, { recursive: true, force: true });
  const file = join(folder, 'done.jsonl');
  const { left, tallies } = doneBefore(file, chunksOf(values.kinds.split(','), runs, seed));
  const sums = new Map<string, Tally>();
  const add = (tally: Tally): void => void sums.set(tally.kind, added(sums.get(tally.kind) ?? emptyTally(tally.kind), tally));
  for (const tally of tallies) add(tally);
  if (tallies.length > 0)
    console.log(`${tallies.reduce((sum, { trials }) => sum + trials, 0)} trials were done before and are not repeated; --fresh begins anew.`);
  const started = performance.now();
  let said = started;
  await workOff(left, {
    workers,
    bugs: join(folder, 'bugs'),
    beside: values.with,
    onDone(chunk, tally) {
      keepDone(file, chunk, tally);
      add(tally);
      if (performance.now() - said < 10_000) return;
      said = performance.now();
      console.log([...sums.values()].map(({ kind, trials, counts }) => `${kind} ${trials}: ${counts.bug} bugs`).join(', '));
    },
  });
  console.log(summaryOf([...sums.values()], (performance.now() - started) / 1000, workers));
  const bugs = [...sums.values()].reduce((sum, { counts }) => sum + counts.bug, 0);
  if (bugs > 0) console.log(`The inputs are in ${join(folder, 'bugs')}.`);
  return bugs > 0 ? 1 : 0;
}

/** Runs one trial again and shows it. */
async function again(name: string): Promise<number> {
  const [id, seed, trial] = name.split(':');
  const kind = kindNamed(id);
  const scratch = mkdtempSync(join(tmpdir(), 'estimand-fuzz-'));
  try {
    const found = await tried({ kind, seed: natural(seed), trial: natural(trial) }, await kind.prepare(values.with, scratch));
    const folder = join(root, 'out/fuzz/only');
    keepBug(folder, name, values.with, found);
    console.log(
      [`${name}: ${found.verdict}${found.code === undefined ? '' : `, ${found.code}`}, ${Math.round(found.ms)} ms`, found.why, found.details]
        .filter(Boolean)
        .join('\n'),
    );
    console.log(`Its input is in ${folder}.`);
    return found.verdict === 'bug' ? 1 : 0;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function natural(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error(`"${text}" is no whole number.`);
}

/** The chunks of all kinds in turn, so that an interrupted run has seen something of each. */
function chunksOf(ids: readonly string[], runs: number, seed: number): readonly Chunk[] {
  const shares = ids.map((id) => texts[id] ?? 100);
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const chunks = ids.flatMap((id, k) => {
    kindNamed(id);
    const [trials, size] = [Math.round((runs * shares[k]) / whole), chunkSize[id] ?? 500];
    return Array.from({ length: Math.ceil(trials / size) }, (_, i): Chunk & { readonly when: number } => {
      const [from, to] = [i * size, Math.min(trials, (i + 1) * size)];
      return { kind: id, seed, from, to, without: [], when: from / trials };
    });
  });
  return chunks.sort((a, b) => a.when - b.when).map(({ when: _, ...chunk }) => chunk);
}

function summaryOf(tallies: readonly Tally[], seconds: number, workers: number): string {
  const rows = tallies.map(({ kind, trials, counts, ms, slowest, bits }) =>
    [
      kind.padEnd(12),
      `${trials} trials`.padStart(15),
      `${counts.fine} fine`.padStart(14),
      `${counts['user error']} user errors`.padStart(20),
      `${counts.bug} bugs`.padStart(10),
      `${Math.round((1000 * trials) / Math.max(1, ms))}/s a process`.padStart(18),
      `slowest ${Math.round(slowest.ms)} ms, ${slowest.name}`,
      `bits ${bits}`,
    ].join('  '),
  );
  const bugs = tallies.flatMap(({ bugs }) => Object.entries(bugs)).sort(([, a], [, b]) => b.times - a.times);
  const codes = tallies.map(({ kind, codes }) => {
    const often = Object.entries(codes).sort(([, a], [, b]) => b - a);
    return often.length === 0
      ? ''
      : `${kind}: ${often.length} kinds of user errors; ${often
          .slice(0, 12)
          .map(([code, count]) => `${code} ${count}`)
          .join(', ')}`;
  });
  return [
    '',
    ...rows,
    `${Math.round(seconds)} s in ${workers} processes`,
    '',
    ...codes.filter(Boolean),
    ...(bugs.length > 0 ? ['', ...bugs.map(([why, { times, first }]) => `${times} times, first at ${first}: ${why}`)] : []),
  ].join('\n');
}

if (values.with.some((folder) => !existsSync(folder))) console.log('A folder named by --with is not there: nothing is taken from it.');
