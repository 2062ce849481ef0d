import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import { stream } from '../../math/random/stream.ts';
import { itt } from '../../methods/arms/itt.ts';
import { runSync } from '../../relation/run.ts';
import { measuredBy } from './measured-by.ts';

const options = { outcome: 'solved', judges: ['f'], human: 'h', assignment: 'z', arms: ['0', '1'], level: 0.95, boundsLevel: 0.95 } as const;

/** A judge with a sensitivity of 0.9, and this specificity in each arm; people look at a fifth. */
function findingsOf(specificity: readonly [number, number], seed: number, errors: 'pooled' | 'by-arm' = 'pooled') {
  const random = stream(seed);
  const rows = Array.from({ length: 4000 }, (_, i) => {
    const z = i % 2;
    const y = random.bernoulli(0.5);
    const f = y === 1 ? random.bernoulli(0.9) : random.bernoulli(1 - specificity[z]);
    return { z, f, h: i % 10 < 2 ? y : null };
  });
  const data = fromColumns({ z: rows.map((r) => r.z), f: rows.map((r) => r.f), h: rows.map((r) => r.h) });
  const asked = measuredBy({ ...options, by: 'rogan-gladen', errors }, (levels) => itt({ outcome: 'solved', assignment: 'z', control: 0, ...levels }));
  return runSync(data, asked).findings.filter(({ check }) => check === 'judge-errors-pooled');
}

describe('errors of a judge that are pooled over the arms', () => {
  it('fail where the judge is not as often right in one arm as in the other, and name which of them', () => {
    const [found] = findingsOf([0.9, 0.7], 1);
    expect(found).toMatchObject({ verdict: 'fail', identification: true, mend: 'Use `errors: by-arm`.' });
    expect(found.says).toContain('specificity of f is 7');
  });

  it('pass where it is, but for five in a hundred', () => {
    const failed = Array.from({ length: 200 }, (_, seed) => findingsOf([0.8, 0.8], seed + 10)[0]).filter(({ verdict }) => verdict === 'fail').length;
    // At most 5 % by both held together; 4.3 binomial standard errors above it.
    expect(failed).toBeLessThanOrEqual(23);
    expect(failed).toBeGreaterThan(0);
  });

  it('are not asked about where each arm has its own', () => expect(findingsOf([0.9, 0.7], 1, 'by-arm')).toEqual([]));
});
