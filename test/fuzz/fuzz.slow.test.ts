import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { kindNamed, texts } from './kinds.ts';
import { nameOf, tried } from './try-out.ts';

const seed = Number(process.env.SEED ?? 1);
const times = Number(process.env.TIMES ?? 1);
let scratch = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'estimand-fuzz-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const share = Object.entries(texts).map(([kind, percent]): [string, number] => [kind, 15 * percent]);

it.each([...share, ['analyses', 250], ['files', 60]] satisfies [string, number][])('%s: %i of them are fine or errors of the user', async (id, runs) => {
  const kind = kindNamed(id);
  const trials = await kind.prepare([], scratch);
  const bugs: string[] = [];
  let fine = 0;
  for (let trial = 0; trial < runs * times; trial++) {
    const { verdict, why, details } = await tried({ kind, seed, trial }, trials);
    if (verdict === 'fine') fine++;
    if (verdict === 'bug') bugs.push(`npm run fuzz -- --only ${nameOf({ kind, seed, trial })}\n${why}\n${details}`);
  }
  expect(bugs).toEqual([]);
  // What never gets through tries nothing.
  expect(fine).toBeGreaterThan(runs / 20);
});
