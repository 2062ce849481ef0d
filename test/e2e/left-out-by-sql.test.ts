import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readStudy } from '../../src/read.ts';
import { plan } from '../../src/study/plan.ts';
import { analyze } from '../../src/study.ts';
import { folderWith, remove } from '../support/command-line.ts';

const users = 2000;
const list = (line: (i: number) => string): string => Array.from({ length: users }, (_, i) => line(i)).join('\n');
// No effect. Where a user of the new arm is unhappy, no session is logged in every tenth.
const happy = (i: number): number => (i * 37) % 100;
const isLogged = (i: number): boolean => i % 2 === 0 || happy(i) > 20 || i % 10 !== 1;

const study = (sql: string, effect = 0) => `estimand: 1
study: joined
question: Does it help?
data:
  from: {users: users.csv, sessions: sessions-${effect}.csv}
  sql: ${sql}
unit: user
design: {kind: randomized, assignment: arm, control: 0}
treatments: {1: {model: m@1}}
outcomes:
  happy: {role: primary, better: higher}
`;
const inner = 'select * from users join sessions using (user)';
const outer = 'select * from users left join sessions using (user)';
const folder = folderWith({
  'users.csv': `user,arm,country\n${list((i) => `${i},${i % 2},${i % 3 === 0 ? 'de' : 'fr'}`)}\n`,
  ...Object.fromEntries(
    [0, 50].map((effect) => [`sessions-${effect}.csv`, `user,happy\n${list((i) => `${isLogged(i) ? i : users + i},${happy(i) + effect * (i % 2)}`)}\n`]),
  ),
  'inner.yaml': study(inner),
  'outer.yaml': study(outer),
  'large.yaml': study(inner, 50),
  'repeated.yaml': `${study('select * from users left join sessions using (user), range(3)')}rows: many-per-unit\n`,
  'country.yaml': study(`${outer} where country = 'de'`),
});
afterAll(() => remove(folder));
const analysed = async (name: string) => analyze(await readStudy(join(folder, `${name}.yaml`)));
const flowOf = ({ exhibits }: Awaited<ReturnType<typeof analysed>>) => exhibits.find((e) => e.kind === 'flow')!.columns;

describe('what data.sql leaves out', () => {
  it('is tested by arm where unit and arm stand in one file, and holds what does not stand whatever they would have shown', async () => {
    const result = await analysed('inner');
    const { decision, findings } = result;
    expect(findings.find((f) => f.check === 'left-out-by-sql')).toMatchObject({
      verdict: 'warn',
      about: { arm: '1' },
      says: expect.stringMatching(/^data\.sql leaves out 4\d of the 2,000 units in users: 4\.\d % of arm 1 and 0\.0 % of arm 0 \(p < 0\.001\)\.$/),
    });
    expect([decision.verdict, decision.reasons[0].condition]).toEqual(['hold', 'missing-outcome']);
    expect(decision.says).toMatch(/^happy or its row after data\.sql is missing for 4\.\d % of arm 1 and 0\.0 % of arm 0/);
    const { step, units } = flowOf(result);
    expect(step.slice(0, 3)).toEqual(['rows of users', 'rows of sessions', 'rows that data.sql gives']);
    expect(units.slice(0, 2)).toEqual([2000, 2000]);
  });

  it('warns where the effect stands', async () => {
    const { decision, findings } = await analysed('large');
    expect(decision.verdict).toBe('launch');
    expect(findings.find((f) => f.check === 'missing-outcome')).toMatchObject({ verdict: 'warn' });
  });

  it('is nothing where all units stay', async () => {
    const { findings } = await analysed('outer');
    expect(findings.filter((f) => f.check === 'left-out-by-sql')).toEqual([]);
    // They have no outcome, which is judged as ever.
    expect(findings.find((f) => f.check === 'missing-outcome')).toMatchObject({ verdict: 'fail', says: expect.stringMatching(/^happy is missing/) });
  });

  it('passes where it is alike in the arms, as in one country', async () => {
    const { findings } = await analysed('country');
    expect(findings.find((f) => f.check === 'left-out-by-sql')).toMatchObject({ verdict: 'pass', statistic: expect.closeTo(2 / 3, 2) });
  });

  it('may repeat rows by a join, which is told', async () => {
    const { findings } = await analysed('repeated');
    expect(findings.find((f) => f.check === 'fan-out')).toMatchObject({
      verdict: 'warn',
      says: 'data.sql gives 6,000 rows, and the largest table that it reads, users, has 2,000: a join repeats rows.',
    });
    expect((await analysed('outer')).findings.map((f) => f.check)).not.toContain('fan-out');
  });

  it('takes as many rounds as the plan says', async () => {
    const source = await readStudy(join(folder, 'country.yaml'));
    const [{ rounds }, { provenance }] = [await plan(source), await analyze(source)];
    expect(provenance.rounds).toBeGreaterThanOrEqual(rounds.usual);
    expect(provenance.rounds).toBeLessThanOrEqual(rounds.most);
    expect(provenance.statements.some((sql) => sql.includes('estimand.read_0'))).toBe(true);
  });
});
