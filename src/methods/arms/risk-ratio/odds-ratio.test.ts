import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../../engines/memory/from-rows.ts';
import { runSync } from '../../../relation/run.ts';
import type { LogisticEffectDetails } from '../logistic/estimates.ts';
import { logisticEffect } from '../logistic/logistic-effect.ts';
import { oddsRatio } from './odds-ratio.ts';

interface Arm {
  readonly events: number;
  readonly n: number;
}

const options = { outcome: 'y', assignment: 'z', control: 0 };

function relationOf(treatment: Arm, control: Arm) {
  const z = Float64Array.from({ length: treatment.n + control.n }, (_, i) => (i < treatment.n ? 1 : 0));
  const y = z.map((arm, i) => (arm === 1 ? (i < treatment.events ? 1 : 0) : i - treatment.n < control.events ? 1 : 0));
  return fromColumns({ z, y });
}

describe('the odds ratio', () => {
  it('is that of a table, with the variance of Woolf', () => {
    const [e] = runSync(relationOf({ events: 30, n: 100 }, { events: 20, n: 120 }), oddsRatio(options)).estimates;
    expect(e.value).toBeCloseTo((30 * 100) / (20 * 70), 12);
    expect((e.details as { logStandardError: number }).logStandardError).toBeCloseTo(Math.sqrt(1 / 30 + 1 / 70 + 1 / 20 + 1 / 100), 12);
  });

  it('is the coefficient of a logistic regression on the arm alone, with its standard error', () => {
    const rows = relationOf({ events: 30, n: 100 }, { events: 20, n: 120 });
    const [table] = runSync(rows, oddsRatio(options)).estimates;
    const [regression] = runSync(rows, logisticEffect({ ...options, adjust: [], covariance: 'nonrobust' })).estimates;
    const { oddsRatio: found } = regression.details as LogisticEffectDetails;
    expect(found.value).toBeCloseTo(table.value, 10);
    expect(found.logStandardError).toBeCloseTo((table.details as { logStandardError: number }).logStandardError, 10);
  });

  it.each([
    [{ events: 0, n: 20 }, { events: 5, n: 20 }, 'Arm 1 has no events of y, so the odds ratio has no interval.'],
    [{ events: 5, n: 20 }, { events: 20, n: 20 }, 'Every unit of arm 0 has y, so the odds ratio has no interval.'],
  ])('is refused with an empty cell', (treatment, control, says) => {
    expect(runSync(relationOf(treatment, control), oddsRatio(options))).toMatchObject({ estimates: [], findings: [{ verdict: 'refuse', says }] });
  });
});
