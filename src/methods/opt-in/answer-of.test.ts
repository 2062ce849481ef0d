import { expect, it } from 'vitest';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import { stream } from '../../math/random/stream.ts';
import { runSync } from '../../relation/run.ts';
import { doublyRobust } from './doubly-robust.ts';
import { example } from './options.ts';
import { regressionAdjustment } from './regression-adjustment.ts';

it('refuses an outcome that covariates determine: its error would be rounding, and so would its effect', () => {
  const random = stream(888);
  const n = 140;
  const x = Float64Array.from({ length: n }, () => random.normal());
  const g = Array.from({ length: n }, (_, i) => 'pq'[i % 2]);
  const z = Array.from(x, (value) => String(random.bernoulli(1 / (1 + Math.exp(-value)))));
  const rows = fromColumns({ x, g, z, y: x.map((value) => 3 - 2 * value) }, 'rows.csv');
  for (const method of [doublyRobust, regressionAdjustment]) {
    const { estimates, findings } = runSync(rows, method({ ...example, optIn: { ...example.optIn, folds: 1 } }));
    expect(estimates).toEqual([]);
    expect(findings.map(({ check, verdict }) => [check, verdict])).toEqual([['determined-outcome', 'refuse']]);
  }
});
