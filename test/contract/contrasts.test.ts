import { expect, it } from 'vitest';
import { expectDeepClose } from '../support/deep-close.ts';
import { answerOf, each, errorOf, estimateOf, questions, rows } from './questions.ts';
import { contractRows } from './table.ts';

/** What swapping treatment and control does to the sign of each method that contrasts arms. */
const swapSign: Readonly<Record<string, 1 | -1>> = { itt: -1, 'adjusted-itt': -1, ancova: -1, cuped: -1, 'complier-effect': 1 };
const contrasts = questions.filter(({ id }) => id in swapSign);

each(contrasts)('$id, as a contrast of arms', ({ question }) => {
  it(swapSign[question.id] === -1 ? 'flips its sign when the arms are swapped' : 'keeps its value when the arms are swapped', () => {
    const [base, swapped] = [estimateOf(question), estimateOf(question, { control: 1 })];
    expectDeepClose([swapped.value, swapped.standardError], [swapSign[question.id] * base.value, base.standardError], 1e-10);
  });

  it('names the arm that is not there, and the one that is too small', () => {
    expect(errorOf(question, { control: 'off' }, rows)).toMatchObject({ code: 'arm-missing', facts: { arm: 'off', seen: ['0', '1'] } });
    expect(errorOf(question, { treatments: [2] }, rows)).toMatchObject({ code: 'arm-missing', facts: { arm: '2' } });
    const alone = rows.map((row, i) => ({ ...row, z: i === 0 ? 1 : 0 }));
    expect(errorOf(question, {}, alone)).toMatchObject({ code: 'arm-too-small', facts: { arm: '1', units: 1 } });
    const unseen = rows.map((row) => ({ ...row, y: row.z === 1 ? null : row.y }));
    expect(errorOf(question, {}, unseen)).toMatchObject({ code: 'outcome-missing', facts: { arm: '1' } });
  });

  it('refuses to compare an arm with itself', () => {
    expect(errorOf(question, { treatments: [0, 1] }, rows)?.code).toBe('option-invalid');
    expect(errorOf(question, { treatments: [1, 1] }, rows)?.code).toBe('option-invalid');
  });

  it('is the same when units of no arm, or of an arm that is not asked about, are added', () => {
    const base = estimateOf(question, { treatments: [1] });
    const others = contractRows(60, 3).map((row, i) => ({ ...row, z: i % 2 === 0 ? 2 : null, g: i % 3 === 0 ? 'elsewhere' : row.g }));
    expectDeepClose(estimateOf(question, { treatments: [1] }, [...rows, ...others]), base, 1e-9);
  });

  it('estimates each of several arms under its own name, alike in any company', () => {
    const three = contractRows(360, 9).map((row, i) => ({ ...row, z: i % 3 }));
    const { estimates } = answerOf(question, {}, three);
    expect(estimates.map((e) => e.id)).toEqual([`${question.id}:y:1`, `${question.id}:y:2`]);
    expect(estimates.map((e) => e.estimand.contrast)).toEqual([
      { treatment: '1', control: '0' },
      { treatment: '2', control: '0' },
    ]);
    expect(estimates.every((e) => e.sizes.units === 240)).toBe(true);
  });

  it('reads arms as text, whatever their type', () => {
    const base = estimateOf(question);
    const named = estimateOf(question, { control: '0', treatments: ['1'] });
    expectDeepClose({ ...named, method: base.method }, base, 0);
  });
});
