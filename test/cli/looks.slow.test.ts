import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { stream } from '../../src/math/random/stream.ts';
import type { StudyResult } from '../../src/study/result.ts';

const folder = mkdtempSync(join(tmpdir(), 'estimand-looks-'));
afterAll(() => rmSync(folder, { recursive: true }));

const random = stream(3);
const rows = Array.from({ length: 800 }, (_, i) => `${i},${i % 2},${(random.normal() + 0.1 * (i % 2)).toFixed(4)}`);
const study = (units: number, analysis = 'looks: [0.5, 1], plannedUnits: 800') => {
  writeFileSync(join(folder, 'rows.csv'), ['unit,arm,y', ...rows.slice(0, units)].join('\n'));
  writeFileSync(
    join(folder, 'study.yaml'),
    `estimand: 1\nstudy: looks\nquestion: Does it help?\ndata: {file: rows.csv}\nunit: unit\ndesign: {kind: randomized, assignment: arm, control: 0}\ntreatments: {1: {model: m2}}\noutcomes:\n  y: {role: primary, better: higher}\nanalysis: {${analysis}}\n`,
  );
};

async function analyzed(...flags: readonly string[]) {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    const code = await main(['analyze', join(folder, 'study.yaml'), '--out', join(folder, 'out'), ...flags]);
    return { code, said: err.mock.calls.join('') };
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
}

const saved = (out = 'out') => JSON.parse(readFileSync(join(folder, out, 'results.json'), 'utf8')) as StudyResult;
const units = (result: StudyResult) => result.look!.taken.map((look) => look.units);

beforeAll(async () => {
  study(420);
  expect((await analyzed()).code).toBe(0);
});

it('goes on from the look that lies where it writes', async () => {
  study(600);
  await analyzed();
  expect(units(saved())).toEqual([420, 600]);
  expect(saved().look!.taken[1]).not.toHaveProperty('planned');
  await analyzed();
  expect(units(saved())).toEqual([420, 600]);
});

it('or from one that is named, and else from the plan', async () => {
  study(700);
  await analyzed('--out', join(folder, 'other'), '--after', join(folder, 'out', 'results.json'));
  expect(units(saved('other'))).toEqual([420, 600, 700]);
  await analyzed('--out', join(folder, 'third'));
  expect(units(saved('third'))).toEqual([700]);
});

it('writes nothing where the plan is another, or units are gone', async () => {
  study(700, 'looks: [0.5, 1], plannedUnits: 800, spending: pocock');
  const changed = await analyzed();
  expect(changed.code).toBe(2);
  expect(changed.said).toContain(
    `analysis.spending is pocock; it was obrien-fleming when the study was looked at with 600 units (${join(folder, 'out', 'results.json')})`,
  );
  study(500);
  expect((await analyzed()).said).toContain('500 units are in, and there were 600 at the look before');
  expect(units(saved())).toEqual([420, 600]);
});

it('asks for a result that can be read, but of a study that is read once', async () => {
  writeFileSync(join(folder, 'out', 'results.json'), '{"schemaVersion": 1');
  study(700);
  const torn = await analyzed();
  expect(torn.code).toBe(2);
  expect(torn.said).toContain('results.json');
  study(700, 'plannedUnits: 700');
  expect((await analyzed()).code).toBe(0);
  const missing = await analyzed('--after', join(folder, 'nowhere.json'));
  expect([missing.code, missing.said]).toEqual([2, expect.stringContaining('nowhere.json')]);
});
