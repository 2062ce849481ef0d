import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import { stream } from '../../math/random/stream.ts';
import { runSync } from '../../relation/run.ts';
import { asTreated } from './as-treated.ts';

const random = stream(21);
const n = 600;
const z = Array.from({ length: n }, (_, i) => i % 2);
const x = z.map(() => random.normal());
const d = z.map((arm, i) => (random.normal() + x[i] + 1.5 * arm > 0 ? 1 : 0));
const y = d.map((used, i) => used + x[i] + random.normal());
const asked = { outcome: 'y', assignment: 'z', usage: 'd' };

describe('asTreated', () => {
  it('is for contrast only, and shows how users differ', () => {
    const { estimates, findings } = runSync(fromColumns({ y, z, d, x }), asTreated({ ...asked, covariates: ['x'] }));
    expect(estimates[0]).toMatchObject({ role: 'contrast-only', id: 'as-treated:y' });
    expect(estimates[0].value).toBeGreaterThan(1.5);
    const { shifts } = estimates[0].details as { shifts: { covariate: string; shift: number }[] };
    expect(shifts[0].shift).toBeGreaterThan(0.5);
    expect(findings).toMatchObject([{ check: 'as-treated', verdict: 'warn', statistic: shifts[0].shift, says: expect.stringContaining('x differs by') }]);
  });

  it('reads boolean usage', () => {
    const [{ estimand }] = runSync(fromColumns({ y, z, d: d.map((used) => used === 1) }), asTreated(asked)).estimates;
    expect(estimand.contrast).toEqual({ treatment: 'd = true', control: 'd = false' });
  });

  it('is refused when everybody used it, and when usage is a count', () => {
    expect(runSync(fromColumns({ y, z, d: d.map(() => 1) }), asTreated(asked))).toMatchObject({
      estimates: [],
      findings: [{ verdict: 'refuse', says: 'd is 1 for every unit, so there are no users to set against non-users.' }],
    });
    expect(() => runSync(fromColumns({ y, z, d: d.map((used, i) => used * (i % 3)) }), asTreated(asked))).toThrow('says how much the feature was used');
  });
});
