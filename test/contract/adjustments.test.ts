import { expect, it } from 'vitest';
import { itt } from '../../src/methods/arms/itt.ts';
import { runSync } from '../../src/relation/run.ts';
import { expectDeepClose } from '../support/deep-close.ts';
import { adjusting, answerOf, each, errorOf, estimateOf, has, only, outcomeOf, questions, rows } from './questions.ts';
import { type Row, relationOf } from './table.ts';

each(adjusting)('$id, as an adjustment', ({ question }) => {
  it('does not care where a covariate is zero or how it is scaled', () => {
    const [base, found] = [
      estimateOf(question),
      estimateOf(
        question,
        {},
        rows.map((row) => ({ ...row, x: 40 - 7 * row.x! })),
      ),
    ];
    expectDeepClose([found.value, found.standardError, found.interval], [base.value, base.standardError, base.interval], 1e-9);
  });

  it('is sharper here than the unadjusted effect, and near it', () => {
    const [adjusted, plain] = [estimateOf(question), only(runSync(relationOf(rows), itt.onExample({ outcome: outcomeOf(question) }).ask()))];
    expect(adjusted.standardError!).toBeLessThan(plain.standardError!);
    expect(Math.abs(adjusted.value - plain.value)).toBeLessThan(2 * plain.standardError!);
  });

  it('names a covariate that is constant or follows the assignment', () => {
    expect(
      errorOf(
        question,
        {},
        rows.map((row) => ({ ...row, x: 1 })),
      ),
    ).toMatchObject({ code: 'covariates-collinear', facts: { columns: ['x'], why: 'constant' } });
  });
});

each(questions.filter((question) => has(question, 'adjust')))('$id, with missing covariates', ({ question }) => {
  const blanked = (name: 'x' | 'g', perArm: number, from = 0): readonly Row[] => {
    const seen = new Map<number | null, number>();
    return rows.map((row) => {
      const count = seen.get(row.z) ?? 0;
      seen.set(row.z, count + 1);
      return count >= from && count < from + perArm ? { ...row, [name]: null } : row;
    });
  };

  it.each([1, 2, 12])('keeps every unit that has the outcome when x is missing on %d an arm', (perArm) => {
    const { estimates, findings } = answerOf(question, {}, blanked('x', perArm));
    expect(estimates.map(({ sizes }) => sizes.units)).toEqual([rows.length]);
    expect(findings).toMatchObject([{ check: 'imputed-covariate', verdict: 'warn', statistic: 2 * perArm, about: { column: 'x' } }]);
  });

  // Units without a block are in no comparison within blocks.
  it.skipIf(has(question, 'blocks'))('keeps them when two covariates are missing together but for one unit', () => {
    const [x, g] = [blanked('x', 6), blanked('g', 7)];
    const holes = rows.map((row, i) => ({ ...row, x: x[i].x, g: g[i].g }));
    const { estimates, findings } = answerOf(question, { adjust: ['x', { factor: 'g' }] }, holes);
    expect(estimates.map(({ sizes }) => sizes.units)).toEqual([rows.length]);
    expect(findings.map(({ statistic }) => statistic)).toEqual([12, 14]);
  });

  it('says so when the outcome is among the covariates', () => {
    expect(errorOf(question, { adjust: ['x', outcomeOf(question)] }, rows)).toMatchObject({ code: 'option-invalid', facts: { option: 'adjust' } });
  });

  it('is unmoved by what a covariate is on rows without the outcome', () => {
    const base = estimateOf(question, {}, rows);
    const extra = rows.slice(0, 20).map((row) => ({ ...row, [outcomeOf(question)]: null, x: null, g: 'elsewhere' }));
    const found = estimateOf(question, {}, [...rows, ...extra]);
    expectDeepClose([found.value, found.standardError, found.interval], [base.value, base.standardError, base.interval], 1e-9);
  });
});
