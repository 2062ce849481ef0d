import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../../test/support/code-of.ts';
import { type ColumnData, fromColumns } from '../../../engines/memory/from-rows.ts';
import type { Answer } from '../../../estimate/answer.ts';
import type { Estimate } from '../../../estimate/estimate.ts';
import { runSync } from '../../../relation/run.ts';
import { feedbackLoop as scenario } from '../../../scenarios/feedback-loop/feedback-loop.ts';
import { itt } from '../../arms/itt.ts';
import { type PopulationEffectOptions, populationEffect } from './population-effect.ts';
import { type PopulationMeanOptions, populationMean } from './population-mean.ts';

type Columns = Readonly<Record<string, ColumnData>>;
const { columns, truth } = scenario.simulate({ n: 4_000, seed: 8, requestsPerPeriod: 500 });
const resolved = Array.from(columns.resolved as ArrayLike<number | undefined>, (y) => y ?? null);
const minutes = resolved.map((y, i) => (y === null ? null : 20 + 4 * (columns.difficulty[i] as number) - 2 * (columns.new_prompt[i] as number) + y));
const log: Columns = { ...(columns as Columns), resolved, minutes };
const changed = (name: string, value: (x: number, i: number) => number | boolean | string | null): Columns => ({
  ...log,
  [name]: Array.from(log[name] as ArrayLike<number>, value) as ColumnData,
});

const logged = { outcome: 'minutes', served: 'served', probability: 'served_chance', contexts: ['difficulty'] } as const;
const { probability, ...estimated } = { ...logged, period: 'period' };
const arms = { assignment: 'new_prompt', control: 0 } as const;
const meanOf = (options: PopulationMeanOptions, on: Columns = log): Answer => runSync(fromColumns(on), populationMean(options));
const effectOf = (options: PopulationEffectOptions, on: Columns = log): Estimate => runSync(fromColumns(on), populationEffect(options)).estimates[0];
const near = (a: number, b: number, tolerance = 1e-9): void => expect(Math.abs(a - b), `${a} against ${b}`).toBeLessThan(tolerance * Math.max(1, Math.abs(b)));

describe('where everybody is served', () => {
  const all: Columns = {
    ...log,
    minutes: Array.from(minutes, (_, i) => (i * 7919) % 101),
    served: new Float64Array(4_000).fill(1),
    served_chance: new Float64Array(4_000).fill(1),
  };

  it.each([
    ['logged', logged],
    ['estimated', estimated],
  ])('the effect is that of intention to treat, with %s chances', (_, options) => {
    const [found, plain] = [effectOf({ ...options, ...arms }, all), runSync(fromColumns(all), itt({ outcome: 'minutes', ...arms })).estimates[0]];
    near(found.value, plain.value);
    near(found.standardError!, plain.standardError!);
    expect(found.interval.reference).toMatchObject({ kind: 't' });
    near(found.interval.pieces[0].low!, plain.interval.pieces[0].low!);
    near(found.relative!.value, plain.relative!.value);
  });

  it('the mean is that of the labels', () => {
    const [weighted, , labelled] = meanOf(logged, all).estimates;
    near(weighted.value, labelled.value);
    near(weighted.standardError!, labelled.standardError!);
  });
});

describe.each([
  ['logged', logged],
  ['estimated', estimated],
])('with %s chances', (_, options) => {
  const base = effectOf({ ...options, ...arms });

  it('swapping arms turns the effect around', () => {
    const found = effectOf({ ...options, assignment: 'new_prompt', control: 1 });
    near(found.value, -base.value);
    near(found.standardError!, base.standardError!);
  });

  it('estimates each of several arms under its own name, alike in any company where chances are logged', () => {
    const three = changed('new_prompt', (z, i) => (i % 5 === 0 ? 2 : z));
    const { estimates } = runSync(fromColumns(three), populationEffect({ ...options, ...arms }));
    expect(estimates.map(({ id, estimand }) => [id, estimand.contrast])).toEqual(
      ['1', '2'].map((treatment) => [`population-effect:minutes:${treatment}`, { treatment, control: '0' }]),
    );
    const [alone] = runSync(fromColumns(three), populationEffect({ ...options, ...arms, treatments: [2] })).estimates;
    near(alone.value, estimates[1].value);
    near(alone.standardError!, estimates[1].standardError!);
  });

  it('ignores a constant added to the outcome, and scales with it', () => {
    const moved = effectOf({ ...options, ...arms }, { ...log, minutes: minutes.map((y) => (y === null ? null : 1000 - 3 * y)) });
    near(moved.value, -3 * base.value, 1e-8);
    near(moved.standardError!, 3 * base.standardError!, 1e-8);
  });

  it('keeps its value, and halves its variance but for degrees of freedom, when every request is doubled', () => {
    const twice = Object.fromEntries(
      Object.entries(log).map(([name, values]) => [name, [...Array.from(values as ArrayLike<number>), ...Array.from(values as ArrayLike<number>)]]),
    );
    const found = effectOf({ ...options, ...arms }, twice as Columns);
    near(found.value, base.value, 1e-8);
    near(found.standardError! * Math.SQRT2, base.standardError!, 1e-3);
  });

  it('is nearer to the truth of all requests than labels are', () => {
    const mean = truth.realised.find(({ id }) => id === 'mean/resolved')!.value;
    const { estimates } = meanOf({ ...options, outcome: 'resolved' });
    const labelled = estimates.find(({ id }) => id.endsWith(':labelled'))!;
    expect(labelled.role).toBe('contrast-only');
    expect(Math.abs(estimates[0].value - mean)).toBeLessThan(3 * estimates[0].standardError!);
    expect(Math.abs(labelled.value - mean)).toBeGreaterThan(4 * labelled.standardError!);
  });

  it('does not read labels of requests that were not served', () => {
    const stray = { ...log, minutes: minutes.map((y) => y ?? 1e6) };
    const found = effectOf({ ...options, ...arms }, stray);
    expect([found.value, found.standardError]).toEqual([base.value, base.standardError]);
  });
});

