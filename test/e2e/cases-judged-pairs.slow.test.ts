import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fromRows } from '../../src/index.ts';
import { stream } from '../../src/math/random/stream.ts';
import { readStudy } from '../../src/read.ts';
import { memoAppendix } from '../../src/report/memo/memo.ts';
import type { StudyResult } from '../../src/study/result.ts';
import { analyze, defineStudy } from '../../src/study.ts';

// A judge scores the same items in both arms, and people audit some: whatever is said of judge and audit is said of differences within items.

const analysed = async (path: string) => analyze(await readStudy(resolve('goldens/cases', path)));
const estimate = ({ estimates }: StudyResult, id: string) => estimates.find((e) => e.id === id)!;
const finding = ({ findings }: StudyResult, check: string) => findings.find((f) => f.check === check)!;
const half = (result: StudyResult, id: string): number => {
  const [{ low, high }] = estimate(result, id).interval.pieces;
  return (high! - low!) / 2;
};

describe('both answers to some items were audited', () => {
  it('labels alone err by pairs, the judge helps beside these, and the plan counts pairs', async () => {
    const result = await analysed('paired-judge/study-planned.yaml');
    expect(estimate(result, 'audit-only:quality').standardError).toBeCloseTo(0.066, 3);
    expect(estimate(result, 'blocked:quality').standardError).toBeCloseTo(0.056, 3);
    expect(finding(result, 'judge-gain').says).toBe('With judge the 150 labels of quality are worth 206 without a judge.');
    expect(finding(result, 'judge-gain').statistic).toBeCloseTo((0.0656741 / 0.0560156) ** 2, 4);
    expect(finding(result, 'audit-plan')).toMatchObject({
      verdict: 'warn',
      says: 'The interval on quality reaches 0.111 to each side; to reach 0.08 takes 164 pairs of item labelled in both arms, 328 labels.',
      mend: 'Audit both members of 89 more pairs of item, drawn at random, when that precision is needed.',
    });
    expect(finding(result, 'audit-plan').statistic).toBeCloseTo(half(result, 'blocked:quality'), 10);
    expect(finding(result, 'audit-blocks')).toMatchObject({ verdict: 'pass', says: expect.stringContaining('in 75 of 300 pairs of item') });
    expect(memoAppendix(result)).toContain('to reach 0.08 takes 164 pairs of item');
  });

  it('the effect is told from zero, which weights for rows left open', async () => {
    const { decision } = await analysed('paired-judge/study-human_items.yaml');
    expect(decision.reasons.find((r) => r.condition === 'primary-positive')).toMatchObject({ status: 'met', estimate: 'blocked:quality' });
  });

  it('the judge alone is compared within pairs too', async () => {
    const result = await analysed('paired-judge/study-human_items.yaml');
    expect(estimate(result, 'judge-only:quality').standardError).toBeLessThan(0.06);
    expect(estimate(result, 'judge-only:quality').estimand.says).toContain('compared within pairs (item)');
  });
});

describe('one answer alone to many items was audited', () => {
  it('such labels are counted and told, and labels alone are those of whole pairs', async () => {
    const result = await analysed('paired-judge/study-human_rows.yaml');
    expect(finding(result, 'audit-blocks')).toMatchObject({ verdict: 'warn', statistic: 124, about: { column: 'quality', arm: '1' } });
    expect(finding(result, 'audit-blocks').says).toMatch(/in both arms in 20 of 300 pairs of item; 124 more labels are of pairs where one arm only has any/);
    const alone = estimate(result, 'audit-only:quality');
    expect([alone.sizes.units, alone.interval.reference]).toEqual([40, { kind: 't', df: 19 }]);
    expect(alone.standardError).toBeCloseTo(0.1046, 4);
    expect(estimate(result, 'blocked:quality').standardError!).toBeLessThan(0.08);
  });
});

describe('never both answers to an item were audited', () => {
  it('the plan asks for pairs, and what they bring is no more than there is', async () => {
    const single = rows(13).map((row, i) => ({ ...row, human: Math.floor((i + 1) / 2) % 2 === 0 ? row.judge : null }));
    const result = await analyze(study({ blocks: 'item' }), { data: fromRows(single) });
    expect(finding(result, 'audit-blocks').says).toMatch(/in both arms in 0 of 200 pairs of item; 200 more labels/);
    // These people say what the judge says.
    expect(finding(result, 'audit-plan').says).toMatch(/to each side, which more labels would not narrow\.$/);
    const [takesOff] = result.exhibits.find(({ id }) => id === 'audit-plan:quality')!.columns['half-width taken off by the next pair'] as readonly number[];
    expect(takesOff).toBeLessThan(1e-6 * half(result, 'blocked:quality'));
  });
});

