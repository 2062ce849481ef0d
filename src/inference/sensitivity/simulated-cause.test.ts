import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stream } from '../../math/random/stream.ts';
import { linearRegression } from '../../models/linear-regression.ts';
import { adjustedForHiddenCause, robustnessValue, type TreatmentCoefficient } from './robustness-value.ts';
import { type CausedRows, simulatedCause } from './simulated-cause.ts';

const [head, ...lines] = readFileSync(new URL('../../../goldens/opt-in/users.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n');
const names = head.split(',');
const cells = lines.map((line) => line.split(','));
const text = (name: string): string[] => cells.map((row) => row[names.indexOf(name)]);
const numbers = (name: string): Float64Array => Float64Array.from(text(name), Number);
const users: CausedRows = {
  covariates: [
    new Float64Array(cells.length).fill(1),
    ...['score', 'tenure', 'paid'].map(numbers),
    ...['light', 'medium', 'heavy'].map((level) => Float64Array.from(text('tier'), (tier) => (tier === level ? 1 : 0))),
  ],
  treatment: numbers('optin'),
  outcome: numbers('minutes'),
};

function coefficientOf({ covariates, treatment, outcome }: CausedRows): TreatmentCoefficient {
  const columns = [treatment, ...covariates];
  const fit = linearRegression({ outcome, design: { names: columns.map((_, j) => `x${j}`), columns } });
  if ('kind' in fit) throw new Error(fit.kind);
  return {
    estimate: fit.coefficients[0],
    standardError: Math.sqrt((fit.gramInverse[0] * fit.residualSumOfSquares) / fit.dfResidual),
    df: fit.dfResidual,
  };
}

describe('a simulated hidden cause', () => {
  it.each([
    [0, 0],
    [0.05, 0.1],
    [0.3, 0.02],
    [0.6, 0.9],
  ])('that explains %f of treatment and %f of outcome moves estimate and error of the regression as the formula says', (withTreatment, withOutcome) => {
    for (const sign of [1, -1]) {
      const rows = { ...users, outcome: users.outcome.map((y) => sign * y) };
      const u = simulatedCause(rows, { withTreatment, withOutcome }, stream(7));
      const refitted = coefficientOf({ ...rows, covariates: [...rows.covariates, u] });
      const expected = adjustedForHiddenCause(coefficientOf(rows), { withTreatment, withOutcome });
      expect(refitted.estimate).toBeCloseTo(expected.estimate, 9);
      expect(refitted.standardError).toBeCloseTo(expected.standardError, 10);
    }
  });

  it('at the robustness value leaves nothing of the estimate', () => {
    const rv = robustnessValue(coefficientOf(users));
    const u = simulatedCause(users, { withTreatment: rv, withOutcome: rv }, stream(8));
    expect(coefficientOf({ ...users, covariates: [...users.covariates, u] }).estimate).toBeCloseTo(0, 10);
  });

  it('has mean 0 and variance 1, owes nothing to the covariates, and is another one under another seed', () => {
    const u = simulatedCause(users, { withTreatment: 0.1, withOutcome: 0.2 }, stream(9));
    const average = (column: Float64Array): number => column.reduce((sum, x, i) => sum + x * u[i], 0) / u.length;
    for (const column of users.covariates) expect(average(column)).toBeCloseTo(0, 9);
    expect(average(u)).toBeCloseTo(1, 10);
    expect(simulatedCause(users, { withTreatment: 0.1, withOutcome: 0.2 }, stream(9))).toEqual(u);
    expect(simulatedCause(users, { withTreatment: 0.1, withOutcome: 0.2 }, stream(10))).not.toEqual(u);
  });

  it('needs a treatment and an outcome of which covariates leave something', () => {
    const [, score] = users.covariates;
    const cause = { withTreatment: 0.1, withOutcome: 0.1 };
    expect(() => simulatedCause({ ...users, treatment: score }, cause, stream(1))).toThrow(/treatment is a sum of the columns before it/);
    expect(() => simulatedCause({ ...users, outcome: users.treatment }, cause, stream(1))).toThrow(/outcome is a sum/);
    expect(() => simulatedCause(users, { withTreatment: 1, withOutcome: 0.1 }, stream(1))).toThrow(/withTreatment is 1/);
  });
});
