import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fromRows } from '../../src/index.ts';
import { stream } from '../../src/math/random/stream.ts';
import { readStudy } from '../../src/read.ts';
import type { StudyResult } from '../../src/study/result.ts';
import { analyze, defineStudy } from '../../src/study.ts';

// Whom people labelled, and what lies together among the labels.

const analysed = async (path: string) => analyze(await readStudy(resolve('goldens/cases', path)));
const finding = ({ findings }: StudyResult, check: string) => findings.find((f) => f.check === check);
const errorByArm = (result: StudyResult): number => finding(result, 'judge-error-by-arm')!.pValue!;

describe('labels of units that are not like the rest', () => {
  it('hold the launch that the judge alone would bring', async () => {
    const result = await analysed('audit-not-random/study-leak.yaml');
    expect(result.decision.verdict).toBe('hold');
    expect(result.decision.says).toContain('they are no random sample');
    expect(finding(result, 'audit-selection')).toMatchObject({ verdict: 'fail', identification: true, about: { column: 'quality' } });
  });

  it('of a judge that is right but for a shift are told from a judge that is wrong', async () => {
    const agreement = finding(await analysed('audit-not-random/study-leak.yaml'), 'judge-agreement')!;
    expect(agreement.says).toContain('whose labels are about -2.00 + 1.00 leak; in that scale they agree');
    expect(agreement.mend).toContain('No other judge is needed');
  });
});

describe('labels of whole users', () => {
  it('tell errors of the judge by user, and so the effect: nearly three in ten by chance, where rows said one in a thousand', async () => {
    const result = await analysed('clustered-audit/study.yaml');
    expect(errorByArm(result)).toBeGreaterThan(0.25);
    expect(errorByArm(result)).toBeLessThan(0.35);
    const { reference } = result.estimates.find(({ id }) => id === 'itt:quality')!.interval;
    expect(reference.kind === 't' && reference.df).toBeLessThan(20);
    expect(finding(result, 'audit-selection')).toMatchObject({ verdict: 'pass' });
  });

  it('are planned, and their judge is weighed, by the interval as it is read: by rows it seemed a third as wide, and the judge worth half as many labels again', async () => {
    const result = await analysed('clustered-audit/study.yaml');
    const [measured, alone] = ['itt:quality', 'audit-only:quality'].map((id) => result.estimates.find((e) => e.id === id)!);
    const [{ low = 0, high = 0 }] = measured.interval.pieces;
    const plan = finding(result, 'audit-plan')!;
    expect(plan.statistic! / ((high - low) / 2)).toBeCloseTo(1, 6);
    expect(plan.says).toContain('ten more labels, spread over user_id as those there are, help most');
    expect(finding(result, 'judge-gain')!.statistic).toBeCloseTo((alone.standardError! / measured.standardError!) ** 2, 2);
  });
});

/** Prompts answered by both models; a judge likes some prompts, and people label some answers. */
function pairs(seed: number, labelled: (prompt: number, score: number, draw: number) => boolean) {
  const random = stream(seed);
  return Array.from({ length: 400 }, (_, i) => {
    const draw = random.uniform();
    const liked = random.normal();
    return [0, 1].map((z) => {
      const human = random.normal();
      const judge = human + liked + 0.2 * random.normal();
      return { id: `${i}.${z}`, prompt: i, z: String(z), judge, human: labelled(i, liked, draw) ? human : null, p: 0.2 };
    });
  }).flat();
}

const study = (design: object, measured: object) =>
  defineStudy({
    estimand: 1,
    study: 'audits',
    question: 'Does it help?',
    data: { file: 'rows.csv' },
    unit: 'id',
    design: { kind: 'randomized', assignment: 'z', control: '0', ...design },
    treatments: { 1: { model: 'm@1' } },
    outcomes: { quality: { role: 'primary', better: 'higher', measured: { judge: 'judge', human: 'human', ...measured } } },
  });

describe('labels of both answers to some prompts', () => {
  const fair = pairs(4, (_, __, draw) => draw < 0.2);

  it('are a sample of prompts, and tell errors of the judge by prompt', async () => {
    const result = await analyze(study({ blocks: 'prompt' }, {}), { data: fromRows(fair) });
    expect(finding(result, 'audit-selection')).toMatchObject({ verdict: 'pass', canHold: true });
    const rows = await analyze(study({}, {}), { data: fromRows(fair) });
    const width = (of: StudyResult): number =>
      finding(of, 'judge-error-by-arm')!
        .says.match(/\[(.*?), (.*?)\]/)!
        .slice(1)
        .map(Number)
        .reduce((low, high) => high - low);
    // What is liked in a prompt is liked in both of its answers.
    expect(width(result)).toBeLessThan(0.5 * width(rows));
  });

  it('hold where prompts were picked by what the judge likes', async () => {
    const picked = pairs(4, (_, liked, draw) => draw < (liked > 0 ? 0.35 : 0.05));
    const { decision, ...result } = await analyze(study({ blocks: 'prompt' }, {}), { data: fromRows(picked) });
    expect(finding({ decision, ...result }, 'audit-selection')).toMatchObject({ verdict: 'fail' });
    expect(decision.verdict).toBe('hold');
  });

  it('only warn where a chance is declared that is not theirs', async () => {
    const picked = pairs(4, (_, liked, draw) => draw < (liked > 0 ? 0.35 : 0.05));
    const result = await analyze(study({ blocks: 'prompt' }, { sampling: 'p' }), { data: fromRows(picked) });
    expect(finding(result, 'audit-selection')).toMatchObject({ verdict: 'warn', says: expect.stringContaining('do not look like the probabilities') });
    expect(finding(await analyze(study({ blocks: 'prompt' }, { sampling: 'p' }), { data: fromRows(fair) }), 'audit-selection')).toMatchObject({
      verdict: 'pass',
    });
  });
});

it('labels that came by complaint are no audit, and the study is held', async () => {
  const fair = pairs(4, (_, __, draw) => draw < 0.2);
  const { decision, findings } = await analyze(study({}, { labels: 'complaints' }), { data: fromRows(fair) });
  expect(findings.find((f) => f.check === 'audit-by-complaint')).toMatchObject({ verdict: 'fail', identification: true });
  expect(decision.verdict).toBe('hold');
  expect(decision.says).toContain('came by complaint');
});