describe('items in passages', () => {
  it('judge, audit and labels alone err by passage', async () => {
    const result = await analysed('judged-passages/study.yaml');
    const [measured, alone] = ['blocked:quality', 'audit-only:quality'].map((id) => estimate(result, id));
    expect(measured.standardError).toBeCloseTo(0.1021, 4);
    expect(alone.standardError).toBeCloseTo(0.0951, 4);
    // Fewer passages with labels than pairs: limits are further out than those of 42 pairs.
    expect((measured.interval.reference as { df: number }).df).toBeLessThan(12);
    expect(finding(result, 'audit-plan').says).toContain('takes 53 pairs of item labelled in both arms, 106 labels');
  });
});

describe('several answers of either arm to a prompt', () => {
  it('are planned in labels, and judge and audit are held against the blocked effect', async () => {
    const result = await analysed('judged-runs/study.yaml');
    expect(estimate(result, 'audit-only:quality').standardError).toBeCloseTo(0.1801, 4);
    expect(finding(result, 'judge-gain').statistic).toBeCloseTo((0.180077 / 0.126913) ** 2, 3);
    expect(finding(result, 'audit-plan').says).toContain('takes 130 labels, spread over item and arms as those there are');
    expect(finding(result, 'audit-plan').statistic).toBeCloseTo(half(result, 'blocked:quality'), 10);
    expect(finding(result, 'audit-blocks')).toMatchObject({ verdict: 'warn', statistic: 15, says: expect.stringContaining('in 12 of 24 blocks of item') });
  });
});

type Row = {
  readonly item: string;
  readonly arm: string;
  readonly kind: string;
  readonly judge: number;
  readonly human: number | null;
};

/** Pairs, or threes, whose judge knows the answers or guesses; people score rows with chance `share`, or whole items. */
function rows(seed: number, { knows = true, whole = true, arms = ['a', 'b'] as readonly string[], share = 0.4 } = {}): readonly Row[] {
  const random = stream(seed);
  return Array.from({ length: 200 }, (_, i) => {
    const [level, seen] = [2 * random.normal(), random.uniform() < share];
    return arms.map((arm, z): Row => {
      const y = level + 0.5 * z + 0.5 * random.normal();
      return {
        item: `q${i}`,
        arm,
        kind: i % 2 === 0 ? 'short' : 'long',
        judge: knows ? 0.8 * y + 0.3 * random.normal() : random.normal(),
        human: (whole ? seen : random.uniform() < share) ? y : null,
      };
    });
  }).flat();
}

const study = (design: object, more: object = {}) =>
  defineStudy({
    estimand: 1,
    study: 'judged',
    question: 'Is it better, as people see it?',
    data: { file: 'rows.csv' },
    design: { kind: 'randomized', assignment: 'arm', control: 'a', ...design },
    treatments: { b: { model: 'm@2' } },
    outcomes: { quality: { role: 'primary', better: 'higher', measured: { judge: 'judge', human: 'human' } } },
    analysis: { adjust: 'none' },
    ...more,
  });

describe('a judge that guesses', () => {
  it('is left out where labels of whole pairs tell more than all labels expanded, and that is said', async () => {
    const result = await analyze(study({ blocks: 'item' }), { data: fromRows(rows(5, { knows: false, whole: false })) });
    const [measured, alone] = ['blocked:quality', 'audit-only:quality'].map((id) => estimate(result, id));
    expect(measured.value).toBe(alone.value);
    expect(measured.standardError).toBe(alone.standardError);
    expect(finding(result, 'judge-gain').statistic).toBe(1);
    expect(finding(result, 'audit-blocks').says).toMatch(
      /with what this judge knows they would only add noise, and pairs with both labels are compared alone\.$/,
    );
    expect(finding(result, 'audit-plan').statistic).toBeCloseTo(half(result, 'blocked:quality'), 10);
    expect(finding(result, 'audit-plan').says).toMatch(/ten more pairs of item, labelled in both arms, take off about/);
  });

  it('has no weight where pairs were audited whole', async () => {
    const result = await analyze(study({ blocks: 'item' }), { data: fromRows(rows(6, { knows: false })) });
    const [measured, alone] = ['blocked:quality', 'audit-only:quality'].map((id) => estimate(result, id));
    expect(measured.standardError! / alone.standardError!).toBeGreaterThan(0.95);
    expect(measured.standardError! / alone.standardError!).toBeLessThan(1.02);
  });
});

