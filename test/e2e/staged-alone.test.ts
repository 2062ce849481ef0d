import { expect, it } from 'vitest';
import { fromRows } from '../../src/engines/memory/from-rows.ts';
import { analyze } from '../../src/study/analyze.ts';
import { defineStudy } from '../../src/study/read/define-study.ts';

const study = (cluster?: string) =>
  defineStudy({
    estimand: 1,
    study: 'waves',
    question: 'Does it help where it has come?',
    data: { file: 'rows.csv' },
    unit: 'team',
    time: 'week',
    design: { kind: 'staged-rollout', start: 'start', ...(cluster && { cluster }) },
    outcomes: { y: { role: 'primary', better: 'higher' } },
  });

/** Teams in five weeks; what a team gets moves by itself. */
const rowsOf = (starts: readonly (number | null)[]) =>
  fromRows(
    starts.flatMap((start, i) =>
      [1, 2, 3, 4, 5].map((week) => ({ team: `T${i}`, market: `M${starts.indexOf(start)}`, week, start, y: ((i * 7 + week ** 2 * 3) % 11) / 10 })),
    ),
  );

it('holds where all of a wave go missing since it was reached, which no chance is in', async () => {
  const rows = Array.from({ length: 60 * 8 }, (_, i) => {
    const [team, week] = [Math.floor(i / 8), (i % 8) + 1];
    const start = team % 2 === 0 ? 4 : null;
    const gains = start !== null && week >= start ? 3 : 0;
    return { team: `T${team}`, week, start, y: start !== null && week >= 6 ? null : (team % 7) + ((team * 37 + week * week * 11) % 13) / 6 + gains };
  });
  const { findings, decision } = await analyze(study(), { data: fromRows(rows) });
  expect(findings.find(({ check }) => check === 'attrition')).toMatchObject({
    verdict: 'fail',
    identification: true,
    statistic: expect.closeTo(-0.6, 12),
    pValue: 0,
  });
  expect(decision.verdict).toBe('hold');
});

it.each([
  ['units', undefined, [3, 4, null], 'each of 3 cohorts is one unit'],
  ['clusters', 'market', [3, 4, null, 3, 4, null], 'each of 3 cohorts is one market'],
] as const)('cohorts of single %s say nothing of chance, and that is what the error says', async (_, cluster, starts, says) => {
  await expect(analyze(study(cluster), { data: rowsOf(starts) })).rejects.toThrow(
    `The primary outcome "y" cannot be estimated: The effect on y cannot be told: ${says}, which says nothing of chance. Join cohorts that started nearly together in data.sql, or bring more of each.`,
  );
});
