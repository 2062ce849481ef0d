import { describe, expect, it } from 'vitest';
import { protocols } from '../../../../test/contract/protocols.ts';
import { fromColumns, type RowValue } from '../../../engines/memory/from-rows.ts';
import { EstimandError } from '../../../errors/estimand-error.ts';
import type { Answer } from '../../../estimate/answer.ts';
import type { Estimate } from '../../../estimate/estimate.ts';
import { stream } from '../../../math/random/stream.ts';
import type { Protocol } from '../../../protocol/protocol.ts';
import { runSync } from '../../../relation/run.ts';
import { complierEffect } from '../../randomized/complier-effect.ts';
import { itt } from '../itt.ts';
import type { TwoStageDetails } from './details.ts';
import type { TwoStageOptions } from './options.ts';
import { twoStageLeastSquares } from './two-stage-least-squares.ts';

const random = stream(77);
const n = 600;
const draw = (of: (i: number) => number): number[] => Array.from({ length: n }, (_, i) => of(i));
const u = draw(() => random.normal());
const x = draw(() => random.normal());
const z = draw((i) => i % 2);
const arm = Array.from({ length: n }, (_, i) => ['off', 'low', 'high'][i % 3]);
const [z1, z2] = [draw(() => random.normal()), draw(() => random.normal())];
const d = draw((i) => (random.normal() + u[i] + 1.5 * z[i] > 0.7 ? 1 : 0));
const amount = draw((i) => 2 + 0.8 * z1[i] + 0.5 * z2[i] + ['off', 'low', 'high'].indexOf(arm[i]) + u[i] + random.normal());
const y = draw((i) => 1 + d[i] + x[i] + u[i] + random.normal());
const ya = draw((i) => 1 + 0.5 * amount[i] + x[i] + u[i] + random.normal());
const table: Record<string, readonly RowValue[]> = { y, ya, d, amount, z, z1, z2, arm, x };

const answer = (options: Partial<TwoStageOptions>, changes: Record<string, readonly RowValue[]> = {}): Answer =>
  runSync(fromColumns({ ...table, ...changes }), twoStageLeastSquares({ outcome: 'y', treatment: 'd', ...options }));
const only = ({ estimates }: Answer): Estimate => {
  expect(estimates).toHaveLength(1);
  return estimates[0];
};
const detailsOf = (e: Estimate): TwoStageDetails => e.details as TwoStageDetails;
const error = (options: Partial<TwoStageOptions>, changes: Record<string, readonly RowValue[]> = {}): EstimandError => {
  try {
    answer(options, changes);
  } catch (found) {
    expect(found).toBeInstanceOf(EstimandError);
    return found as EstimandError;
  }
  throw new Error('no error');
};
const checksOf = ({ findings }: Answer) => findings.map(({ check, verdict }) => `${check} ${verdict}`);

