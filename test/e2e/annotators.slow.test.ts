import { describe, expect, it } from 'vitest';
import { fromRows } from '../../src/index.ts';
import { stream } from '../../src/math/random/stream.ts';
import type { StudyResult } from '../../src/study/result.ts';
import { analyze, defineStudy } from '../../src/study.ts';
import { expectDeepClose } from '../support/deep-close.ts';

// Studies whose labels come of several people, from their keys to the decision.

type Row = Readonly<Record<string, string | number | null>>;
type Looks = (arm: number, draw: number) => readonly [boolean, boolean];

const either: Looks = (_, draw) => [draw < 0.6, draw > 0.4];

/** Answers that a judge scores; of one in five people say how good it is, the second person half a point less. So many together have the same people. */
function answers(looks: Looks, { spread = 0.4, of = (score: number): number => score, together = 1 } = {}, n = 1_600): readonly Row[] {
  const random = stream(32);
  const drawn = Array.from({ length: n / together }, () => [random.uniform() < 0.2, random.uniform()] as const);
  return Array.from({ length: n }, (_, i) => {
    const z = i % 2;
    const there = 0.5 * z + random.normal();
    const [audited, draw] = drawn[Math.floor(i / together)];
    const labels = [0, -0.5].map((shift) => of(there + shift + spread * random.normal()));
    const [a, b] = labels.map((label, k) => (audited && looks(z, draw)[k] ? label : null));
    return { id: i, z: String(z), judge: of(there + 0.5 * random.normal()), a, b, user: `u${Math.floor(i / 2)}` };
  });
}

const study = (measured: object, changes: object = {}) =>
  defineStudy({
    estimand: 1,
    study: 'annotators',
    question: 'Is it better?',
    data: { file: 'rows.csv' },
    unit: 'id',
    design: { kind: 'randomized', assignment: 'z', control: '0' },
    treatments: { 1: { model: 'm@1' } },
    outcomes: { quality: { role: 'primary', better: 'higher', measured: { judge: 'judge', human: ['a', 'b'], ...measured } } },
    ...changes,
  } as Parameters<typeof defineStudy>[0]);

const finding = ({ findings }: StudyResult, check: string) => findings.find((f) => f.check === check);
const effect = ({ estimates }: StudyResult, id = 'itt:quality') => {
  const { value, standardError, interval } = estimates.find((e) => e.id === id)!;
  return { value, standardError, interval };
};
const run = (rows: readonly Row[], measured: object = {}, changes: object = {}) => analyze(study(measured, changes), { data: fromRows(rows) });

