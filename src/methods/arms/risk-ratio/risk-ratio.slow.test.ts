import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../../engines/memory/from-rows.ts';
import { stream } from '../../../math/random/stream.ts';
import { runSync } from '../../../relation/run.ts';
import { riskRatio } from './risk-ratio.ts';

interface Arm {
  readonly events: number;
  readonly n: number;
}

function relationOf(treatment: Arm, control: Arm) {
  const z = Float64Array.from({ length: treatment.n + control.n }, (_, i) => (i < treatment.n ? 1 : 0));
  const y = z.map((arm, i) => (arm === 1 ? (i < treatment.events ? 1 : 0) : i - treatment.n < control.events ? 1 : 0));
  return fromColumns({ z, y });
}

const options = { outcome: 'y', assignment: 'z', control: 0 };
const answer = (treatment: Arm, control: Arm) => runSync(relationOf(treatment, control), riskRatio({ ...options, level: 0.95 }));

describe('the risk ratio', () => {
  it('covers the ratio of the population; a control share taken as known would not', () => {
    const replications = 2_000;
    let [covered, naive] = [0, 0];
    for (let r = 0; r < replications; r++) {
      const random = stream(20260901, r);
      const draw = (n: number, p: number): Arm => ({ n, events: Array.from({ length: n }, () => random.bernoulli(p)).reduce<number>((a, b) => a + b, 0) });
      const [treatment, control] = [draw(300, 0.3), draw(200, 0.2)];
      const { low, high } = answer(treatment, control).estimates[0].interval.pieces[0];
      if (low! <= 1.5 && 1.5 <= high!) covered++;
      // The control share taken as known: the error of the denominator is forgotten.
      const share = treatment.events / treatment.n;
      const half = (1.96 * Math.sqrt((share * (1 - share)) / treatment.n)) / (control.events / control.n);
      if (Math.abs(treatment.events / treatment.n / (control.events / control.n) - 1.5) <= half) naive++;
    }
    // 3.89 standard deviations of a binomial: a false alarm in ten thousand runs.
    const band = 3.89 * Math.sqrt((0.95 * 0.05) / replications);
    expect(Math.abs(covered / replications - 0.95)).toBeLessThan(band);
    expect(naive / replications).toBeLessThan(0.95 - band);
  });
});
