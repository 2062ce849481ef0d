import { describe, expect, it } from 'vitest';
import { openFiles } from '../../src/engines/duckdb/open-files.ts';
import type { Answer } from '../../src/estimate/answer.ts';
import { run } from '../../src/relation/run.ts';
import { expectDeepClose } from '../support/deep-close.ts';
import { temporaryFiles } from '../support/duckdb-files.ts';
import { answerOf, errorOf, questions } from './questions.ts';
import { contractRows, type Row } from './table.ts';

const [mediation] = questions.filter(({ id }) => id === 'mediation');
/** An outcome of 0 and 1. */
const shares = (rows: readonly Row[]): readonly Row[] => {
  const [middle] = rows
    .map(({ y }) => y!)
    .sort((a, b) => a - b)
    .slice(rows.length / 2);
  return rows.map((row) => ({ ...row, y: Number(row.y! > middle) }));
};
const rows = shares(contractRows(240, 3));
const told = ({ estimates }: Answer, id: string) => estimates.find((e) => e.id === `${id}:y:d`)!;
const models = ({ findings }: Answer) => findings.find(({ check }) => check === 'mediation-models');

describe('an outcome of 0 and 1', () => {
  const found = answerOf(mediation, {}, rows);

  it('is modelled by logistic regression, which a finding and the record say', () => {
    expect(models(found)).toMatchObject({ verdict: 'pass', about: { column: 'd' }, says: expect.stringContaining('logistic regression') });
    expect(told(found, 'natural-indirect').method.options).toMatchObject({ models: { outcome: 'logistic' } });
    const linear = answerOf(mediation, { models: 'linear' }, rows);
    expect(models(linear)).toBeUndefined();
    expect(told(linear, 'natural-indirect').value).not.toBe(told(found, 'natural-indirect').value);
    expect(told(linear, 'natural-indirect').value).toBeCloseTo(told(found, 'natural-indirect').value, 1);
  });

  it('has effects that add up both ways round', () => {
    const value = (id: string): number => told(found, id).value;
    const total = value('mediation-total');
    expect(value('natural-direct') + value('natural-indirect')).toBeCloseTo(total, 12);
    expect(value('natural-direct-at-treatment') + value('natural-indirect-at-control')).toBeCloseTo(total, 12);
    expect(value('natural-direct-average') + value('natural-indirect-average')).toBeCloseTo(total, 12);
  });

  it('swaps signs with its values, its limits too', () => {
    const turned = answerOf(
      mediation,
      {},
      rows.map((row) => ({ ...row, y: 1 - row.y! })),
    );
    for (const id of ['mediation-total', 'natural-direct', 'natural-indirect', 'natural-indirect-average']) {
      const [one, other] = [told(found, id), told(turned, id)];
      expect(other.value).toBeCloseTo(-one.value, 10);
      expect(other.standardError).toBeCloseTo(one.standardError!, 10);
      // Limits of 4,096 draws err by some 0.04 standard errors each.
      expect(Math.abs(other.interval.pieces[0].low! + one.interval.pieces[0].high!)).toBeLessThan(0.15 * one.standardError!);
    }
  });

  it('does not depend on the order of rows, nor on units of covariates', () => {
    const other = [...rows].reverse().map((row) => ({ ...row, x: row.x === null ? null : 3 - 7 * row.x! }));
    for (const id of ['mediation-total', 'natural-direct', 'natural-indirect']) {
      expect(told(answerOf(mediation, {}, other), id).value).toBeCloseTo(told(found, id).value, 8);
      expect(told(answerOf(mediation, {}, other), id).standardError).toBeCloseTo(told(found, id).standardError!, 8);
    }
  });

  it('is linear of several mediators, and where it holds other values, unless a mediator of 0 and 1 is asked for', () => {
    const several = answerOf(mediation, { mediators: ['d', 'x'], covariates: [] }, rows);
    expect(models(several)).toMatchObject({ verdict: 'pass', says: expect.stringContaining('taken together') });
    expect(models(answerOf(mediation, {}, contractRows(240, 3)))).toBeUndefined();
    expect(errorOf(mediation, { models: 'probit' }, rows)).toMatchObject({ code: 'option-invalid' });
  });

  it('reads limits from draws that are near those by t where units are many', () => {
    for (const e of answerOf(mediation, {}, shares(contractRows(4000, 3))).estimates.filter(({ id }) => id.startsWith('natural-'))) {
      const { byT } = e.details as { readonly byT: typeof e.interval };
      const [drawn, t] = [e.interval, byT].map(({ pieces: [{ low, high }] }) => [low!, high!]);
      for (const end of [0, 1]) expect(Math.abs(drawn[end] - t[end])).toBeLessThan(0.15 * e.standardError!);
    }
  });

  it('is the same in SQL, clusters too', async () => {
    const teams = rows.map((row, i) => ({ ...row, unit: `team ${Math.floor(i / 6)}-${row.z}` }));
    const kinds = { y: 'integer', z: 'integer', d: 'integer', x: 'tenths', g: 'text', unit: 'text' } as const;
    const files = await temporaryFiles();
    const columns = Object.entries(kinds).map(([name, kind]) => ({ name, kind, values: teams.map((row) => row[name as keyof typeof kinds]) }));
    const sql = await openFiles(await files.write({ rows: teams.length, columns }), { name: 'the contract table', threads: 2 });
    expectDeepClose(await run(sql, mediation.onExample({ cluster: 'unit' }).ask()), answerOf(mediation, { cluster: 'unit' }, teams), 1e-7);
    sql.close();
    await files.close();
  });
});
