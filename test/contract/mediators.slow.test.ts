import { describe, expect, it } from 'vitest';
import { openFiles } from '../../src/engines/duckdb/open-files.ts';
import type { Estimate } from '../../src/estimate/estimate.ts';
import { column } from '../../src/expressions/build.ts';
import { run } from '../../src/relation/run.ts';
import { expectDeepClose } from '../support/deep-close.ts';
import { temporaryFiles } from '../support/duckdb-files.ts';
import { answerOf, type Contracted, each, errorOf, mediating, questions, rows } from './questions.ts';
import { contractRows, type Row } from './table.ts';

/** Estimates with an effect as value; the share and the coefficient that controls for mediators obey laws of their own. */
const effectsOf = (question: Contracted, changes: object = {}, on: readonly Row[] = rows): readonly Estimate[] =>
  answerOf(question, changes, on).estimates.filter(({ id, role }) => role === 'mechanism' && !id.startsWith('proportion'));
const named = (question: Contracted, id: string, changes: object = {}, on: readonly Row[] = rows): Estimate =>
  effectsOf(question, changes, on).find((e) => e.id.startsWith(id))!;
const [mediation] = questions.filter(({ id }) => id === 'mediation');
const [mediatorEffects] = questions.filter(({ id }) => id === 'mediator-effects');
const teams = rows.map((row, i) => ({ ...row, unit: `team ${Math.floor(Math.sqrt(i) * 0.97)}-${row.z}` }));

describe('questions of mediators', () => {
  it('are two, and one of the mediators themselves', () => {
    expect(mediating.map(({ id }) => id).sort()).toEqual(['controlled-direct', 'mediation']);
    expect(effectsOf(mediatorEffects).map(({ id }) => id)).toEqual(['mediator-effects:d']);
  });

  it('takes the total effect apart without a rest', () => {
    const [total, direct, indirect] = ['mediation-total', 'natural-direct', 'natural-indirect'].map((id) => named(mediation, id).value);
    expect(direct + indirect).toBeCloseTo(total, 12);
  });

  it('has the adjusted effect as total effect', () => {
    const [adjusted] = questions.filter(({ id }) => id === 'adjusted-itt');
    const [found] = answerOf(adjusted).estimates;
    const total = named(mediation, 'mediation-total');
    expect(total.value).toBeCloseTo(found.value, 10);
    expect(total.standardError! / found.standardError!).toBeCloseTo(1, 3);
  });
});

describe('of an arm in which nothing is left of the outcome to explain', () => {
  const three = contractRows(360, 9).map((row, i) => ({ ...row, z: i % 3 }));
  const inArm2 = (of: (row: Row) => number | null): readonly Row[] => three.map((row) => (row.z === 2 ? { ...row, y: of(row) } : row));

  it.each<[string, string, readonly Row[]]>([
    ['it is the same for every unit', 'outcome-fixed', inArm2(() => 1)],
    ['covariates make it', 'outcome-fixed', inArm2((row) => 3 - 2 * row.x!)],
    ['the mediator makes it', 'determined-outcome', inArm2((row) => 0.1 + 7 * row.d!)],
    ['both make it', 'determined-outcome', inArm2((row) => 0.1 + 7 * row.d! - row.x!)],
  ])('the parts are refused where %s, and told of the other arm', (_, check, on) => {
    const { estimates, findings } = answerOf(mediation, {}, on);
    expect(new Set(estimates.map((e) => e.estimand.contrast.treatment))).toEqual(new Set(['1']));
    expect(findings).toContainEqual(
      expect.objectContaining({ check, verdict: 'refuse', about: { column: 'd' }, says: expect.stringContaining('Within arm 2 of z') }),
    );
  });
});

