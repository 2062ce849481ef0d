// Run by bench/main.ts: staged rollouts, each in a process of its own from the study file to memo, report and numbers, beside packages that estimate the same effects.
import { writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { bell, benchFile, benchFolder } from './data.ts';

/** Five waves, and those never reached, by unit. */
const start = (unit: string): string => `case when hash(${unit}, 7) % 6 = 5 then null else 4 + (hash(${unit}, 7) % 6)::integer end`;

const study = (file: string, covariates: readonly string[]): string => `estimand: 1
study: staged
question: Does the assistant raise y where it has come?
data: {file: ${file}}
unit: unit_id
time: period
design: {kind: staged-rollout, start: start}
${covariates.length > 0 ? `covariates: [${covariates.join(', ')}]\n` : ''}outcomes:
  y: {role: primary, better: higher}
`;

export interface StagedStudy {
  readonly study: string;
  readonly data: string;
}

/** Units over ten periods; over twelve with covariates. */
export async function stagedStudy(units: number, covariates: readonly string[] = []): Promise<StagedStudy> {
  const periods = covariates.length > 0 ? 12 : 10;
  const [unit, period] = [`(i // ${periods})`, `(i % ${periods} + 1)::integer`];
  /** Of a unit, the same in all of its rows. */
  const ofUnit = (salt: number): string => bell(salt).replaceAll('hash(i,', `hash(${unit},`);
  const name = covariates.length > 0 ? 'staged-adjusted' : 'staged';
  const data = await benchFile(name, units * periods, {
    unit_id: unit,
    period,
    start: start(unit),
    ...Object.fromEntries(covariates.map((x, k) => [x, ofUnit(30 + k)])),
    y: `round(${bell(40)} + ${ofUnit(41)} + 0.1 * ${period} + case when ${period} >= ${start(unit)} then 0.1 * (${period} - ${start(unit)} + 1) else 0 end, 4)`,
  });
  const path = resolve(benchFolder, `${name}-${units}.yaml`);
  writeFileSync(path, study(basename(data), covariates));
  return { study: path, data };
}
