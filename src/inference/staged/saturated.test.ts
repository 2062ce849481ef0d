import { describe, expect, it } from 'vitest';
import { stream } from '../../math/random/stream.ts';
import { extendedTwoWay, interactionWeighted, type SaturatedEffects, type SaturatedQuestion, type SaturatedRefusal } from './saturated.ts';

const found = (answer: SaturatedEffects | SaturatedRefusal): SaturatedEffects => {
  if ('kind' in answer) throw new Error(JSON.stringify(answer));
  return answer;
};

/** Ten units of each cohort over six periods. */
function panel(starts: readonly (number | undefined)[], seed = 3, kept = 1): SaturatedQuestion {
  const random = stream(seed);
  const rows = starts
    .flatMap((_, g) => Array.from({ length: 10 }, (__, u) => Array.from({ length: 6 }, (___, t) => ({ g, u: 10 * g + u, t }))).flat())
    .map((row) => ({ ...row, x: Math.sin(row.u), y: random.normal() }))
    .filter(() => random.uniform() < kept);
  const codes = (of: (row: (typeof rows)[number]) => number): Int32Array => Int32Array.from(rows, of);
  return {
    outcome: Float64Array.from(rows, ({ y }) => y),
    unit: codes(({ u }) => u),
    period: codes(({ t }) => t),
    cohort: codes(({ g }) => g),
    starts,
  };
}

const meanOf = ({ outcome, cohort, period }: SaturatedQuestion, g: number, t: number): number => {
  const own = outcome.filter((_, i) => cohort[i] === g && period[i] === t);
  return own.reduce((a, b) => a + b, 0) / own.length;
};

const near = (a: number, b: number): void => expect(Math.abs(a - b)).toBeLessThan(1e-11);

describe('interactionWeighted', () => {
  it('compares each cohort with units never treated, by the change since the period before its start', () => {
    const asked = panel([2, 4, undefined]);
    for (const { cohort, period, relative, estimate, size } of found(interactionWeighted({ ...asked, controls: 'never' })).cells) {
      const reference = asked.starts[cohort]! - 1;
      const change = (g: number): number => meanOf(asked, g, period) - meanOf(asked, g, reference);
      near(estimate, change(cohort) - change(2));
      expect([relative, size]).toEqual([period - asked.starts[cohort]!, 10]);
    }
  });

  it('takes the last cohort for control where all are treated in the end, and says which rows that costs', () => {
    const asked = panel([2, 3, 5]);
    const own = found(interactionWeighted({ ...asked, controls: 'last-treated' }));
    expect(own.leftOut).toEqual([0, 1, 2].map((cohort) => ({ reason: 'no-controls-left', cohort, rows: 10 })));
    expect([...new Set(own.cells.map(({ cohort }) => cohort))]).toEqual([0, 1]);
    const { estimate } = own.cells.find(({ cohort, period }) => cohort === 1 && period === 4)!;
    near(estimate, meanOf(asked, 1, 4) - meanOf(asked, 1, 2) - meanOf(asked, 2, 4) + meanOf(asked, 2, 2));
  });

  it('moves the reference before periods in which units may already react', () => {
    const asked = { ...panel([3, undefined]), anticipation: 1 };
    const own = found(interactionWeighted({ ...asked, controls: 'never' }));
    expect(own.cells.map(({ relative }) => relative)).toEqual([-3, -1, 0, 1, 2]);
    near(own.cells[1].estimate, meanOf(asked, 0, 2) - meanOf(asked, 0, 1) - meanOf(asked, 1, 2) + meanOf(asked, 1, 1));
  });

  it('leaves out cohorts without a period before their start, and says so', () => {
    const own = found(interactionWeighted({ ...panel([0, 3, undefined]), controls: 'never' }));
    expect(own.leftOut).toEqual([{ reason: 'no-reference', cohort: 0, rows: 60 }]);
    expect(own.cells.every(({ cohort }) => cohort === 1)).toBe(true);
  });

  it('averages over cohorts by their rows, and the treated cells as the sum of what it says by period', () => {
    const own = found(interactionWeighted({ ...panel([2, 4, undefined], 8, 0.8), controls: 'never' }));
    const at = own.relative.periods.indexOf(1);
    const cells = own.cells.filter(({ relative }) => relative === 1);
    near(own.relative.estimates[at], cells.reduce((sum, { size, estimate }) => sum + size * estimate, 0) / cells.reduce((sum, { size }) => sum + size, 0));
    const treated = own.cells.filter(({ relative }) => relative >= 0);
    near(own.treated!.estimate, treated.reduce((sum, { size, estimate }) => sum + size * estimate, 0) / treated.reduce((sum, { size }) => sum + size, 0));
  });

  it('refuses a design without effects or controls', () => {
    expect(interactionWeighted({ ...panel([2, 4]), controls: 'never' })).toEqual({ kind: 'no-controls', controls: 'never' });
    expect(interactionWeighted({ ...panel([3, 3]), controls: 'last-treated' })).toEqual({ kind: 'no-controls', controls: 'last-treated' });
    expect(interactionWeighted({ ...panel([undefined, undefined]), controls: 'never' })).toEqual({ kind: 'nobody-starts' });
    expect(interactionWeighted({ ...panel([0, undefined]), controls: 'never' })).toEqual({ kind: 'nobody-starts' });
    const short = panel([2, undefined]);
    expect(interactionWeighted({ ...short, covariates: [new Float64Array(3)], controls: 'never' })).toMatchObject({ kind: 'unusable', input: 'column' });
    expect(interactionWeighted({ ...short, clusters: [new Int32Array(120)], controls: 'never' })).toEqual({ kind: 'too-few-clusters', clusters: 1 });
  });
});

