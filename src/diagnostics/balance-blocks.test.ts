import { describe, expect, it } from 'vitest';
import { fromColumns } from '../engines/memory/from-rows.ts';
import { stream } from '../math/random/stream.ts';
import { runSync } from '../relation/run.ts';
import { balance } from './balance.ts';

/** Three blocks with 30, 50 and 70 % treated, in which covariates lie apart. */
function drawn(replication: number, shift = 0, n = 240) {
  const random = stream(88, replication);
  const [x, w, z, b] = [new Float64Array(n), new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    b[i] = random.integer(3);
    z[i] = random.bernoulli([0.3, 0.5, 0.7][b[i]]);
    x[i] = 2 * b[i] + random.normal() + shift * z[i];
    w[i] = x[i] + random.normal() ** 2;
  }
  return fromColumns({ x, w, z, b });
}

const asked = { assignment: 'z', control: 0, covariates: ['x', 'w'] };
const inBlocks = { ...asked, blocks: 'b' };
const finding = (rows: ReturnType<typeof drawn>, options: Parameters<typeof balance>[0]) => runSync(rows, balance(options)).findings[0];

describe('balance within blocks', () => {
  it('alarms as often as it says, where the comparison across blocks always does', () => {
    const p = Array.from({ length: 400 }, (_, r) => finding(drawn(r), inBlocks).pValue!);
    // Binomial band of 400 draws, false alarm 1e-4.
    const alarms = p.filter((value) => value < 0.05).length;
    expect(alarms).toBeGreaterThanOrEqual(6);
    expect(alarms).toBeLessThanOrEqual(39);
    expect(finding(drawn(0), asked)).toMatchObject({ verdict: 'fail', identification: true });
    expect(finding(drawn(0), inBlocks).verdict).not.toBe('fail');
  });

  it('finds a covariate that the treatment moved', () => {
    const found = finding(drawn(1, 0.8), inBlocks);
    expect(found).toMatchObject({ verdict: 'fail', about: { column: 'x' } });
    expect(found.statistic).toBeGreaterThan(0.2);
  });

  it('in one block compares the same means, by their spread without effect', () => {
    const one = drawn(2).derive({ b: { op: 'number', value: 1 } });
    const [plain, blocked] = [runSync(one, balance(asked)), runSync(one, balance(inBlocks))];
    expect(blocked.exhibits[0].columns.value).toEqual((plain.exhibits[0].columns.value as number[]).map((d) => expect.closeTo(d, 12)));
  });
});