each(mediating)('$id', ({ question }) => {
  const base = effectsOf(question);
  const values = (of: readonly Estimate[]) => of.map(({ value, standardError }) => [value, standardError]);

  it('names estimates by outcome and mediators, and none speaks for the outcome', () => {
    for (const { id, role, estimand, sizes } of base) {
      expect(id).toMatch(/^[a-z]+(-[a-z]+)*:y:d(@[01])?$/);
      expect([role, estimand.outcome, sizes.units]).toEqual(['mechanism', 'y', rows.length]);
    }
  });

  it('follows the outcome when it is scaled and moved', () => {
    const found = effectsOf(
      question,
      {},
      rows.map((row) => ({ ...row, y: 3 * row.y! + 7 })),
    );
    expectDeepClose(
      values(found),
      base.map(({ value, standardError }) => [3 * value, 3 * standardError!]),
      1e-9,
    );
  });

  it('does not care about the units of the mediator', () => {
    const at = question.id === 'mediation' ? [{}, {}] : [{ at: [0.4] }, { at: [-1.8] }];
    const found = effectsOf(
      question,
      at[1],
      rows.map((row) => ({ ...row, d: 2 - 9.5 * row.d! })),
    );
    expectDeepClose(values(found), values(effectsOf(question, at[0])), 1e-9);
  });

  it('halves the variance when every row is there twice', () => {
    const found = effectsOf(question, { covariance: 'HC0' }, [...rows, ...rows]);
    const once = effectsOf(question, { covariance: 'HC0' });
    expectDeepClose(
      values(found),
      once.map(({ value, standardError }) => [value, standardError! / Math.SQRT2]),
      1e-9,
    );
  });

  it('estimates each of several arms under its own name', () => {
    const three = contractRows(360, 9).map((row, i) => ({ ...row, z: i % 3 }));
    const found = effectsOf(question, {}, three);
    expect(found.map(({ id }) => id)).toEqual(
      ['1', '2'].flatMap((arm) => base.map(({ id }) => (id.includes('@') ? id.replace('@', `:${arm}@`) : `${id}:${arm}`))),
    );
  });

  it('adds errors up by cluster, whatever clusters are called', () => {
    const found = effectsOf(question, { cluster: 'unit' }, teams);
    const count = new Set(teams.map(({ unit }) => unit)).size;
    // Parts are read from drawn parameters; beside them stands the interval by t.
    for (const { sizes, interval, details } of found) {
      const { reference } = (details as { readonly byT?: typeof interval } | undefined)?.byT ?? interval;
      expect(sizes.clusters).toBe(count);
      expect(reference.kind === 't' && reference.df).toBeLessThan(count - 1);
    }
    const [freedom] = answerOf(question, { cluster: 'unit' }, teams).findings.filter(({ check }) => check === 'cluster-freedom');
    expect(freedom.says).toContain(`from ${count} clusters of unit`);
    const renamed = teams.map((row) => ({ ...row, unit: `x${row.unit}` }));
    expectDeepClose(effectsOf(question, { cluster: 'unit' }, renamed), found, 1e-9);
    const single = effectsOf(question, { cluster: 'unit' });
    for (const [i, e] of single.entries()) expect(e.standardError! / base[i].standardError!).toBeCloseTo(1, 1);
  });

  it('is the same in SQL, clusters too', async () => {
    const files = await temporaryFiles();
    const kinds = { y: 'tenths', z: 'integer', d: 'integer', x: 'tenths', g: 'text', unit: 'text' } as const;
    const columns = Object.entries(kinds).map(([name, kind]) => ({ name, kind, values: teams.map((row) => row[name as keyof typeof kinds]) }));
    const sql = await openFiles(await files.write({ rows: teams.length, columns }), { name: 'the contract table', threads: 2 });
    const found = await run(sql, question.onExample({ cluster: 'unit' }).ask());
    expectDeepClose(found, answerOf(question, { cluster: 'unit' }, teams), 1e-8);
    sql.close();
    await files.close();
  });

  it.each([
    ['is known in one arm only', 'mediator-missing', (row: Row) => (row.z === 1 ? row.d : null)],
    ['is the same everywhere', 'mediator-constant', () => 1],
    ['does as assigned', 'mediator-fixed', (row: Row) => row.z],
  ] as const)('refuses a mediator that %s, and says so of the mediator', (_, check, of) => {
    const { estimates, findings } = answerOf(
      question,
      {},
      rows.map((row) => ({ ...row, d: of(row) })),
    );
    expect(estimates).toEqual([]);
    expect(findings).toMatchObject([{ check, verdict: 'refuse', about: { column: 'd' } }]);
  });

  it('counts what it leaves out for an unknown mediator, and says so', () => {
    const holes = rows.map((row, i) => ({ ...row, d: i % 8 === 3 ? null : row.d }));
    const { estimates, findings } = answerOf(question, {}, holes);
    expect(estimates.map(({ sizes }) => sizes.units)).toEqual(estimates.map(() => 210));
    expect(findings.filter(({ check }) => check === 'mediator-missing')).toMatchObject([{ verdict: 'warn', statistic: 30, about: { column: 'd' } }]);
  });

  it.each([
    [{ covariates: ['d'] }, 'column-in-two-roles'],
    [{ mediators: ['z'] }, 'column-in-two-roles'],
    [{ mediators: ['d', 'd'] }, 'column-in-two-roles'],
    [{ measure: column('d') }, 'column-in-two-roles'],
    [{ mediators: [] }, 'option-invalid'],
    [{ covariance: 'HC1' }, 'option-invalid'],
    [{ covariance: 'HC2', cluster: 'unit' }, 'option-invalid'],
  ])('stops at %o', (changes, code) => {
    expect(errorOf(question, changes, rows)).toMatchObject({ code });
  });
});

