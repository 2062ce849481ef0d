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

it.each([
  ['units', undefined, [3, 4, null], 'each of 3 cohorts is one unit'],
  ['clusters', 'market', [3, 4, null, 3, 4, null], 'each of 3 cohorts is one market'],
] as const)('cohorts of single %s say nothing of chance, and that is what the error says', async (_, cluster, starts, says) => {
  await expect(analyze(study(cluster), { data: rowsOf(starts) })).rejects.toThrow(
    `The primary outcome "y" cannot be estimated: The effect on y cannot be told: ${says}, which says nothing of chance. Join cohorts that started nearly together in data.sql, or bring more of each.`,
  );
});