it('a regression of more columns than memory should hold is refused', () => {
  const [units, periods] = [60, 2000];
  const n = units * periods;
  const unit = Int32Array.from({ length: n }, (_, i) => Math.floor(i / periods));
  const period = Int32Array.from({ length: n }, (_, i) => i % periods);
  const asked = { outcome: new Float64Array(n), unit, period, cohort: unit.map((u) => u % 2), starts: [3, undefined] };
  expect(interactionWeighted({ ...asked, controls: 'never' })).toEqual({ kind: 'too-large', rows: n, columns: 1999 });
});

describe('extendedTwoWay', () => {
  it('is the saturated regression where cells before the start are estimated too', () => {
    const asked = panel([2, 4, undefined], 5, 0.8);
    const [extended, saturated] = [extendedTwoWay({ ...asked, controls: 'never' }), interactionWeighted({ ...asked, controls: 'never' })].map(found);
    expect(extended.cells).toEqual(saturated.cells);
  });

  it('takes all periods before the start for reference where units not treated yet are controls', () => {
    const own = found(extendedTwoWay({ ...panel([3, undefined]), controls: 'not-yet' }));
    const asked = panel([3, undefined]);
    const early = (g: number): number => [0, 1, 2].reduce((sum, t) => sum + meanOf(asked, g, t) / 3, 0);
    expect(own.cells.map(({ period }) => period)).toEqual([3, 4, 5]);
    for (const { period, estimate } of own.cells) near(estimate, meanOf(asked, 0, period) - early(0) - meanOf(asked, 1, period) + early(1));
  });

  it('does not change with what a covariate that is held fixed adds to a level, or to a trend', () => {
    const asked = panel([2, 4, undefined], 6);
    const x = Float64Array.from(asked.unit, (unit) => Math.sin(7 * unit));
    const moved = asked.outcome.map((y, i) => y + 5 * x[i] + 2 * x[i] * asked.period[i]);
    const [plain, trending] = [asked.outcome, moved].map((outcome) => found(extendedTwoWay({ ...asked, outcome, covariates: [x], controls: 'not-yet' })));
    for (const [c, { estimate, standardError }] of plain.cells.entries()) {
      near(trending.cells[c].estimate, estimate);
      near(trending.cells[c].standardError, standardError);
    }
  });

  it('does not take a covariate that changes within a unit', () => {
    const asked = panel([2, undefined]);
    const x = Float64Array.from(asked.unit, (_, i) => (i === 0 ? 1 : 0));
    expect(extendedTwoWay({ ...asked, covariates: [x], controls: 'not-yet' })).toEqual({ kind: 'covariate-moves', covariate: 0, units: 1 });
  });
});