describe('labels of pairs', () => {
  it('of three arms are held against control, each in its pairs', async () => {
    const treatments = { b: { model: 'm@2' }, c: { model: 'm@3' } };
    const result = await analyze(study({ blocks: 'item' }, { treatments }), { data: fromRows(rows(7, { arms: ['a', 'b', 'c'] })) });
    for (const arm of ['b', 'c']) {
      expect(estimate(result, `blocked:quality:${arm}`).standardError!).toBeLessThan(estimate(result, `audit-only:quality:${arm}`).standardError!);
      expect(estimate(result, `audit-only:quality:${arm}`).standardError!).toBeLessThan(0.12);
    }
    expect(result.findings.filter((f) => f.check === 'audit-blocks').map((f) => f.about.arm)).toEqual(['b', 'c']);
  });

  it('are one column for all arms: where one arm has none beside those of control, all are expanded, and the judge is held against that', async () => {
    const treatments = { b: { model: 'm@2' }, c: { model: 'm@3' } };
    // Arm c is audited in items where control and b are not.
    const data = rows(14, { arms: ['a', 'b', 'c'] }).map((row) => (row.arm === 'c' ? { ...row, human: row.human === null ? row.judge : null } : row));
    const result = await analyze(study({ blocks: 'item' }, { treatments }), { data: fromRows(data) });
    const alone = ['b', 'c'].map((arm) => estimate(result, `audit-only:quality:${arm}`));
    expect(alone.map((e) => e.sizes.units)).toEqual([400, 400]);
    const squares = (ids: readonly string[]): number => ids.reduce((sum, id) => sum + estimate(result, id).standardError! ** 2, 0);
    const gain = squares(alone.map(({ id }) => id)) / squares(['blocked:quality:b', 'blocked:quality:c']);
    expect(finding(result, 'judge-gain').statistic).toBeCloseTo(gain, 8);
  });

  it('are looked at anew in each segment', async () => {
    const data = rows(8);
    const result = await analyze(study({ blocks: 'item' }, { segments: ['kind'] }), { data: fromRows(data) });
    const alone = await analyze(study({ blocks: 'item' }), { data: fromRows(data.filter((row) => row.kind === 'short')) });
    const [found, wanted] = [estimate(result, 'blocked:quality@kind=short'), estimate(alone, 'blocked:quality')];
    expect(found.value).toBeCloseTo(wanted.value, 10);
    expect(found.standardError).toBeCloseTo(wanted.standardError!, 10);
  });

  it('of a single item tell nothing of how items differ: the study stops where it decides by them', async () => {
    const repeated = rows(9).flatMap((row) => [row, { ...row, judge: row.judge + 0.1 }]);
    const one = repeated.map((row) => ({ ...row, human: row.item === 'q0' ? row.judge : null }));
    await expect(analyze(study({ blocks: 'item', target: 'blocks' }), { data: fromRows(one) })).rejects.toMatchObject({
      code: 'primary-refused',
      message: expect.stringContaining('all labels are of one value of item'),
    });
  });

  it('with known chances are expanded by these, and err by pairs', async () => {
    const data = rows(10).map((row) => ({ ...row, p: 0.4 }));
    const withChances = study(
      { blocks: 'item' },
      { outcomes: { quality: { role: 'primary', better: 'higher', measured: { judge: 'judge', human: 'human', sampling: 'p' } } } },
    );
    const [known, random] = [await analyze(withChances, { data: fromRows(data) }), await analyze(study({ blocks: 'item' }), { data: fromRows(data) })];
    for (const id of ['blocked:quality', 'audit-only:quality']) {
      expect(estimate(known, id).value).toBeCloseTo(estimate(random, id).value, 10);
      expect(estimate(known, id).standardError).toBeCloseTo(estimate(random, id).standardError!, 10);
    }
  });

  it.each(['ppi', 'calibration'])('are compared within pairs by %s too', async (by) => {
    const measured = { judge: 'judge', human: 'human', by };
    const result = await analyze(study({ blocks: 'item' }, { outcomes: { quality: { role: 'primary', better: 'higher', measured } } }), {
      data: fromRows(rows(11)),
    });
    const plan = finding(result, 'audit-plan');
    expect(plan.statistic).toBeCloseTo(half(result, 'blocked:quality'), 10);
    expect(estimate(result, 'audit-only:quality').standardError!).toBeLessThan(0.12);
    const gain = (estimate(result, 'audit-only:quality').standardError! / estimate(result, 'blocked:quality').standardError!) ** 2;
    expect(finding(result, 'judge-gain').statistic).toBeCloseTo(gain, 8);
  });

  it('of blocks that are meant themselves are planned by arm', async () => {
    const regions = rows(12, { whole: false }).map((row, i) => ({ ...row, item: `r${Math.floor(i / 2) % 5}` }));
    const result = await analyze(study({ blocks: 'item', target: 'units' }), { data: fromRows(regions) });
    expect(result.findings.some((f) => f.check === 'audit-blocks')).toBe(false);
    expect(finding(result, 'audit-plan').says).toMatch(/ten more labels help most in arm [ab], where they take off about/);
    expect(finding(result, 'audit-plan').statistic! / half(result, 'blocked:quality')).toBeCloseTo(1, 2);
  });
});
