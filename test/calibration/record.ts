import { readFileSync, writeFileSync } from 'node:fs';
import type { Expected } from './case.ts';
import { scenarios } from './cases.ts';

export interface CalibrationResult {
  readonly scenario: string;
  readonly check: string;
  readonly expected: Expected;
  readonly share: number;
  /** So many data sets, where it was another number than that of the file: fewer of what takes long, more where a rate is close to what is promised. */
  readonly replications?: number;
}

interface Recorded {
  readonly replications: number;
  readonly results: readonly CalibrationResult[];
}

const file = new URL('../../goldens/calibration/results.json', import.meta.url);

/** Writes what was run among what is recorded, each with its number of replications where that is not the one of the file, in the order of the cases; what is no case any more is left out. */
export function record(results: readonly Required<CalibrationResult>[]): void {
  const before = JSON.parse(readFileSync(file, 'utf8')) as Recorded;
  const key = ({ scenario, check }: Pick<CalibrationResult, 'scenario' | 'check'>): string => JSON.stringify([scenario, check]);
  const known = new Map([...before.results, ...results.map((one) => ofFile(one, before.replications))].map((one) => [key(one), one]));
  const cases = scenarios.flatMap(({ name, asked }) => asked.flatMap(({ checks }) => checks.map((check) => ({ scenario: name, check: check.name }))));
  const lines = [...new Set(cases.map(key))].flatMap((one) => known.get(one) ?? []).map((one) => JSON.stringify(one));
  writeFileSync(file, `{ "replications": ${before.replications},\n  "results": [\n    ${lines.join(',\n    ')}\n  ]\n}\n`);
}

const ofFile = ({ replications, ...one }: Required<CalibrationResult>, usual: number): CalibrationResult =>
  replications === usual ? one : { ...one, replications };
