import { describe, expect, it } from 'vitest';
import type { Estimate } from '../../src/estimate/estimate.ts';
import { standardErrors } from '../../src/inference/sandwich.ts';
import type { LogisticEffectDetails } from '../../src/methods/arms/logistic/estimates.ts';
import { type LogisticEffectOptions, logisticEffect } from '../../src/methods/arms/logistic/logistic-effect.ts';
import { type BinaryCovariance, binaryCovariance } from '../../src/models/logistic/logistic-covariance.ts';
import { logisticRegression, probitRegression } from '../../src/models/logistic/logistic-regression.ts';
import { marginalEffects } from '../../src/models/logistic/marginal-effects.ts';
import { runSync } from '../../src/relation/run.ts';
import { type ErrorKind, fitted, glmGolden, goldenTable, type LinkGolden, logisticGolden } from '../support/logistic-golden.ts';

const { tolerance, cases } = logisticGolden;
// What statsmodels calls HC1 of these models is HC0; sandwich in R has HC1.
const kinds: readonly ErrorKind[] = ['nonrobust', 'HC0', 'CR0', 'CR1'];
const regressions = { logit: logisticRegression, probit: probitRegression } as const;

function expectNear(found: ArrayLike<number>, wanted: readonly number[], scale: readonly number[], label: string, within = tolerance): void {
  expect(found).toHaveLength(wanted.length);
  for (const [j, value] of wanted.entries())
    expect(Math.abs(found[j] - value), `${label} ${j}: ${found[j]}, not ${value}`).toBeLessThanOrEqual(within * scale[j]);
}

const covarianceOf = (kind: ErrorKind, clusters: Float64Array): BinaryCovariance => (kind === 'CR0' || kind === 'CR1' ? { kind, clusters } : { kind });

describe.each(cases)('regressions of $name', ({ name, ...links }) => {
  const table = goldenTable(name);
  describe.each(['logit', 'probit'] as const)('%s', (link) => {
    const golden: LinkGolden = links[link];
    const fit = fitted(regressions[link](table.data));

    it('has the coefficients and the likelihood of statsmodels', () => {
      expectNear(fit.coefficients, golden.coefficients, golden.nonrobust, 'coefficient');
      expectNear([fit.logLikelihood], [golden.logLikelihood], [Math.abs(golden.logLikelihood)], 'log likelihood', 1e-12);
    });

    it.each(kinds)('has its standard errors, %s', (kind) => {
      expectNear(standardErrors(binaryCovariance(fit, covarianceOf(kind, table.clusters))), golden[kind], golden[kind], kind);
    });

    // Of a factor with three levels, statsmodels leaves the other indicator as it is; the numbers for it come from numpy.
    it('has its marginal effects', () => {
      for (const at of ['overall', 'mean'] as const) {
        const effects = marginalEffects(fit, { at: at === 'mean' ? 'means' : at }).slice(0, 4);
        const [value, error] = [golden.margeff[at].value.slice(0, 4), golden.margeff[at].standardError.slice(0, 4)];
        expectNear(
          effects.map((e) => e.value),
          value,
          error,
          `effect at ${at}`,
        );
        expectNear(
          effects.map((e) => e.standardError),
          error,
          error,
          `its error at ${at}`,
        );
      }
      for (const e of marginalEffects(fit).slice(4)) {
        const [value, error] = golden.factorEffects[e.name];
        expectNear([e.value], [value], [error], e.name);
        expectNear([e.standardError], [error], [error], `error of ${e.name}`, 1e-7);
      }
    });
  });
});

it('agrees with glm and sandwich in R', () => {
  const { data, clusters } = goldenTable('factors');
  const fit = fitted(logisticRegression(data));
  expectNear(fit.coefficients, glmGolden.logit.coefficients, glmGolden.logit.nonrobust, 'coefficient', glmGolden.tolerance);
  expectNear([fit.logLikelihood], [glmGolden.logit.logLikelihood], [1], 'log likelihood', glmGolden.tolerance);
  for (const kind of ['nonrobust', 'HC0', 'HC1', 'CR0'] as const) {
    expectNear(standardErrors(binaryCovariance(fit, covarianceOf(kind, clusters))), glmGolden.logit[kind], glmGolden.logit[kind], kind, glmGolden.tolerance);
  }
});