describe('two-stage least squares', () => {
  it('is the complier effect without covariates, set and all', () => {
    const [a, b] = [
      only(answer({ assignment: 'z' })),
      runSync(fromColumns(table), complierEffect({ outcome: 'y', assignment: 'z', control: 0, usage: 'd' })).estimates[0],
    ];
    for (const key of ['value', 'standardError'] as const) expect(Math.abs(a[key]! / b[key]! - 1)).toBeLessThan(1e-11);
    expect(Math.abs(a.test!.pValue / b.test!.pValue - 1)).toBeLessThan(1e-9);
    for (const end of ['low', 'high'] as const) expect(Math.abs(a.interval.pieces[0][end]! - b.interval.pieces[0][end]!)).toBeLessThan(1e-10);
    expect([a.sizes, a.estimand.population, a.estimand.contrast]).toEqual([b.sizes, 'compliers', { treatment: 'd = 1', control: 'd = 0' }]);
  });

  it('takes arms, indicators, a factor and a number for the same instrument', () => {
    const numeric = only(answer({ instruments: ['z'] }));
    for (const options of [{ assignment: 'z' }, { instruments: [{ factor: 'z' }] }]) {
      const found = only(answer(options));
      expect(Math.abs(found.value / numeric.value - 1)).toBeLessThan(1e-11);
      expect(Math.abs(found.standardError! / numeric.standardError! - 1)).toBeLessThan(1e-10);
    }
    expect(numeric.sizes).toEqual({ units: n, perArm: { all: n }, dropped: { all: 0 } });
  });

  it('asks one effect of several arms, and whether they agree', () => {
    const found = answer({ outcome: 'ya', treatment: 'amount', assignment: 'arm', covariates: ['x'] });
    const { estimand, sizes } = only(found);
    expect([estimand.contrast, estimand.population]).toEqual([{ treatment: 'amount + 1', control: 'amount' }, 'units that the instruments move']);
    expect(sizes.perArm).toEqual({ high: 200, low: 200, off: 200 });
    expect(checksOf(found)).toEqual(['weak-instrument pass', 'over-identification pass', 'endogeneity warn', 'instrument-assumptions warn']);
    const two = answer({ outcome: 'ya', treatment: 'amount', assignment: 'arm', arms: ['off', 'high'] });
    expect([only(two).sizes.units, checksOf(two)[1]]).toEqual([400, 'endogeneity warn']);
  });

  it('keeps units whose covariates are missing, and drops those without treatment or instrument', () => {
    const gaps = (values: readonly RowValue[], from: number): readonly RowValue[] => values.map((value, i) => (i >= from && i < from + 10 ? null : value));
    const found = answer(
      { instruments: ['z1'], treatment: 'amount', outcome: 'ya', covariates: ['x'] },
      { x: gaps(x, 0), z1: gaps(z1, 20), amount: gaps(amount, 40), ya: gaps(ya, 60) },
    );
    expect(only(found).sizes).toEqual({ units: n - 30, perArm: { all: n - 30 }, dropped: { all: 30 } });
    expect(checksOf(found)).toContain('imputed-covariate warn');
  });

  it('has an effect of each of several treatments, with the interval of Wald', () => {
    const found = answer({ outcome: 'ya', treatment: ['amount', 'd'], instruments: ['z', 'z1', 'z2'], covariates: ['x'] });
    expect(found.estimates.map(({ id }) => id)).toEqual(['two-stage-least-squares:ya:amount', 'two-stage-least-squares:ya:d']);
    for (const e of found.estimates) {
      const { wald, interval } = detailsOf(e);
      expect([interval, e.interval.pieces[0].low, e.bounds !== undefined, e.test!.pValue]).toEqual(['wald', wald.low, true, wald.pValue]);
    }
    expect(checksOf(found)).toContain('weak-instrument warn');
  });

  it('says so when the treatment is the instrument: the assignment that everybody follows, or least squares', () => {
    const followed = answer({ assignment: 'z', covariates: ['x'] }, { d: z });
    expect(checksOf(followed)).toEqual(['weak-instrument pass', 'instrument-assumptions warn']);
    expect(detailsOf(only(followed)).firstStage).not.toHaveProperty('robustF');
    const plain = runSync(fromColumns({ ...table, d: z }), itt({ outcome: 'y', assignment: 'z', control: 0 })).estimates[0];
    expect(Math.abs(only(answer({ assignment: 'z' }, { d: z })).value - plain.value)).toBeLessThan(1e-11);
    expect(answer({ instruments: ['copy'] }, { copy: d }).findings[0]).toMatchObject({
      check: 'weak-instrument',
      verdict: 'warn',
      says: expect.stringContaining('least squares'),
    });
    const dose = answer({ outcome: 'ya', treatment: 'dose', assignment: 'arm' }, { dose: arm.map((a) => ['off', 'low', 'high'].indexOf(a)) });
    expect(checksOf(dose)).toContain('weak-instrument pass');
  });

  it('fails relevance when the set is unbounded, agreement when it is empty', () => {
    const weak = answer({ instruments: ['z2'] });
    expect(only(weak).interval.pieces.every(({ low, high }) => low !== undefined && high !== undefined)).toBe(false);
    expect(weak.findings[0]).toMatchObject({ check: 'weak-instrument', verdict: 'fail' });
    const apart = answer({ outcome: 'direct', treatment: 'amount', instruments: ['z1', 'z2'] }, { direct: ya.map((v, i) => v + 2 * z2[i]) });
    expect(only(apart).interval.pieces).toEqual([]);
    expect(apart.findings.find(({ check }) => check === 'over-identification')).toMatchObject({ verdict: 'fail', says: expect.stringContaining('empty') });
  });

  it('refuses what cannot be divided by, and a unit of leverage one', () => {
    const balanced = z.map((_, i) => (i % 4 < 2 ? 1 : 0));
    for (const changes of [{ d: balanced }, { d: z.map(() => 1) }]) {
      const { estimates, findings } = answer({ assignment: 'z' }, changes);
      expect([estimates, findings[0].check, findings[0].verdict]).toEqual([[], 'weak-instrument', 'refuse']);
    }
    const alone = z1.map((_, i) => (i === 5 ? 'own' : 'rest'));
    expect(answer({ treatment: 'amount', instruments: ['z1', { factor: 'alone' }] }, { alone }).findings).toMatchObject([
      { check: 'leverage', verdict: 'refuse' },
    ]);
    expect(answer({ outcome: 'made', treatment: 'amount', instruments: ['z1'] }, { made: amount.map((a) => 2 * a) }).findings[0].check).toBe(
      'determined-outcome',
    );
  });

  it('shows who the compliers are, unless told not to', () => {
    const found = answer({ assignment: 'z', covariates: ['x'] });
    expect(found.exhibits.map(({ id }) => id)).toEqual(['first-stage:two-stage-least-squares:y', 'compliers:two-stage-least-squares:y']);
    expect(detailsOf(only(found)).compliers).toHaveLength(1);
    expect(answer({ assignment: 'z', covariates: ['x'], complierMeans: false }).exhibits).toHaveLength(1);
  });
});

