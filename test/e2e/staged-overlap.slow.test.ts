import { describe, expect, it } from 'vitest';
import { fromRows } from '../../src/engines/memory/from-rows.ts';
import { stream } from '../../src/math/random/stream.ts';
import { analyze } from '../../src/study/analyze.ts';
import { defineStudy } from '../../src/study/read/define-study.ts';

const teams = 240;
const weeks = 6;

/** Teams that start in week 4, in week 5, or never; what they do in a week grows with their size. What starts gains 5. */
function rowsOf(sizeOf: (start: number | null, chance: number) => number) {
  const random = stream(11);
  return Array.from({ length: teams }, (_, i) => ({ team: `T${i}`, start: [4, 5, null, null][i % 4] })).flatMap(({ team, start }) => {
    const size = sizeOf(start, random.uniform());
    return Array.from({ length: weeks }, (_, w) => ({
      team,
      week: w + 1,
      start,
      size,
      tasks: size * (1 + 0.1 * w) + (start !== null && w + 1 >= start ? 5 : 0) + random.uniform(),
    }));
  });
}

async function found(sizeOf: Parameters<typeof rowsOf>[0], estimator: 'doubly-robust' | 'weighting' | 'regression' = 'doubly-robust') {
  const study = defineStudy({
    estimand: 1,
    study: 'waves',
    question: 'Does it help where it has come?',
    data: { file: 'rows.csv' },
    unit: 'team',
    time: 'week',
    design: { kind: 'staged-rollout', start: 'start', estimator },
    covariates: ['size'],
    outcomes: { tasks: { role: 'primary', better: 'higher' } },
  });
  const { findings, decision, estimates } = await analyze(study, { data: fromRows(rowsOf(sizeOf)) });
  return { overlap: findings.filter(({ check }) => check === 'overlap'), lost: findings.filter(({ check }) => check === 'lost-cells'), decision, estimates };
}

describe('whether those compared with are like those reached', () => {
  it.each(['doubly-robust', 'weighting'] as const)('passes where they are (%s)', async (estimator) => {
    const { overlap, decision } = await found((_, chance) => 4 * chance, estimator);
    expect(overlap).toMatchObject([{ verdict: 'pass', about: { column: 'tasks' }, threshold: 30, canHold: true }]);
    expect(overlap[0].says).toMatch(
      /^Weighted to be like those reached in size, those compared with on tasks count at fewest for \d{3} of \d{3} \(period [45] in period [456]\)\.$/,
    );
    expect(decision.verdict).toBe('launch');
  });

  it('holds where the size of a cohort tells it from all others, and the other cohort is not read for both', async () => {
    const { overlap, lost, decision, estimates } = await found((start, chance) => (start === 5 ? 10 : 0) + 4 * chance);
    expect(overlap).toMatchObject([{ verdict: 'fail', identification: true, threshold: 0.1 }]);
    expect(overlap[0].statistic).toBeCloseTo(0.4, 12);
    expect(overlap[0].says).toBe(
      'Of tasks nobody compared with is like 40.0 % of the treated in size (period 5 in period 5, period 5 in period 6): size tells those reached from the others.',
    );
    expect(lost.filter(({ says }) => says.includes('the cohort of period 5 in period 5'))).toEqual([]);
    expect(decision.verdict).toBe('hold');
    expect(estimates.find(({ id }) => id === 'staged-effect:tasks')!.value).toBeCloseTo(5, 0);
  });

  it('holds where three teams stand for all that are compared with', async () => {
    const { overlap, decision } = await found((start, chance) => (start === null ? (chance > 0.97 ? 8 : 0) : 6) + 4 * chance);
    expect(overlap).toMatchObject([{ verdict: 'fail', identification: true }]);
    expect(decision.verdict).toBe('hold');
  });

  it('says that few count, where weights and not their number make them few', async () => {
    const { overlap } = await found((start, chance) => (start === null ? 4 * chance : 3.1 + 1.9 * chance));
    expect(overlap).toMatchObject([{ verdict: 'warn', threshold: 30 }]);
  });

  it('is not asked of a regression, which predicts', async () => {
    expect((await found((_, chance) => 4 * chance, 'regression')).overlap).toEqual([]);
  });
});