describe('labels of several people', () => {
  const rows = answers(either);

  it('are measured by the mean of those who labelled a unit, as if it stood in a column', async () => {
    const mean = rows.map(({ a, b, ...row }) => {
      const known = [a, b].filter((label) => label !== null) as readonly number[];
      return { ...row, label: known.length === 0 ? null : known.reduce((x, y) => x + y) / known.length };
    });
    const [together, column] = [await run(rows), await run(mean, { human: 'label' })];
    expectDeepClose(effect(together), effect(column), 1e-12);
    expect(together.decision.verdict).toBe('launch');
    expect(finding(together, 'judge-assumptions')!.says).toContain('what people say in mean of a, b');
    expect(finding(column, 'annotator-agreement')).toBeUndefined();
  });

  it('tell how far people agree, in each arm, and who labelled how much', async () => {
    const result = await run(rows);
    expect(finding(result, 'annotator-agreement')).toMatchObject({ verdict: 'pass', threshold: 0.667, about: { column: 'quality' } });
    expect(finding(result, 'annotator-agreement')!.says).toMatch(
      /^a, b agree on quality by Krippendorff alpha 0\.\d+ \[.*\] in arm 0 \(\d+ units\) and 0\.\d+ \[.*\] in arm 1 \(\d+ units\); what they differ by is in the interval of mean of a, b\.$/,
    );
    expect(finding(result, 'annotators-by-arm')).toMatchObject({ verdict: 'pass', canHold: true });
    const { columns } = result.exhibits.find(({ id }) => id === 'annotators:quality')!;
    for (const i of [0, 1]) expect((columns['share of labels by a'][i] as number) + (columns['share of labels by b'][i] as number)).toBeCloseTo(1, 12);
  });

  it('that hardly agree are warned of, and widen the interval', async () => {
    const poor = await run(answers(either, { spread: 1.5 }));
    expect(finding(poor, 'annotator-agreement')).toMatchObject({ verdict: 'warn' });
    expect(finding(poor, 'annotator-agreement')!.says).toContain('no judge can agree with them better');
    expect(effect(poor).standardError!).toBeGreaterThan(1.2 * effect(await run(rows)).standardError!);
  });

  it('hold the launch where one person labelled more of one arm, and where each labelled an arm', async () => {
    const skewed = await run(answers((arm, draw) => [draw < (arm === 1 ? 0.8 : 0.3), draw > (arm === 1 ? 0.7 : 0.2)]));
    expect(finding(skewed, 'annotators-by-arm')).toMatchObject({ verdict: 'fail', identification: true, about: { column: 'quality', arm: '1' } });
    expect(skewed.decision.verdict).toBe('hold');
    expect(skewed.decision.says).toContain('where one is stricter than another, the effect has that in it');
    const apart = await run(answers((arm) => [arm === 1, arm === 0]));
    expect(finding(apart, 'annotators-by-arm')!.says).toContain('arms and people cannot be told apart');
    expect(apart.decision.verdict).toBe('hold');
    expect(finding(apart, 'annotator-agreement')).toMatchObject({
      verdict: 'warn',
      says: expect.stringContaining('No unit of arm 0, 1 has labels of two of a, b'),
    });
  });

  it('pass where all label the same units', async () => {
    const all = await run(answers(() => [true, true]));
    expect(finding(all, 'annotators-by-arm')).toMatchObject({ verdict: 'pass', says: expect.stringContaining('all people gave the same share in all arms') });
  });

  it('of both answers to an item, or of all answers of a user, are held together', async () => {
    const pairs = await run(answers(either, { together: 2 }), {}, { design: { kind: 'randomized', assignment: 'z', control: '0', blocks: 'user' } });
    expect(finding(pairs, 'annotators-by-arm')).toMatchObject({ verdict: 'pass', says: expect.stringContaining('all people gave the same share') });
    const users = answers((_, draw) => [draw < 0.8, draw > 0.2], { together: 8 }).map((row, i) => ({
      ...row,
      z: String(Math.floor(i / 8) % 2),
      user: `u${Math.floor(i / 8)}`,
    }));
    const clustered = await run(users, {}, { design: { kind: 'randomized', assignment: 'z', control: '0', randomizedBy: 'user' } });
    expect(finding(clustered, 'annotators-by-arm')).toMatchObject({ verdict: 'pass' });
    expect(finding(clustered, 'annotator-agreement')).toMatchObject({ verdict: 'pass' });
  });

  it('are the majority where that is asked for, a tie being half', async () => {
    const yes = { of: (score: number): number => (score > 0 ? 1 : 0) };
    const said = answers(() => [true, true], yes);
    const most = said.map(({ a, b, ...row }) => ({ ...row, label: a === null ? null : ((a as number) + (b as number)) / 2 }));
    expectDeepClose(effect(await run(said, { combine: 'majority' })), effect(await run(most, { human: 'label' })), 1e-12);
    await expect(run(answers(either), { combine: 'majority' })).rejects.toMatchObject({ code: 'annotators-not-binary' });
  });

  it('stand on the rows of a unit with many: as columns, or a row for each label', async () => {
    const twice = rows.flatMap((row) => [row, row]);
    const many = {
      rows: 'many-per-unit',
      outcomes: { quality: { role: 'primary', better: 'higher', per: 'mean', measured: { judge: 'judge', human: ['a', 'b'] } } },
    };
    const added = await run(twice, {}, many);
    expectDeepClose(effect(added), effect(await run(rows)), 1e-9);
    expect(finding(added, 'annotator-agreement')!.says).toBe(finding(await run(rows), 'annotator-agreement')!.says);
    const labels = rows.flatMap(({ a, b, ...row }): readonly Row[] => {
      const known = [a, b].filter((label) => label !== null);
      return known.length === 0 ? [{ ...row, label: null }] : known.map((label) => ({ ...row, label }));
    });
    const inRows = {
      rows: 'many-per-unit',
      outcomes: { quality: { role: 'primary', better: 'higher', per: 'mean', measured: { judge: 'judge', human: 'label' } } },
    };
    expectDeepClose(effect(await run(labels, {}, inRows)), effect(await run(rows)), 1e-9);
  });

  it.each([
    [{ human: ['a', 'a'] }, 'study-name-twice'],
    [{ human: ['a', 'judge'] }, 'study-column-twice'],
    [{ human: 'a', combine: 'mean' }, 'study-measured-combine'],
    [{ human: ['a'], combine: 'majority' }, 'study-measured-combine'],
    [{ human: [] }, 'study-value'],
    [{ combine: 'median' }, 'study-choice'],
  ])('are declared wrongly: %j', (measured, code) => {
    let found: unknown;
    try {
      study(measured);
    } catch (error) {
      found = error;
    }
    expect(found).toMatchObject({ code });
  });

  it('are missed by their name where a column is not there', async () => {
    await expect(run(rows, { human: ['a', 'bb'] })).rejects.toMatchObject({ code: 'named-column-unknown', facts: { column: 'bb' } });
  });

  it('that are one are a column as any', async () => {
    expectDeepClose(effect(await run(rows, { human: ['a'] })), effect(await run(rows, { human: 'a' })), 1e-15);
  });
});
