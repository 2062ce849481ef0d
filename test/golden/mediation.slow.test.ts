import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../src/estimate/answer.ts';
import type { CovarianceKind } from '../../src/inference/sandwich.ts';
import { ancova } from '../../src/methods/arms/ancova.ts';
import { itt } from '../../src/methods/arms/itt.ts';
import { controlledDirect } from '../../src/methods/randomized/mediation/controlled-direct.ts';
import { mediation } from '../../src/methods/randomized/mediation/mediation.ts';
import { mediatorEffects } from '../../src/methods/randomized/mediation/mediator-effects.ts';
import type { Covariate } from '../../src/protocol/protocol.ts';
import type { Asking } from '../../src/relation/asking.ts';
import type { SyncRelation } from '../../src/relation/relation.ts';
import { runSync } from '../../src/relation/run.ts';
import { expectAgreesWith, expectEstimate, expectRelative, type ReferenceEstimate } from '../support/agree.ts';
import { fileInMemory } from '../support/parquet.ts';

const folder = new URL('../../goldens/mediation/', import.meta.url);
const golden = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));

let sessions: SyncRelation;
let queries: SyncRelation;
beforeAll(async () => {
  sessions = await fileInMemory(new URL('sessions.csv', folder));
  queries = await fileInMemory(new URL('../notebook/rag.parquet', folder));
});
const asked = (asking: Asking<Answer>): Answer => runSync(sessions, asking);
const estimateIn = ({ estimates }: Answer, id: string) => {
  const found = estimates.find((e) => e.id === id);
  expect(found, `${id} among ${estimates.map((e) => e.id).join(', ')}`).toBeDefined();
  return found!;
};

interface StackedCase {
  readonly name: string;
  readonly outcome: string;
  readonly mediators: readonly string[];
  readonly covariates: readonly string[];
  readonly intermediates?: readonly string[];
  readonly expected: Readonly<Record<'HC0' | 'HC2' | 'team', Readonly<Record<string, ReferenceEstimate>>>>;
}
const stacked = golden('stacked.json');
const cases: readonly StackedCase[] = stacked.cases;
const asCovariates = (names: readonly string[]): readonly Covariate[] => names.map((name) => (name === 'g' ? { factor: name } : name));

describe('a stacked system of estimating equations in numpy', () => {
  const tolerance: number = stacked.tolerance.relative;

  it.each(cases.flatMap((one) => (['HC0', 'HC2', 'team'] as const).map((kind) => ({ ...one, kind }))))(
    '$name, $kind',
    ({ outcome, mediators, covariates, intermediates = [], kind, expected }) => {
      const errors = kind === 'team' ? { cluster: 'team' } : { covariance: kind };
      const o = { outcome, assignment: 'z', control: 0, mediators, covariates: asCovariates(covariates), ...errors };
      const found = asked(mediation({ ...o, models: 'linear', interval: 'wald' }));
      const suffix = `${outcome}:${mediators.join('+')}`;
      const at = (values: readonly number[] | undefined) => asked(controlledDirect({ ...o, intermediates, ...(values && { at: values }) }));
      for (const value of [0, 1]) {
        const values = mediators.map(() => value);
        expectAgreesWith(estimateIn(at(values), `controlled-direct:${suffix}@${values.join('+')}`), expected[kind][`held at ${value}`], tolerance);
      }
      if (outcome === 'y') expectAgreesWith(estimateIn(at(undefined), `controlled-direct:${suffix}`), expected[kind]['held at control'], tolerance);
      if (intermediates.length > 0) return;
      expectAgreesWith(estimateIn(found, `mediation-total:${suffix}`), expected[kind].total, tolerance);
      expectAgreesWith(estimateIn(found, `natural-direct:${suffix}`), expected[kind].direct, tolerance);
      expectAgreesWith(estimateIn(found, `natural-indirect:${suffix}`), expected[kind].indirect, tolerance);
      const share = found.estimates.find((e) => e.id === `proportion-mediated:${suffix}`);
      if (!share) return expect(found.findings.map((f) => f.check)).toContain('proportion-mediated');
      expectEstimate(share.value, expected[kind].share.value, expected[kind].share.standardError, tolerance);
      expectRelative(share.standardError, expected[kind].share.standardError, tolerance, 'standard error of the share');
    },
  );

  it('a band that is the interval of the indirect effect where errors are not correlated', () => {
    const found = asked(
      mediation({ outcome: 'y', assignment: 'z', control: 0, mediators: ['quality'], covariates: ['x'], covariance: 'HC0', interval: 'wald' }),
    );
    const [{ low, high }] = estimateIn(found, 'natural-indirect:y:quality').interval.pieces;
    const { x, low: lows, high: highs } = found.exhibits[1].columns;
    expectRelative(lows[x.indexOf(0)] as number, low!, tolerance, 'low');
    expectRelative(highs[x.indexOf(0)] as number, high!, tolerance, 'high');
  });

  it('the indirect effect by the correlation of errors', () => {
    const { correlationAtZero, standardError, at } = stacked.sensitivity;
    const found = asked(mediation({ outcome: 'y', assignment: 'z', control: 0, mediators: ['quality'], covariates: ['x', { factor: 'g' }] }));
    const zero = (found.estimates[2].details as { correlationAtZero: { correlation: number; standardError: number } }).correlationAtZero;
    expectRelative(zero.correlation, correlationAtZero, tolerance, 'correlation at zero');
    expectRelative(zero.standardError, standardError, tolerance, 'its standard error');
    const [, { columns }] = found.exhibits;
    for (const { rho, value } of at) expectEstimate(columns.y[columns.x.indexOf(rho)] as number, value, 0.1, tolerance, `at ${rho}`);
  });
});