describe('two-stage least squares in a study', () => {
  const protocol: Protocol = { ...protocols[0], assignment: { column: 'arm', control: 'off', treatments: ['low', 'high'], alike: true }, covariates: [] };
  const planned = (changes: Partial<Protocol>) => twoStageLeastSquares.planned({ ...protocol, ...changes }).map(({ options }) => options);
  const two = { column: 'z', control: '0', treatments: ['1'] };

  it('is one effect of all arms that run the same on the primary outcome, and never decides', () => {
    const [options, ...others] = planned({});
    expect(options).toMatchObject({ outcome: 'y', treatment: 'd', assignment: 'arm', arms: ['off', 'low', 'high'], covariates: [], role: 'secondary' });
    expect(others).toEqual([]);
    const found = runSync(fromColumns(table), twoStageLeastSquares(options as TwoStageOptions));
    expect(detailsOf(only(found)).overIdentification?.score?.df).toBe(1);
  });

  it('is one of each arm against control where they are different treatments', () => {
    const assignment = { column: 'arm', control: 'off', treatments: ['low', 'high'] };
    expect(planned({ assignment })).toEqual([]);
    expect(planned({ assignment, covariates: ['x'] })).toMatchObject([
      { arms: ['off', 'low'], arm: 'low' },
      { arms: ['off', 'high'], arm: 'high' },
    ]);
  });

  it('is asked where it says more than the complier effect: covariates, or several arms', () => {
    expect(planned({ assignment: two })).toEqual([]);
    expect(planned({ usage: undefined })).toEqual([]);
    expect(planned({ assignment: two, covariates: ['x'] })).toMatchObject([{ covariates: ['x'], complierMeans: false }]);
  });
});

