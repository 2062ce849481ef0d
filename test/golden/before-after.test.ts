import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { change } from '../../src/methods/before-after/change.ts';
import { runSync } from '../../src/relation/run.ts';
import { expectAgreesWith } from '../support/agree.ts';
import { byWelch } from '../support/by-welch.ts';
import { fileInMemory } from '../support/parquet.ts';

interface Errors {
  readonly standardError: number;
  readonly df: number;
  readonly pValue: number;
}

interface Case {
  readonly outcome: string;
  readonly value: number;
  readonly units: number;
  readonly byUnit: Errors;
  readonly byRow: Errors;
}

const folder = new URL('../../goldens/before-after/', import.meta.url);
const golden = JSON.parse(readFileSync(new URL('club-sandwich.json', folder), 'utf8')) as {
  readonly tolerance: { readonly relative: number };
  readonly cases: readonly Case[];
};
const rows = await fileInMemory(new URL('data.csv', folder));
const plain = { period: 'period', before: 'before', after: 'after' };

describe.each(golden.cases)('the change in $outcome', ({ outcome, value, units, byUnit, byRow }) => {
  it('errs by unit as clubSandwich says, whether units have rows in one period or in both', () => {
    const [estimate] = runSync(rows, change({ ...plain, outcome, cluster: 'user' })).estimates;
    expectAgreesWith(estimate, { value, ...byUnit }, golden.tolerance.relative);
    expect(estimate.sizes.clusters).toBe(units);
  });

  it('errs by row as Welch says where no unit is named', () => {
    const [estimate] = runSync(rows, change({ ...plain, outcome })).estimates;
    expectAgreesWith(byWelch(estimate), { value, ...byRow }, golden.tolerance.relative);
  });
});
