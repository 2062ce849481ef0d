// A whole study of many rows: five outcomes, each with CUPED, from Parquet to its memo. What tea-tasting answers too.
import { writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { arm, bell, benchFile, benchFolder } from './data.ts';

const rows = 5_000_000;
const outcomes = [1, 2, 3, 4, 5].map((k) => `y${k}`);

const study = (file: string): string => `estimand: 1
study: whole
question: Does the new version raise y1?
data: {file: ${file}}
unit: unit_id
rows: one-per-unit
design:
  kind: randomized
  assignment: arm
  control: 0
  shares: {0: 0.5, 1: 0.5}
treatments:
  1: {version: new@2}
covariates: [x]
outcomes:
${outcomes.map((y, k) => `  ${y}: {role: ${k === 0 ? 'primary' : 'secondary'}, better: higher${k === 0 ? ', worthwhile: 0.01' : ''}}`).join('\n')}
analysis: {level: 0.95, adjust: cuped, seed: 20260901, looks: fixed, plannedUnits: ${rows}}
monitoring: {holdout: 0.05, review: 4 weeks}
decide: {launch: [primary-positive]}
`;

/** The study file and its data in the folder of the bench. */
export async function wholeStudy(): Promise<{ readonly study: string; readonly data: string; readonly outcomes: readonly string[] }> {
  const data = await benchFile('whole', rows, {
    unit_id: 'i',
    arm,
    x: bell(50),
    ...Object.fromEntries(outcomes.map((y, k) => [y, `round(${bell(60 + k)} + 0.5 * ${bell(50)} + ${(k + 1) / 200} * ${arm}, 4)`])),
  });
  const path = resolve(benchFolder, 'whole.yaml');
  writeFileSync(path, study(basename(data)));
  return { study: path, data, outcomes };
}
