import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../../engines/memory/from-rows.ts';
import { stream } from '../../../math/random/stream.ts';
import { runSync } from '../../../relation/run.ts';
import { riskRatio } from './risk-ratio.ts';

interface Arm {
  readonly events: number;
  readonly n: number;
}

const golden: {
  tolerance: number;
  cases: readonly ({ treatment: Arm; control: Arm; riskRatio: number; logStandardError: number; pValue: number } & Record<string, number[]>)[];
} = JSON.parse(readFileSync('goldens/risk-ratio/risk-ratio.json', 'utf8'));

function relationOf(treatment: Arm, control: Arm) {
  const z = Float64Array.from({ length: treatment.n + control.n }, (_, i) => (i < treatment.n ? 1 : 0));
  const y = z.map((arm, i) => (arm === 1 ? (i < treatment.events ? 1 : 0) : i - treatment.n < control.events ? 1 : 0));
  return fromColumns({ z, y });
}

const options = { outcome: 'y', assignment: 'z', control: 0 };
const answer = (treatment: Arm, control: Arm, level = 0.95) => runSync(relationOf(treatment, control), riskRatio({ ...options, level }));

describe('the risk ratio', () => {
  it.each(golden.cases)('agrees with statsmodels on $treatment.events of $treatment.n against $control.events of $control.n', (c) => {
    for (const level of [0.9, 0.95, 0.99]) {
      const [e] = answer(c.treatment, c.control, level).estimates;
      const [low, high] = c[`interval${level}`];
      for (const [found, wanted] of [
        [e.value, c.riskRatio],
        [(e.details as { logStandardError: number }).logStandardError, c.logStandardError],
        [e.interval.pieces[0].low!, low],
        [e.interval.pieces[0].high!, high],
      ]) {
        expect(Math.abs(found - wanted)).toBeLessThanOrEqual(golden.tolerance * Math.abs(wanted));
      }
      const { statistic, pValue } = e.test!;
      expect(Math.abs(Math.log(pValue / c.pValue))).toBeLessThanOrEqual(golden.tolerance * Math.max(1, statistic ** 2));
    }
  });

  it('of swapped arms is the inverse', () => {
    const [a, b] = [
      { events: 30, n: 200 },
      { events: 50, n: 180 },
    ];
    expect(answer(a, b).estimates[0].value * answer(b, a).estimates[0].value).toBeCloseTo(1, 12);
  });

  it('is refused without events in an arm, and for an outcome that is not binary', () => {
    expect(answer({ events: 0, n: 20 }, { events: 5, n: 20 }).findings).toMatchObject([
      { verdict: 'refuse', says: 'Arm 1 has no events of y, so the risk ratio has no interval.' },
    ]);
    const minutes = fromColumns({ z: [0, 0, 1, 1], y: [1.5, 2, 3, 4] });
    expect(runSync(minutes, riskRatio(options)).findings).toMatchObject([{ verdict: 'refuse', says: 'y is not binary, so it has no risk ratio.' }]);
    expect(runSync(minutes, riskRatio({ ...options, otherwise: 'nothing' }))).toEqual({ estimates: [], findings: [], exhibits: [] });
  });

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