describe('statsmodels Mediation', () => {
  const { cases: runs, tolerance } = golden('statsmodels.json');

  it.each(runs as { mediator: string; covariates: string[]; expected: Record<string, { value: number; monteCarloError: number }> }[])(
    'within three Monte Carlo errors through $mediator given $covariates',
    ({ mediator, covariates, expected }) => {
      const found = asked(mediation({ outcome: 'y', assignment: 'z', control: 0, mediators: [mediator], covariates }));
      for (const [part, id] of [
        ['total', 'mediation-total'],
        ['direct', 'natural-direct'],
        ['indirect', 'natural-indirect'],
      ]) {
        const { value, monteCarloError } = expected[part];
        expect(Math.abs(estimateIn(found, `${id}:y:${mediator}`).value - value), part).toBeLessThan(tolerance.monteCarloErrors * monteCarloError);
      }
    },
  );
});

describe('retrieval in the seed notebook', () => {
  const { ols, newcombe, printed, tolerance: allowed } = golden('notebook.json');
  const tolerance: number = allowed.relative;
  const arm = { assignment: 'rag_enabled', control: 0 };
  const kinds: readonly CovarianceKind[] = ['nonrobust', 'HC0', 'HC1', 'HC2', 'HC3'];
  const regressions = Object.values(ols as Record<string, { formula: string; params: Record<string, number>; standardErrors: Record<CovarianceKind, number> }>);
  const parsed = regressions.map((r) => ({ ...r, outcome: r.formula.split(' ~ ')[0], adjust: r.formula.split(' + ').slice(1) }));

  it.each(parsed.filter(({ adjust }) => adjust.length > 0))('$formula', ({ outcome, adjust, params, standardErrors }) => {
    for (const covariance of kinds) {
      const [found] = runSync(queries, ancova({ outcome, ...arm, adjust, covariance })).estimates;
      expectAgreesWith(found, { value: params.rag_enabled, standardError: standardErrors[covariance] }, tolerance);
      const { coefficients } = found.details as { coefficients: readonly { name: string; value: number }[] };
      for (const { name, value } of coefficients) {
        const seen = name === '(intercept)' ? 'Intercept' : name === 'rag_enabled=1' ? 'rag_enabled' : name;
        expectRelative(value, params[seen], tolerance, name);
      }
    }
  });

  it.each(parsed.filter(({ adjust }) => adjust.length === 0))('$formula', ({ outcome, params, standardErrors }) => {
    const [found] = runSync(queries, itt({ outcome, ...arm })).estimates;
    expectAgreesWith(found, { value: params.rag_enabled, standardError: standardErrors.HC2 }, tolerance);
    if (newcombe[outcome])
      expectAgreesWith(
        found,
        { value: params.rag_enabled, standardError: standardErrors.HC2, low: newcombe[outcome][0], high: newcombe[outcome][1] },
        tolerance,
      );
  });

  it('the total effect and the coefficient that controls for the mediators, as printed', () => {
    const found = runSync(queries, mediation({ outcome: 'task_success', ...arm, mediators: ['retrieval_hit', 'latency'], covariates: ['difficulty'] }));
    const naive = estimateIn(found, 'mediator-adjusted:task_success:retrieval_hit+latency');
    expect(naive.role).toBe('contrast-only');
    expectAgreesWith(naive, { value: printed['controlled_after_mediators.estimate'], standardError: ols.adjust_for_mediator.standardErrors.HC2 }, tolerance);
    const plain = runSync(queries, mediation({ outcome: 'task_success', ...arm, mediators: ['retrieval_hit'], models: 'linear' }));
    const total = estimateIn(plain, 'mediation-total:task_success:retrieval_hit');
    expectAgreesWith(total, { value: printed['total_effect.estimate'], standardError: printed['total_effect.std_error'] }, tolerance);
  });

  it('what retrieval does to each mediator', () => {
    const { estimates } = runSync(queries, mediatorEffects({ ...arm, mediators: ['retrieval_hit', 'latency'], adjust: 'none' }));
    for (const [i, name] of ['retrieval_hit_on_rag', 'latency_on_rag'].entries())
      expectAgreesWith(estimates[i], { value: ols[name].params.rag_enabled, standardError: ols[name].standardErrors.HC2 }, tolerance);
    const adjusted = runSync(queries, mediatorEffects({ ...arm, mediators: ['quality'], covariates: ['difficulty'], adjust: 'ancova' })).estimates[0];
    const reference = ols.quality_on_rag_total;
    expectAgreesWith(adjusted, { value: reference.params.rag_enabled, standardError: reference.standardErrors.HC2 }, tolerance);
  });
});