it('stops where a mediator is named as covariate: what is measured before assignment is no mediator', () => {
  expect(errorOf(mediatorEffects, { covariates: ['d'] }, rows)).toMatchObject({ code: 'column-in-two-roles', facts: { roles: ['covariate', 'mediator'] } });
});

it('has both natural effects, which add up the other way round, and the mean of both', () => {
  const value = (id: string): number => effectsOf(mediation).find((e) => e.id === `${id}:y:d`)!.value;
  expect(value('natural-direct-at-treatment') + value('natural-indirect-at-control')).toBeCloseTo(value('mediation-total'), 12);
  expect(value('natural-direct-average') + value('natural-indirect-average')).toBeCloseTo(value('mediation-total'), 12);
  expect(value('natural-indirect-average')).toBeCloseTo((value('natural-indirect') + value('natural-indirect-at-control')) / 2, 12);
});

it('reads parts from drawn parameters: one-sided bounds, interval and p-value of one distribution, as by t where units are many', () => {
  const many = contractRows(4000, 3);
  for (const e of effectsOf(mediation, {}, many).filter(({ id }) => id.startsWith('natural-'))) {
    const { byT } = e.details as { readonly byT: typeof e.interval };
    const [drawn, t] = [e.interval, byT].map(({ pieces: [{ low, high }] }) => [low!, high!]);
    expect(e.interval.reference.kind).toBe('bootstrap');
    for (const end of [0, 1]) expect(Math.abs(drawn[end] - t[end])).toBeLessThan(0.06 * e.standardError!);
    expect(drawn[0] > 0 || drawn[1] < 0).toBe(e.test!.pValue < 0.05);
    expect(e.bounds!.low).toBeGreaterThan(drawn[0]);
  }
  // Few units: a product is skewed, and its interval reaches farther where its parts would be larger.
  const few = effectsOf(mediation, {}, contractRows(24, 3)).find(({ id }) => id === 'natural-indirect:y:d')!;
  const [{ low, high }] = few.interval.pieces;
  expect(Math.abs(high! - few.value - (few.value - low!))).toBeGreaterThan(0.05 * few.standardError!);
});

it('takes apart what only the treated arm varies in', () => {
  const control = rows.map((row) => (row.z === 0 ? { ...row, d: 0 } : row));
  expect(effectsOf(mediation, {}, control).map(({ id }) => id)).toEqual(['mediation-total:y:d', 'natural-direct:y:d', 'natural-indirect:y:d']);
});