describe('two-stage least squares, asked wrongly', () => {
  it.each([
    ['the treatment as instrument', { instruments: ['d'] }, 'd', ['treatment', 'instrument']],
    ['an instrument among the covariates', { instruments: ['z'], covariates: ['x', 'z'] }, 'z', ['instrument', 'covariate']],
    ['the outcome as treatment', { treatment: 'y', instruments: ['z'] }, 'y', ['outcome', 'treatment']],
    ['the assignment as instrument too', { assignment: 'z', instruments: ['z'] }, 'z', ['instrument', 'instrument']],
  ] as const)('%s', (_, options, column, roles) => {
    expect(error(options)).toMatchObject({ code: 'column-in-two-roles', facts: { column, roles } });
  });

  it('too few instruments, or none', () => {
    expect(error({})).toMatchObject({ code: 'instruments-too-few', facts: { treatments: ['d'], instruments: 0 } });
    expect(error({ treatment: ['d', 'amount'], instruments: ['z'] })).toMatchObject({ code: 'instruments-too-few', facts: { instruments: 1 } });
  });

  it('an instrument that is constant', () => {
    expect(error({ instruments: ['flat'] }, { flat: z.map(() => 3) })).toMatchObject({ code: 'instrument-constant', facts: { column: 'flat', value: '3' } });
    expect(error({ instruments: [{ factor: 'flat' }] }, { flat: z.map(() => 'a') })).toMatchObject({ code: 'instrument-constant', facts: { value: 'a' } });
    expect(error({ assignment: 'flat' }, { flat: z.map(() => 'a') })).toMatchObject({ code: 'instrument-constant', facts: { column: 'flat', value: 'a' } });
  });

  it('an instrument that the covariates know, a treatment that they determine', () => {
    const twice = x.map((v) => 2 * v - 1);
    expect(error({ instruments: ['twice'], covariates: ['x'] }, { twice })).toMatchObject({
      code: 'instruments-collinear',
      facts: { columns: ['twice', 'x'] },
    });
    expect(error({ treatment: 'twice', instruments: ['z'], covariates: ['x'] }, { twice })).toMatchObject({ code: 'treatment-determined' });
    expect(error({ instruments: ['z'], covariates: ['x', 'twice'] }, { twice })).toMatchObject({ code: 'covariates-collinear' });
  });

  it('nothing to read', () => {
    const none = z.map(() => null);
    expect(error({ instruments: ['z'] }, { y: none })).toMatchObject({ code: 'units-incomplete', facts: { columns: ['y', 'd', 'z'] } });
    expect(error({ assignment: 'z' }, { d: d.map((used, i) => (z[i] === 1 ? null : used)) })).toMatchObject({ code: 'units-incomplete', facts: { arm: '1' } });
    const few = Object.fromEntries(Object.entries(table).map(([name, values]) => [name, values.slice(0, 4)]));
    expect(error({ instruments: ['z1', 'z2'], covariates: ['x'] }, few)).toMatchObject({ code: 'too-few-rows', facts: { rows: 4, parameters: 4 } });
    const empty = Object.fromEntries(Object.entries(table).map(([name]) => [name, []]));
    expect(error({ instruments: ['z'] }, empty)).toMatchObject({ code: 'too-few-rows', facts: { rows: 0 } });
  });

  it('options that do not go together', () => {
    expect(error({ instruments: ['z'], covariance: 'CR2' })).toMatchObject({ code: 'option-invalid', facts: { option: 'covariance' } });
    expect(error({ instruments: ['z'], covariance: 'HC2', cluster: 'arm' })).toMatchObject({ code: 'option-invalid', facts: { option: 'covariance' } });
    expect(error({ instruments: ['z'], covariance: 'HC9' as 'HC2' })).toMatchObject({ code: 'option-invalid', facts: { option: 'covariance' } });
    expect(error({ treatment: [], instruments: ['z'] })).toMatchObject({ code: 'option-invalid', facts: { option: 'treatment' } });
  });

  it('says what to do about it', () => {
    for (const found of [error({ instruments: ['d'] }), error({}), error({ assignment: 'z', arms: [0, 7] })]) {
      expect(found.what).toMatch(/\.$/);
      expect(found.mend).toMatch(/\.$/);
    }
  });
});
