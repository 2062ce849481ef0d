import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { measuredBy } from '../../src/across/measurement/measured-by.ts';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { itt } from '../../src/methods/arms/itt.ts';
import { runSync } from '../../src/relation/run.ts';

const golden = JSON.parse(readFileSync('goldens/judges/pooled-errors.json', 'utf8'));

/** The audited rows, and as many that nobody looked at. */
const audited = ['0', '1'].flatMap((z) =>
  ['0', '1'].flatMap((h) => ['0', '1'].flatMap((f) => Array.from({ length: golden.cells[z][h][f] }, () => ({ z: Number(z), h: Number(h), f: Number(f) })))),
);
const rows = [...audited, ...audited.map((row) => ({ ...row, h: null }))];

it('errors of a judge in two arms differ by the z-test of statsmodels', () => {
  const options = { outcome: 'solved', judges: ['f'], human: 'h', assignment: 'z', arms: ['0', '1'], by: 'rogan-gladen', errors: 'pooled' } as const;
  const data = fromColumns({ z: rows.map((r) => r.z), h: rows.map((r) => r.h), f: rows.map((r) => r.f) });
  const asked = measuredBy({ ...options, level: 0.95, boundsLevel: 0.95 }, (levels) => itt({ outcome: 'solved', assignment: 'z', control: 0, ...levels }));
  const found = runSync(data, asked).findings.find(({ check }) => check === 'judge-errors-pooled')!;
  expect(found.says).toContain(golden.found.worst);
  expect(found.statistic! / golden.found.statistic).toBeCloseTo(1, 10);
  expect(found.pValue! / golden.found.pValue).toBeCloseTo(1, 10);
});
