import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { planPower } from '../../src/study/power/plan-power.ts';
import type { PowerPlan } from '../../src/study/power/power-plan.ts';
import { readStudy } from '../../src/study/read/files/read-study.ts';
import { parseStudy } from '../../src/study/read/parse-study.ts';
import { expectRelative } from '../support/agree.ts';
import { folderWith, remove } from '../support/command-line.ts';

const { columns, expected, tolerance } = JSON.parse(readFileSync(new URL('../../goldens/power/baseline.json', import.meta.url), 'utf8'));

const study = `estimand: 1
study: baseline
question: What is it like before?
data: {file: rows.csv}
unit: ticket
design: {kind: randomized, assignment: arm, control: 0, randomizedBy: agent}
treatments: {1: {model: large}}
covariates: [x, group]
outcomes:
  y: {role: primary, better: higher, worthwhile: 1}
  per: {role: secondary, better: lower, ratio: [cost, events]}
analysis: {plannedUnits: 4000}
`;

const names = Object.keys(columns);
const rows = (columns[names[0]] as readonly unknown[]).map((_, i) => names.map((name) => columns[name][i]).join(','));
const folder = folderWith({ 'rows.csv': `${[names.join(','), ...rows].join('\n')}\n`, 'study.yaml': study });
afterAll(() => remove(folder));

const inMemory = () => planPower(parseStudy(study, `${folder}/study.yaml`), { data: fromColumns(columns) });
const inDuckdb = async () => planPower(await readStudy(`${folder}/study.yaml`));

function expectBaselines({ rows: [y, per] }: PowerPlan): void {
  const { baseline } = y;
  for (const key of ['mean', 'sd', 'variationExplained'] as const) expectRelative(baseline?.[key], expected[key], tolerance, key);
  for (const key of ['size', 'sizeVariation', 'icc'] as const) expectRelative(baseline?.clusters?.[key], expected.clusters[key], tolerance, key);
  for (const key of ['mean', 'sd'] as const) expectRelative(per.baseline?.[key], expected.ratio[key], tolerance, `ratio ${key}`);
}

describe('baselines agree with statsmodels', () => {
  it('read in memory', async () => expectBaselines(await inMemory()));
  it('read by DuckDB', async () => expectBaselines(await inDuckdb()));

  it('and the plans are the same', async () => {
    const needed = async (plan: Promise<PowerPlan>) => (await plan).rows.map(({ asks, refused }) => [asks?.needed, refused]);
    expect(await needed(inDuckdb())).toEqual(await needed(inMemory()));
  });
});
