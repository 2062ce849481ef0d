import { beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../src/estimate/answer.ts';
import type { Estimate, Piece } from '../../src/estimate/estimate.ts';
import type { TwoStageDetails } from '../../src/methods/arms/two-stage/details.ts';
import type { JointTest } from '../../src/methods/arms/two-stage/first-stage.ts';
import type { TwoStageOptions } from '../../src/methods/arms/two-stage/options.ts';
import { twoStageLeastSquares } from '../../src/methods/arms/two-stage/two-stage-least-squares.ts';
import type { ComplierDetails } from '../../src/methods/randomized/complier-details.ts';
import { complierEffect } from '../../src/methods/randomized/complier-effect.ts';
import type { SyncRelation } from '../../src/relation/relation.ts';
import { runSync } from '../../src/relation/run.ts';
import { expectEstimate, expectPValue, expectRelative } from '../support/agree.ts';
import { type InstrumentsCase, instrumentsData, instrumentsGolden } from '../support/instruments-golden.ts';

let rows: SyncRelation;
beforeAll(async () => {
  rows = await instrumentsData();
});

const [linearmodels, estimatr] = [instrumentsGolden('linearmodels'), instrumentsGolden('estimatr')];
const asked = ({ outcome, treatment, instruments, covariates }: InstrumentsCase): TwoStageOptions => ({ outcome, treatment, instruments, covariates });
const answered = (options: TwoStageOptions): Answer => runSync(rows, twoStageLeastSquares(options));
const detailsOf = (e: Estimate): TwoStageDetails => e.details as TwoStageDetails;
const clustered = (covariance: string): Partial<TwoStageOptions> => (covariance.startsWith('CR') ? { cluster: 'cluster' } : {});

interface Reference {
  readonly value: number;
  readonly standardError: number;
  readonly df?: number;
  readonly pValue?: number;
  readonly low?: number;
  readonly high?: number;
}

/** Estimate, standard error and Wald's interval of each treatment; a set of Anderson and Rubin where there is one treatment. */
function expectWald(one: InstrumentsCase, covariance: string, tolerance: { readonly relative: number; readonly df?: number }): void {
  const reference = one.expected[covariance] as Readonly<Record<string, Reference>>;
  const { estimates } = answered({ ...asked(one), covariance: covariance as 'HC0', ...clustered(covariance) });
  expect(estimates).toHaveLength(one.treatment.length);
  for (const [j, e] of estimates.entries()) {
    const { value, standardError, df, pValue, low, high } = reference[one.treatment[j]];
    const { wald } = detailsOf(e);
    expectEstimate(e.value, value, standardError, tolerance.relative);
    expectRelative(e.standardError, standardError, tolerance.relative, `${covariance} standard error`);
    if (df !== undefined) expectRelative(wald.df, df, tolerance.df!, 'degrees of freedom');
    const throughDf = covariance === 'CR2' ? tolerance.df! : tolerance.relative;
    if (pValue !== undefined) expectPValue(wald.pValue, pValue, value / standardError, throughDf);
    if (low !== undefined) expectEstimate(wald.low, low, standardError, throughDf, 'lower limit');
    if (high !== undefined) expectEstimate(wald.high, high, standardError, throughDf, 'upper limit');
  }
}

/** Where the reference is a chi-square and ours an F, only the Wald statistic behind both is the same. */
function expectTest(found: JointTest | undefined, reference: JointTest, tolerance: number, what: string, asWald = false): void {
  expectRelative(
    found === undefined ? undefined : found.statistic * (asWald ? found.df : 1),
    reference.statistic,
    tolerance * Math.max(1, 1 / reference.statistic),
    what,
  );
  expect(found!.df, what).toBe(reference.df);
  if (!asWald) expectPValue(found!.pValue, reference.pValue, Math.sqrt(reference.statistic * reference.df), 10 * tolerance, what);
}

function expectPieces(found: readonly Piece[], expected: readonly (readonly [number | null, number | null])[], scale: number, tolerance: number): void {
  expect(found.map(({ low, high }) => [low === undefined, high === undefined])).toEqual(expected.map((ends) => ends.map((end) => end === null)));
  for (const [i, [low, high]] of expected.entries()) {
    if (low !== null) expectEstimate(found[i].low!, low, scale, tolerance, `low end of piece ${i}`);
    if (high !== null) expectEstimate(found[i].high!, high, scale, tolerance, `high end of piece ${i}`);
  }
}

const two = (cases: readonly InstrumentsCase[]) => cases.filter(({ kind }) => kind === 'two-stage').map((one) => ({ name: one.name, one }));

describe.each(two(linearmodels.cases))('linearmodels: $name', ({ one }) => {
  const { relative } = linearmodels.tolerance;
  const { expected } = one;
  const at = (covariance: 'nonrobust' | 'HC0'): TwoStageDetails => detailsOf(answered({ ...asked(one), covariance }).estimates[0]);

  it.each(['nonrobust', 'HC0', 'HC1', 'CR0'])('estimates with %s', (covariance) => expectWald(one, covariance, linearmodels.tolerance));

  it('every coefficient', () => {
    const { coefficients } = at('nonrobust');
    expect(coefficients.map(({ name }) => name).sort()).toEqual(Object.keys(expected.coefficients).sort());
    for (const { name, value } of coefficients) expectEstimate(value, expected.coefficients[name], 0.1, relative, name);
  });

  it('strength of the instruments', () => {
    const [plain, robust] = [answered({ ...asked(one), covariance: 'nonrobust' }), answered({ ...asked(one), covariance: 'HC0' })];
    for (const [j, treatment] of one.treatment.entries()) {
      const { partialR2, waldHC0, f, effects, standardErrorsHC0 } = expected.firstStage[treatment];
      const found = detailsOf(robust.estimates[j]).firstStage;
      expectRelative(found.partialR2, partialR2, relative / partialR2, 'partial R2');
      expectRelative(found.robustF!.statistic * found.robustF!.df, waldHC0, relative, 'robust Wald statistic');
      expectRelative(detailsOf(plain.estimates[j]).firstStage.f!.statistic, f, relative, 'F');
      for (const { instrument, value, standardError } of found.effects) {
        if (!(instrument in effects)) continue;
        expectEstimate(value, effects[instrument], standardErrorsHC0[instrument], relative, instrument);
        expectRelative(standardError, standardErrorsHC0[instrument], relative, instrument);
      }
      if (!expected.effectiveF) continue;
      expectRelative(found.effectiveF!.value, expected.effectiveF.value, relative, 'effective F');
      expectRelative(found.effectiveF!.critical, expected.effectiveF.critical, relative, 'its critical value');
    }
  });

  it('least squares against instruments', () => {
    const [plain, robust] = [at('nonrobust').endogeneity!, at('HC0').endogeneity!];
    expectTest(plain.wuHausman, expected.wuHausman, relative, 'Wu-Hausman');
    expectTest(plain.durbin, expected.durbin, relative, 'Durbin');
    expectTest(robust.robust, expected.endogeneity.HC0, relative, 'robust', true);
    expect(plain.robust).toBeUndefined();
  });

  it('agreement of the instruments', () => {
    const [plain, robust] = [at('nonrobust').overIdentification, at('HC0').overIdentification];
    if (!expected.sargan) return expect([plain, robust]).toEqual([undefined, undefined]);
    expectTest(plain!.sargan, expected.sargan, relative, 'Sargan');
    expectTest(robust!.score, expected.score, relative, 'score');
    const byCluster = answered({ ...asked(one), covariance: 'CR0', cluster: 'cluster' }).estimates[0];
    expectTest(detailsOf(byCluster).overIdentification!.score, expected.scoreCR0, relative, 'score by cluster');
  });

  if (expected.andersonRubin)
    it('Anderson-Rubin sets by definition', () => {
      for (const covariance of Object.keys(expected.andersonRubin)) {
        const { statisticAtZero, sets } = expected.andersonRubin[covariance];
        for (const level of Object.keys(sets)) {
          const [e] = answered({ ...asked(one), covariance: covariance as 'HC0', ...clustered(covariance), level: Number(level) }).estimates;
          const m = detailsOf(e).firstStage.effects.length;
          expectRelative(m === 1 ? e.test!.statistic ** 2 : e.test!.statistic, statisticAtZero, relative, `${covariance} statistic`);
          expectPieces(e.interval.pieces, sets[level], 1, 1e-8);
        }
      }
    });
});

describe.each(two(estimatr.cases))('estimatr: $name', ({ one }) => {
  const covariances = Object.keys(one.expected).filter((name) => name !== 'aer');
  it.each(covariances)('estimates with %s', (covariance) => expectWald(one, covariance, estimatr.tolerance));

  it('AER: weak instruments, Wu-Hausman, Sargan', () => {
    const { estimates } = answered({ ...asked(one), covariance: 'nonrobust' });
    const { relative } = estimatr.tolerance;
    for (const [name, reference] of Object.entries(one.expected.aer as Record<string, JointTest>)) {
      if (name === 'Wu-Hausman') expectTest(detailsOf(estimates[0]).endogeneity?.wuHausman, reference, relative, name);
      else if (name === 'Sargan' && reference.pValue !== null) expectTest(detailsOf(estimates[0]).overIdentification?.sargan, reference, relative, name);
      else if (name.startsWith('Weak')) {
        const of = Math.max(
          0,
          one.treatment.findIndex((t) => name === `Weak instruments (${t})`),
        );
        expectTest(detailsOf(estimates[of]).firstStage.f, reference, relative, name);
      }
    }
  });
});

describe('linearmodels: means of covariates among compliers', () => {
  const { covariates, expected } = linearmodels.cases.find(({ kind }) => kind === 'compliers')!;
  const { relative } = linearmodels.tolerance;
  const asks = {
    complierEffect: () => complierEffect({ outcome: 'yb', assignment: 'z', control: 0, usage: 'b', covariates, covariance: 'HC0' }),
    twoStageLeastSquares: () => twoStageLeastSquares({ outcome: 'yb', assignment: 'z', treatment: 'b', covariates, covariance: 'HC0' }),
  };

  it.each(['complierEffect', 'twoStageLeastSquares'] as const)('by %s', (ask) => {
    const { estimates, exhibits } = runSync(rows, asks[ask]());
    const means = (estimates[0].details as ComplierDetails).compliers!;
    expect(means.map(({ covariate }) => covariate)).toEqual(Object.keys(expected));
    for (const { covariate, mean, standardError, meanOfAll } of means) {
      expectEstimate(mean, expected[covariate].mean, expected[covariate].standardError, relative, covariate);
      expectRelative(standardError, expected[covariate].standardError, relative, covariate);
      expectEstimate(meanOfAll, expected[covariate].meanOfAll, expected[covariate].standardError, relative, covariate);
    }
    const table = exhibits.find(({ id }) => id.startsWith('compliers:'))!;
    expect([table.kind, table.columns.covariate]).toEqual(['table', Object.keys(expected)]);
  });
});
