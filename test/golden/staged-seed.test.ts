import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readStudy } from '../../src/read.ts';
import { analyze } from '../../src/study/analyze.ts';
import { folderWith, remove } from '../support/command-line.ts';

// A table of users by signup week, which stands in for time there: the number that is printed of it, and what can be said beside it.

const log = new URL('../../../shared/golden/toolset/synthetic_llm_logs_50000.csv.gz', import.meta.url).pathname;
const golden = JSON.parse(readFileSync(new URL('../../goldens/staged-rollout/seed.json', import.meta.url), 'utf8')) as {
  readonly records: readonly { readonly name: string; readonly estimate: number | readonly number[]; readonly se?: number }[];
};
const numberOf = (name: string) => golden.records.find((record) => record.name === name)!;

async function analysed(select: string, time: string, start: string) {
  const folder = folderWith({
    'study.yaml': `estimand: 1
study: signups
question: Did the assistant raise completion?
data: {sql: "select *, ${select} from d where signup_week < 30", from: {d: ${log}}}
unit: user_id
time: ${time}
design: {kind: staged-rollout, start: ${start}, cluster: workspace_id}
outcomes:
  task_completed: {role: primary, better: higher}
`,
  });
  try {
    return await analyze(await readStudy(`${folder}/study.yaml`), { allowPaths: [dirname(log)] });
  } finally {
    remove(folder);
  }
}

describe.runIf(existsSync(log))('signup weeks that stand in for time', () => {
  it('give the printed difference in differences, which is held: nothing was seen before, and users are other ones', async () => {
    const { estimates, findings, decision } = await analysed(
      'case when signup_week >= 20 then 1 else 0 end as post, case when wave = 1 then 1 end as reached',
      'post',
      'reached',
    );
    const found = estimates.find(({ id }) => id === 'staged-effect:task_completed')!;
    const printed = numberOf('did_2x2_regression_no_controls');
    expect(found.value).toBeCloseTo(printed.estimate as number, 10);
    // Clusters by CR2 where the print has CR1 and a normal law.
    expect(found.standardError! / printed.se!).toBeGreaterThan(1);
    expect(found.standardError! / printed.se!).toBeLessThan(1.05);
    expect(findings.find(({ check }) => check === 'panel-shape')!.says).toContain('post is when it came in, such as a signup week');
    expect(decision.verdict).toBe('hold');
    expect(findings.find(({ check }) => check === 'pre-trends')).toMatchObject({ verdict: 'fail', identification: true });
  });

  it('have an event study of five weeks each, whose periods before part no more than by chance', async () => {
    const { estimates, findings } = await analysed('signup_week // 5 as fifth, case when wave = 1 then 4 end as reached', 'fifth', 'reached');
    const wanted = numberOf('event_study_5week_bins') as unknown as { readonly estimate: readonly number[]; readonly se: readonly number[] };
    const since = ['-4', '-3', '-2', '0', '+1'].map((at) => estimates.find(({ id }) => id === `event-study:task_completed:${at}`)!.value);
    // The print adjusts for the tier of engagement.
    for (const [i, value] of since.entries()) expect(Math.abs(value - wanted.estimate[i])).toBeLessThan(0.5 * wanted.se[i]);
    const tested = findings.find(({ check }) => check === 'pre-trends')!;
    expect(tested.verdict).toBe('pass');
    // Chi-square by CR1 says 0.77.
    expect(tested.pValue).toBeGreaterThan(0.65);
    expect(tested.pValue).toBeLessThan(0.9);
  });
});