describe('what it rests on', () => {
  const of = ({ findings }: Answer, check: string) => findings.find((f) => f.check === check);

  it('estimated chances are said to be, and lost labels', () => {
    expect(of(meanOf(estimated), 'serving-estimated')?.verdict).toBe('warn');
    const lost = { ...log, minutes: minutes.map((y, i) => (i % 9 === 0 ? null : y)) };
    expect(of(meanOf(logged, lost), 'label-lost')?.says).toMatch(/^minutes is unknown for \d+ served requests/);
  });

  it('chances that are not those of serving fail, and force HOLD', () => {
    const halved = changed('served_chance', (p) => 0.7 * p);
    expect(of(meanOf(logged, halved), 'serving-chance')).toMatchObject({ verdict: 'fail', identification: true });
    expect(of(meanOf(logged), 'serving-chance')).toBeUndefined();
  });

  it('requests that could not be served are not spoken for, and are counted', () => {
    const barred = changed('served_chance', (p, i) => (log.served[i] === 0 && i % 50 === 0 ? 0 : p));
    const answer = meanOf(logged, barred);
    const never = Array.from(barred.served_chance as ArrayLike<number>).filter((p) => p === 0).length;
    expect(of(answer, 'never-served')).toMatchObject({ verdict: 'warn', statistic: never });
    expect(answer.estimates[0].sizes.units).toBe(4_000 - never);
    expect(answer.estimates[0].value).toBe(meanOf(logged).estimates[0].value);
  });

  it('one request that speaks for many is said', () => {
    const rare = changed('served_chance', (p, i) => (i === resolved.findIndex((y) => y !== null) ? 1e-4 : p));
    expect(of(meanOf(logged, rare), 'serving-overlap')).toMatchObject({ verdict: 'warn' });
    expect(of(meanOf(logged), 'serving-overlap')).toMatchObject({ verdict: 'pass' });
  });

  it('missing contexts leave the weighted mean as it is, without the augmented one', () => {
    const holes = changed('difficulty', (x, i) => (i % 10 === 0 ? null : x));
    const { estimates, findings } = meanOf(logged, holes);
    expect(estimates.map(({ id }) => id)).toEqual(['population-mean:minutes', 'population-mean:minutes:labelled']);
    expect(estimates[0].value).toBe(meanOf(logged).estimates[0].value);
    expect(findings.find((f) => f.check === 'not-augmented')?.verdict).toBe('warn');
    expect(of(meanOf(estimated, holes), 'requests-left-out')?.statistic).toBe(400);
  });
});

describe('bad input', () => {
  it.each([
    ['a served column that is no flag', 'served-not-binary', changed('served', (s) => 2 * s)],
    ['a served column of words', 'served-not-binary', changed('served', (s) => (s === 1 ? 'yes' : 'no'))],
    ['nobody served', 'served-nobody', changed('served', () => 0)],
    ['nobody served in an arm', 'served-nobody', changed('served', (s, i) => (log.new_prompt[i] === 1 ? 0 : s))],
    ['a chance above one', 'served-chance-invalid', changed('served_chance', (p, i) => (i === 5 ? 1.2 : p))],
    ['a chance below zero', 'served-chance-invalid', changed('served_chance', (p, i) => (i === 5 ? -0.1 : p))],
    ['a chance of zero though served', 'served-chance-invalid', changed('served_chance', (p, i) => (log.served[i] === 1 && i < 9 ? 0 : p))],
  ] as const)('%s', (_, code, on) => {
    expect(codeOf(() => effectOf({ ...logged, ...arms }, on))).toBe(code);
    if (!code.startsWith('served-chance')) expect(codeOf(() => effectOf({ ...estimated, ...arms }, on))).toBe(code);
  });

  it('a column, a level or an arm that is not there', () => {
    expect(codeOf(() => meanOf({ ...logged, served: 'was_served' }))).toBe('column-unknown');
    expect(codeOf(() => meanOf({ ...estimated, period: 'week' }))).toBe('column-unknown');
    expect(codeOf(() => meanOf({ ...logged, level: 95 }))).toBe('option-invalid');
    expect(codeOf(() => meanOf({ ...logged, contexts: ['minutes'] }))).toBe('option-invalid');
    expect(codeOf(() => effectOf({ ...logged, assignment: 'new_prompt', control: 'off' }))).toBe('arm-missing');
    expect(codeOf(() => effectOf({ ...logged, ...arms, treatments: [2] }))).toBe('arm-missing');
  });

  it.each([
    ['no context at all', { ...estimated, contexts: [] }, log, /no chance to be served is logged/],
    ['more periods than a model can have', estimated, changed('period', (_, i) => i % 150), /period has 150 values, more than the 100 levels/],
    ['a period in which nobody was served', estimated, changed('served', (s, i) => (log.period[i] === 3 ? 0 : s)), /period=3/],
    ['contexts that tell who is served', estimated, changed('served', (_, i) => ((log.difficulty[i] as number) < 0.3 ? 1 : 0)), /served cannot be modelled/],
  ] as const)('refuses where chances must be estimated from %s', (_, options, on, says) => {
    const known = { ...on, minutes: Array.from({ length: 4_000 }, (__, i) => i % 13) };
    const { estimates, findings } = meanOf(options, known);
    expect(estimates).toEqual([]);
    expect(findings).toMatchObject([{ check: 'serving-model', verdict: 'refuse', says: expect.stringMatching(says) }]);
  });
});
