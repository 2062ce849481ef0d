import { expect, it } from 'vitest';
import { expectDeepClose } from '../support/deep-close.ts';
import { answerOf, type Contracted, each, errorOf, estimateOf, estimators, has, nullOf, outcomeOf, rows, withOutcome } from './questions.ts';
import { contractRows } from './table.ts';

const contrasts = estimators.filter((question) => has(question, 'control'));

/** What swapping treatment and control makes of an estimate: a ratio of two differences keeps its value. */
function swappedFrom(question: Contracted, value: number): number {
  if (question.id === 'complier-effect') return value;
  return nullOf(question) === 1 ? 1 / value : -value;
}

each(contrasts)('$id, as a contrast of arms', ({ question }) => {
  it('turns around when the arms are swapped', () => {
    const [base, swapped] = [estimateOf(question), estimateOf(question, { control: 1 })];
    expectDeepClose([swapped.value, swapped.test!.pValue], [swappedFrom(question, base.value), base.test!.pValue], 1e-10);
  });

  it('names the arm that is not there, and the one that is too small', () => {
    expect(errorOf(question, { control: 'off' }, rows)).toMatchObject({ code: 'arm-missing', facts: { arm: 'off', seen: ['0', '1'] } });
    expect(errorOf(question, { treatments: [2] }, rows)).toMatchObject({ code: 'arm-missing', facts: { arm: '2' } });
    const alone = rows.map((row, i) => ({ ...row, z: i === 0 ? 1 : 0 }));
    expect(errorOf(question, {}, alone)).toMatchObject({ code: 'arm-too-small', facts: { arm: '1', units: 1 } });
    const unseen = withOutcome(question, (value, row) => (row.z === 1 ? null : value));
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
    expect(estimates.map((e) => e.id)).toEqual(['1', '2'].map((arm) => `${question.id}:${outcomeOf(question)}:${arm}`));
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