it('gives the published numbers for the beetles of Bliss (1935): Dobson & Barnett (2008), An Introduction to Generalized Linear Models, section 7.3', () => {
  const doses = [1.6907, 1.7242, 1.7552, 1.7842, 1.8113, 1.8369, 1.861, 1.8839];
  const beetles = [59, 60, 62, 56, 63, 59, 62, 60];
  const killed = [6, 13, 18, 28, 52, 53, 61, 60];
  const rows = doses.flatMap((dose, i) => Array.from({ length: beetles[i] }, (_, b) => ({ dose, y: b < killed[i] ? 1 : 0 })));
  const data = {
    outcome: Float64Array.from(rows, ({ y }) => y),
    terms: [{ kind: 'numeric', name: 'dose', values: Float64Array.from(rows, ({ dose }) => dose) }],
  } as const;
  const fit = fitted(logisticRegression(data));
  expect(Array.from(fit.coefficients, (b) => b.toFixed(3))).toEqual(['-60.717', '34.270']);
  expect(Array.from(standardErrors(fit.covariance), (e) => e.toFixed(3))).toEqual(['5.181', '2.912']);
  expect(Array.from(fitted(probitRegression(data)).coefficients, (b) => b.toFixed(2))).toEqual(['-34.94', '19.73']);
});

describe.each(cases)('the effect on $name', ({ name, effect, logit }) => {
  const { relation } = goldenTable(name);
  const ask = (options: Partial<LogisticEffectOptions>): Estimate => {
    const { estimates, findings } = runSync(
      relation,
      logisticEffect({ outcome: 'y', assignment: 'arm', control: 0, adjust: ['x', 'w', 'd', { factor: 'g' }], ...options }),
    );
    if (estimates.length !== 1) throw new Error(JSON.stringify(findings));
    return estimates[0];
  };

  describe.each(['columns', 'moments'] as const)('from %s', (path) => {
    it.each(['HC0', 'HC1', 'CR0', 'CR1'] as const)('has the variance of stacked estimating equations, %s', (covariance) => {
      const e = ask({ path, covariance, ...(covariance.startsWith('CR') && { cluster: 'cluster' }) });
      expectNear([e.value], [effect.value], [effect.HC0], 'effect');
      expectNear([e.standardError!], [effect[covariance]], [effect[covariance]], 'its error');
      expect(e.interval.reference).toEqual({ kind: 't', df: covariance.startsWith('CR') ? effect.clusters - 1 : effect.df });
      const { arms } = e.details as LogisticEffectDetails;
      expectNear(
        arms.map((arm) => arm.standardisedShare),
        effect.shares,
        [effect.HC0, effect.HC0],
        'share',
      );
    });

    it('has the error of CR2 by arm, and its degrees of freedom from matrices', () => {
      const e = ask({ path, cluster: 'cluster' });
      expectNear([e.standardError!], [effect.CR2], [effect.CR2], 'its error');
      const { reference } = e.interval;
      expectNear([reference.kind === 't' ? reference.df : Number.NaN], [effect.dfCR2], [effect.dfCR2], 'degrees of freedom');
    });

    it('has the value and the model-based error of get_margeff', () => {
      const e = ask({ path, covariance: 'nonrobust' });
      expectNear([e.value], [logit.margeff.overall.value[0]], [logit.margeff.overall.standardError[0]], 'effect');
      expectNear([e.standardError!], [logit.margeff.overall.standardError[0]], [logit.margeff.overall.standardError[0]], 'its error');
      const { oddsRatio, coefficients, logLikelihood } = e.details as LogisticEffectDetails;
      expectNear(
        coefficients.map((x) => x.standardError),
        [logit.nonrobust[0], ...logit.nonrobust.slice(1)],
        logit.nonrobust,
        'errors of coefficients',
      );
      expectNear([Math.log(oddsRatio.value), oddsRatio.logStandardError], [logit.coefficients[1], logit.nonrobust[1]], [1, 1], 'log odds ratio');
      expectNear([logLikelihood], [logit.logLikelihood], [Math.abs(logit.logLikelihood)], 'log likelihood', 1e-12);
    });

    it('has the robust error of the odds ratio', () => {
      const { oddsRatio } = ask({ path, covariance: 'HC0' }).details as LogisticEffectDetails;
      expectNear([oddsRatio.logStandardError], [logit.HC0[1]], [logit.HC0[1]], 'error of the log odds ratio');
    });
  });
});
