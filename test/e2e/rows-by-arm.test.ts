import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/study/analyze.ts';
import { readStudy } from '../../src/study/read/files/read-study.ts';
import { analyzed, groupsOf, random, rows, rules, units } from '../support/rows-of-users.ts';

describe('rows that differ by arm', () => {
  const check = ({ findings }: Awaited<ReturnType<typeof analyzed>>) => findings.find((f) => f.check === 'rows-per-unit')!;
  /** One row in three is there in arm 0 alone. */
  const fewer = rows.filter((row, i) => row.arm === 0 || i % 3 > 0);

  it('pass where they do not', async () => {
    const found = check(await analyzed(rows, '  score: {role: primary, better: higher, per: mean}'));
    expect(found).toMatchObject({ verdict: 'pass', about: { column: 'user', arm: '1' }, threshold: 0.01 });
    expect(found.says).toMatch(/^Units \(user\) have 2\.\d+ rows on average in arm 1 and 2\.\d+ in arm 0 \(p = 0\.\d+\)\.$/);
  });

  it('are a warning in the words of what they do', async () => {
    const all =
      '  score: {role: primary, better: higher, per: mean}\n  minutes: {role: secondary, better: lower, per: total}\n  complaints: {role: secondary, better: lower, per: any}';
    const { verdict, says, mend, identification } = check(await analyzed(fewer, all));
    expect([verdict, identification]).toEqual(['warn', undefined]);
    expect(says).toContain('The number of rows is a part of the effect on totals (minutes): more rows add up to more.');
    expect(says).toContain('Means (score) do not grow with it');
    expect(says).toContain('More rows are more chances that any has it (complaints).');
    expect(mend).toContain('`per: mean`');
    expect(check(await analyzed(fewer, '  score: {role: primary, better: higher, per: mean}')).mend).toMatch(/^Find out what made the rows of a unit \(user\)/);
  });

  it('are compared by Welch, of clusters as of one mean each', async () => {
    const score = '  score: {role: primary, better: higher, per: mean}';
    const counts = units('score', (values) => values.length);
    const plain = await analyzed(counts, '  score: {role: primary, better: higher}', 'rows: one-per-unit');
    expect(check(await analyzed(rows, score)).pValue).toBeCloseTo(plain.estimates[0].test!.pValue, 10);
    const teams = groupsOf(counts, 'team').map((own) => ({ ...own[0], score: rules.mean(own.map((row) => Number(row.score))) }));
    const ofTeams = await analyzed(teams, '  score: {role: primary, better: higher}', 'rows: one-per-unit');
    expect(check(await analyzed(rows, score, undefined, ', randomizedBy: team')).pValue).toBeCloseTo(ofTeams.estimates[0].test!.pValue, 10);
  });

  it('without any spread are no chance, but for few units', async () => {
    const fixed = (users: number) =>
      Array.from({ length: users }, (_, user) => Array.from({ length: 3 + 2 * (user % 2) }, () => ({ user, arm: user % 2, score: random.normal() }))).flat();
    const score = '  score: {role: primary, better: higher, per: mean}';
    expect(check(await analyzed(fixed(60), score))).toMatchObject({ verdict: 'warn', statistic: 2 });
    const few = check(await analyzed(fixed(6), score));
    expect(few.verdict).toBe('pass');
    expect(few.pValue).toBeCloseTo(2 / 20, 10);
    expect(
      check(
        await analyzed(
          fixed(60).filter((row, i, all) => all.findIndex((one) => one.user === row.user) + 3 > i),
          score,
        ),
      ).pValue,
    ).toBe(1);
  });

  it('are told of generations of a prompt, three in one arm and five in the other', async () => {
    const { findings } = await analyze(await readStudy(resolve('goldens/cases/repeated-generations/study-manyperunit-mean.yaml')));
    expect(findings.find((f) => f.check === 'rows-per-unit')?.says).toMatch(
      /^Units \(prompt_arm\) have 5 rows on average in arm new and 3 in arm base \(p < 0\.001\)\./,
    );
  });
});
