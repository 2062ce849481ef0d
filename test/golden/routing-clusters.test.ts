import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { column, greater, when } from '../../src/expressions/build.ts';
import { policyGain } from '../../src/methods/routing/policy-gain.ts';
import { policyValue } from '../../src/methods/routing/policy-value.ts';
import { runSync } from '../../src/relation/run.ts';

interface Found {
  readonly value: number;
  readonly standardError: number;
}

interface Golden {
  readonly tolerance: { readonly relative: number };
  readonly data: Readonly<Record<'user' | 'x' | 'p' | 'y', readonly number[]>> & { readonly action: readonly string[] };
  readonly values: Readonly<Record<'ips' | 'snips' | 'dr' | 'dm', Found>>;
  readonly gain: Found;
  readonly clusters: number;
}

const golden = JSON.parse(readFileSync(new URL('../../goldens/routing/clusters.json', import.meta.url), 'utf8')) as Golden;
const isAbove = greater(column('x'), 0);
const options = {
  outcomes: [{ name: 'y' }],
  action: 'action',
  actions: ['a', 'b'],
  propensities: { kind: 'taken', chance: column('p') },
  covariates: ['x'],
  policies: [{ name: 'by x', says: 'a where x > 0, else b', chances: { a: when(isAbove, 1, 0), b: when(isAbove, 0, 1) } }],
  crossFit: 'none',
  cluster: 'user',
} as const;
const rows = fromColumns(golden.data);

describe('policy values with errors added up by user, against statsmodels', () => {
  const expectFound = (found: { readonly value: number; readonly standardError?: number }, expected: Found): void => {
    for (const key of ['value', 'standardError'] as const)
      expect(Math.abs(found[key]! - expected[key]), key).toBeLessThan(golden.tolerance.relative * Math.abs(expected[key]));
  };

  it.each(['ips', 'snips', 'dr', 'dm'] as const)('%s', (estimator) => {
    const [found] = runSync(rows, policyValue({ ...options, estimator, estimators: [estimator] })).estimates;
    expectFound(found, golden.values[estimator]);
    expect(found.sizes.clusters).toBe(golden.clusters);
    expect(found.interval.reference).toEqual({ kind: 't', df: golden.clusters - 1 });
  });

  it('the gain over the log', () => expectFound(runSync(rows, policyGain(options)).estimates[0], golden.gain));
});
