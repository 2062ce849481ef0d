import { describe, expect, it } from 'vitest';
import { fromColumns } from '../engines/memory/from-rows.ts';
import { stream } from '../math/random/stream.ts';
import { runSync } from '../relation/run.ts';
import { balance } from './balance.ts';

describe('balance', () => {
  it('keeps its level with few units for the covariates', () => {
    const noise = stream(77);
    let failed = 0;
    for (let r = 0; r < 800; r++) {
      const columns = Object.fromEntries(Array.from({ length: 8 }, (_, k) => [`c${k}`, Array.from({ length: 40 }, () => noise.normal())]));
      const [{ verdict }] = runSync(
        fromColumns({ z: Array.from({ length: 40 }, (_, i) => i % 2), ...columns }),
        balance({ assignment: 'z', control: 0, covariates: Object.keys(columns) }),
      ).findings;
      if (verdict === 'fail') failed++;
    }
    // 1 in 1,000: more than 6 of 800 is a false alarm in fifty thousand; a chi-square reference fails some 20 times.
    expect(failed).toBeLessThanOrEqual(6);
  });
});
