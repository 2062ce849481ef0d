import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expectRelative } from '../../../test/support/agree.ts';
import { anytimeCritical } from './mixture.ts';

const golden = JSON.parse(readFileSync(new URL('../../../goldens/inference/inference.json', import.meta.url), 'utf8'));
type Case = { readonly n: number; readonly planned: number; readonly level: number; readonly critical: number };

describe('anytimeCritical', () => {
  it.each(golden.anytime as Case[])('agrees with the closed form at $n of $planned units, level $level', ({ n, planned, level, critical }) => {
    expectRelative(anytimeCritical(n, planned, level), critical, golden.tolerance.relative, 'critical value');
  });

  it('is narrowest at the planned size among all plans', () => {
    for (const planned of [300, 900, 1100, 5000]) expect(anytimeCritical(1000, planned, 0.95)).toBeGreaterThan(anytimeCritical(1000, 1000, 0.95));
  });

  it('gives an interval that narrows while units come in, though its critical value grows again after the plan', () => {
    const halfWidths = [100, 500, 1000, 5000, 50_000].map((n) => anytimeCritical(n, 1000, 0.95) / Math.sqrt(n));
    expect(halfWidths).toEqual([...halfWidths].sort((a, b) => b - a));
    expect(anytimeCritical(50_000, 1000, 0.95)).toBeGreaterThan(anytimeCritical(5000, 1000, 0.95));
  });
});
