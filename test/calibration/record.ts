import { readFileSync, writeFileSync } from 'node:fs';
import type { Expected } from './case.ts';
import { scenarios } from './cases.ts';

export interface CalibrationResult {
  readonly scenario: string;
  readonly check: string;
  readonly expected: Expected;
  readonly share: number;
}

interface Recorded {
  readonly replications: number;
  readonly results: readonly CalibrationResult[];
}

const file = new URL('../../goldens/calibration/results.json', import.meta.url);

/** Writes what was run among what is recorded at the same number of replications, in the order of the cases; what is no case any more is left out. */
export function record(results: readonly CalibrationResult[], replications: number): void {
  const before = JSON.parse(readFileSync(file, 'utf8')) as Recorded;
  const kept = before.replications === replications ? before.results : [];
  const key = ({ scenario, check }: Pick<CalibrationResult, 'scenario' | 'check'>): string => JSON.stringify([scenario, check]);
  const known = new Map([...kept, ...results].map((one) => [key(one), one]));
  const cases = scenarios.flatMap(({ name, asked }) => asked.flatMap(({ checks }) => checks.map((check) => ({ scenario: name, check: check.name }))));
  const lines = [...new Set(cases.map(key))].flatMap((one) => known.get(one) ?? []).map((one) => JSON.stringify(one));
  writeFileSync(file, `{ "replications": ${replications},\n  "results": [\n    ${lines.join(',\n    ')}\n  ]\n}\n`);
}
