import { expect, it } from 'vitest';
import { contrast, numbersOf } from '../../../test/support/contrast.ts';
import { judgeScores } from './judge-scores.ts';
import type { JudgeParameters } from './rules.ts';

const truths = (changed: Partial<JudgeParameters> = {}) => new Map(judgeScores.truth(changed).map(({ id, value }) => [id, value]));

it('has a judge that more than doubles the effect', () => {
  expect(truths().get('itt/human_score')).toBeCloseTo(0.32, 14);
  expect(truths().get('itt/llm_judge_score')).toBeCloseTo(0.32 + 0.38 * 0.75 + 0.1, 14);
});

it.each([
  { verbosityBias: 0, modelBias: 0 },
  { verbosityEffect: 0, modelBias: 0 },
])('has a fair judge with %o', (changed) => {
  const values = truths(changed);
  expect(values.get('itt/llm_judge_score')).toBeCloseTo(values.get('itt/human_score')!, 12);
});

it('gives a human score to audited answers only, and so many are audited', () => {
  const n = 70_000;
  const { columns } = judgeScores.simulate({ n, seed: 1 });
  const audited = columns.audited as Float64Array;
  const scores = columns.human_score as readonly (number | undefined)[];
  expect(scores.every((score, i) => (score !== undefined) === (audited[i] === 1))).toBe(true);
  const share = 900 / 7000;
  expect(Math.abs(audited.reduce((a, b) => a + b) / n - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / n));
});

it.each(['verbosity', 'human_score', 'llm_judge_score'])('shows its effect on %s in the observed columns', (outcome) => {
  const numbers = numbersOf(judgeScores.simulate({ n: 100_000, seed: 1, auditShare: 1 }));
  const { value, standardError } = contrast(
    numbers[outcome],
    (i) => numbers.new_model[i] === 1,
    (i) => numbers.new_model[i] === 0,
  );
  expect(Math.abs(value - truths().get(`itt/${outcome}`)!)).toBeLessThan(4 * standardError);
});
