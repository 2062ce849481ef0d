import { describe, expect, it } from 'vitest';
import { expectDeepClose } from '../../../test/support/deep-close.ts';
import { measuredBy } from '../../across/measurement/measured-by.ts';
import { measurement } from '../../across/measurement/measurement.ts';
import { type ColumnData, fromColumns } from '../../engines/memory/from-rows.ts';
import { column } from '../../expressions/build.ts';
import { stream } from '../../math/random/stream.ts';
import { itt } from '../../methods/randomized/itt.ts';
import { ratioEffect } from '../../methods/randomized/ratio/ratio-effect.ts';
import { varianceOf } from '../../moments/moments.ts';
import { ask } from '../../relation/asking.ts';
import { moments } from '../../relation/requests.ts';
import { runSync } from '../../relation/run.ts';
import { judgeScores } from '../../scenarios.ts';
import { analyze } from '../analyze.ts';
import { planPower } from '../power/plan-power.ts';
import { parseStudy } from '../read-study.ts';
import type { StudyResult } from '../result.ts';

const n = 2_000;
const drawn = judgeScores.simulate({ n, seed: 5 }).columns;
const random = stream(9);
const columns: Record<string, ColumnData> = {
  ...drawn,
  items: Float64Array.from({ length: n }, () => 1 + random.integer(3)),
  language: Array.from({ length: n }, (_, i) => 'ab'[i % 2]),
  cost: Float64Array.from({ length: n }, () => 1 + random.normal() / 5),
  arm3: Array.from({ length: n }, (_, i) => ((drawn.new_model as Float64Array)[i] === 0 ? 'old' : i % 2 === 0 ? 'new' : 'newer')),
};

interface Changes {
  readonly outcome?: string;
  readonly more?: string;
  readonly extra?: string;
  readonly assignment?: string;
  readonly data?: Record<string, ColumnData>;
  readonly measured?: string;
  readonly adjust?: string;
  readonly rows?: string;
  readonly trigger?: string;
}

const measured = 'judge: llm_judge_score, human: human_score, audited: audited';

function studyText({
  outcome = 'role: primary, better: higher',
  more = '',
  extra = '',
  assignment = 'new_model',
  measured: by = measured,
  rows = 'one-per-unit',
  trigger = '',
  adjust = 'none',
}: Changes): string {
  const arms = assignment === 'arm3' ? { control: 'old', treatments: '{new: {model: a}, newer: {model: b}}' } : { control: '0', treatments: '{1: {model: a}}' };
  return `estimand: 1
study: judged
question: Is it better?
data: {file: x.csv}
unit: answer_id
rows: ${rows}
design: {kind: randomized, assignment: ${assignment}, control: ${arms.control}${trigger}}
treatments: ${arms.treatments}
outcomes:
  quality: {${outcome}, measured: {${by}}}
${more}
analysis: {level: 0.95, adjust: ${adjust}}
${extra}
`;
}

const analysed = (changes: Changes = {}): Promise<StudyResult> =>
  analyze(parseStudy(studyText(changes), 'study.yaml'), { data: fromColumns(changes.data ?? columns) });
const estimate = ({ estimates }: StudyResult, id: string) => {
  const found = estimates.find((e) => e.id === id);
  expect(found, `${id} among ${estimates.map((e) => e.id).join(', ')}`).toBeDefined();
  return found!;
};
const levels = { level: 0.95, boundsLevel: 0.95 };
const options = { outcome: 'quality', judges: ['llm_judge_score'], human: 'human_score', audited: 'audited', assignment: 'new_model', arms: ['0', '1'] };

describe('a measured outcome in a study', () => {
  it('is the library’s, in three rounds, with judge and audit alone beside it', async () => {
    const result = await analysed();
    expect(result.provenance.rounds).toBe(3);
    const wanted = runSync(
      fromColumns(columns),
      measuredBy({ ...options, ...levels }, (asked) =>
        itt({ outcome: 'quality', assignment: 'new_model', control: 0, treatments: ['1'], role: 'primary', ...asked }),
      ),
    );
    expectDeepClose(estimate(result, 'itt:quality'), wanted.estimates[0], 1e-12);
    expect(estimate(result, 'judge-only:quality').role).toBe('contrast-only');
    expect(estimate(result, 'audit-only:quality')).toMatchObject({ role: 'secondary', method: { id: 'audit-only' } });
    expect(result.decision.reasons.map((r) => r.estimate)).toContain('itt:quality');
    const checks = result.findings.map((f) => f.check);
    for (const check of ['audit', 'judge-gain', 'audit-plan', 'judge-error-by-arm', 'judge-agreement']) expect(checks).toContain(check);
    expect(result.exhibits.map((e) => e.id)).toEqual(expect.arrayContaining(['audit-plan:quality', 'judge-agreement:llm_judge_score']));
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  it('by calibration shows what taking predictions for data would have claimed', async () => {
    const result = await analysed({ measured: `${measured}, by: calibration, using: [verbosity]` });
    const [right, naive] = [estimate(result, 'itt:quality'), estimate(result, 'plug-in:quality')];
    expectDeepClose(naive.value, right.value, 1e-10);
    expect(naive.standardError!).toBeLessThan(0.6 * right.standardError!);
    expect(naive.role).toBe('contrast-only');
  });

  it('may be the numerator of a ratio', async () => {
    const result = await analysed({ outcome: 'role: primary, better: higher, ratio: [human_score, items]' });
    const wanted = runSync(
      fromColumns(columns),
      measuredBy({ ...options, ...levels }, ({ measure, ...at }) =>
        ratioEffect({ outcome: 'quality', numerator: measure, denominator: column('items'), assignment: 'new_model', control: 0, ...at }),
      ),
    ).estimates[0];
    const { value, standardError } = estimate(result, 'ratio-effect:quality');
    expectDeepClose({ value, standardError }, { value: wanted.value, standardError: wanted.standardError }, 1e-10);
  });

  it('has its part in the net value', async () => {
    const result = await analysed({ outcome: 'role: primary, better: higher, value: 10', more: '  cost: {role: cost, better: lower, unit: USD, value: -1}' });
    const [net, quality, cost] = ['itt:net value', 'itt:quality', 'itt:cost'].map((id) => estimate(result, id));
    expect(net.value).toBeCloseTo(10 * quality.value - cost.value, 10);
    expect(net.interval.reference).toEqual(quality.interval.reference);
  });

  it('is measured anew in each segment', async () => {
    const result = await analysed({ extra: 'segments: [language]' });
    const half = fromColumns(
      Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, Array.from(values).filter((_, i) => i % 2 === 0)])) as Record<
        string,
        ColumnData
      >,
    );
    const alone = runSync(
      half,
      measuredBy({ ...options, ...levels }, (asked) => itt({ outcome: 'quality', assignment: 'new_model', control: 0, ...asked })),
    ).estimates[0];
    const { value, standardError, pointwise } = estimate(result, 'itt:quality@language=a');
    expectDeepClose({ value, standardError, pointwise }, { value: alone.value, standardError: alone.standardError, pointwise: alone.interval }, 1e-9);
  });

  it('is compared between several arms as a family', async () => {
    const result = await analysed({ assignment: 'arm3' });
    for (const arm of ['new', 'newer']) {
      const e = estimate(result, `itt:quality:${arm}`);
      expect(e.interval.kind).toBe('simultaneous');
      const width = ({ pieces: [{ low, high }] }: typeof e.interval): number => high! - low!;
      expect(width(e.interval)).toBeGreaterThan(width(e.pointwise!));
      estimate(result, `judge-only:quality:${arm}`);
    }
  });

  it('of 0 and 1 is a share', async () => {
    const good = (name: string) => Array.from(drawn[name] as readonly number[], (x) => (x === undefined ? undefined : x > 4 ? 1 : 0));
    const data = { ...columns, good: good('human_score'), judged: good('llm_judge_score') } as Record<string, ColumnData>;
    for (const by of ['ppi++', 'rogan-gladen']) {
      const result = await analysed({ data, measured: `judge: judged, human: good, by: ${by}` });
      expect(estimate(result, 'itt:quality').estimand.unit).toEqual({ kind: 'share' });
    }
  });

  it('that was not audited stops the study when it decides, and is refused beside others', async () => {
    const data = { ...columns, human_score: Array.from({ length: n }, () => undefined) } as unknown as Record<string, ColumnData>;
    const typed = { ...data, human_score: Float64Array.from({ length: n }, () => 1), audited: new Float64Array(n) };
    await expect(analysed({ data: typed })).rejects.toMatchObject({ code: 'primary-refused', place: { line: 10 } });
    const result = await analysed({ data: typed, outcome: 'role: secondary, better: higher', more: '  cost: {role: primary, better: lower}' });
    expect(result.findings.find((f) => f.check === 'measured')).toMatchObject({ verdict: 'refuse', about: { column: 'quality', arm: '0' } });
  });

  it('of many rows a unit is added up, and audited when every row is', async () => {
    const twice = Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, [...Array.from(values), ...Array.from(values)]])) as Record<
      string,
      ColumnData
    >;
    const [once, added] = [await analysed({ more: '  cost: {role: secondary, better: lower}' }), await analysed({ data: twice, rows: 'many-per-unit' })];
    const [a, b] = [estimate(once, 'itt:quality'), estimate(added, 'itt:quality')];
    expectDeepClose({ value: b.value, standardError: b.standardError }, { value: 2 * a.value, standardError: 2 * a.standardError! }, 1e-9);
    const half = { ...twice, human_score: Array.from(twice.human_score, (label, i) => (i < n ? label : undefined)) } as Record<string, ColumnData>;
    await expect(analysed({ data: half, rows: 'many-per-unit', measured: 'judge: llm_judge_score, human: human_score' })).rejects.toMatchObject({
      code: 'primary-refused',
    });
  });

  it('of many rows a unit, labelled by row, does not pass for a random audit of units', async () => {
    const twice = Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, [...Array.from(values), ...Array.from(values)]])) as Record<
      string,
      ColumnData
    >;
    const labelled = (every: (row: number) => boolean) => Array.from(twice.human_score, (label, i) => (i < n || every(i) ? label : undefined));
    const byRow = { ...twice, human_score: labelled((i) => i % 2 === 0) } as Record<string, ColumnData>;
    const { findings, decision } = await analysed({ data: byRow, rows: 'many-per-unit', measured: 'judge: llm_judge_score, human: human_score' });
    expect(findings.find((f) => f.check === 'audit-of-rows')).toMatchObject({ verdict: 'fail', identification: true, about: { column: 'human_score' } });
    expect(decision.verdict).toBe('hold');
    const lost = { ...twice, human_score: labelled((i) => i % 100 !== 0) } as Record<string, ColumnData>;
    const few = await analysed({ data: lost, rows: 'many-per-unit', measured: 'judge: llm_judge_score, human: human_score' });
    expect(few.findings.find((f) => f.check === 'audit-of-rows')).toMatchObject({ verdict: 'warn', threshold: 0.05 });
    const whole = await analysed({ data: twice, rows: 'many-per-unit' });
    expect(whole.findings.filter((f) => f.check === 'audit-of-rows')).toEqual([]);
  });

  it('is measured among those who met a trigger', async () => {
    const result = await analysed({ trigger: ', trigger: "items > 1"' });
    const those = fromColumns(columns).where({ op: 'greater', left: column('items'), right: { op: 'number', value: 1 } });
    const alone = runSync(
      those,
      measuredBy({ ...options, ...levels }, (asked) => itt({ outcome: 'quality', assignment: 'new_model', control: 0, ...asked })),
    ).estimates[0];
    const { value, interval } = estimate(result, 'itt:quality');
    expectDeepClose({ value, interval }, { value: alone.value, interval: alone.interval }, 1e-9);
  });

  it('is planned for from the audits of the control arm', async () => {
    const { rows, findings } = await planPower(parseStudy(studyText({ outcome: 'role: primary, better: higher, worthwhile: 0.1' }), 'study.yaml'), {
      data: fromColumns(columns),
    });
    const control = fromColumns(columns).where({ op: 'is', of: column('new_model'), level: '0' });
    const m = runSync(control, measurement({ ...options, arms: ['0'] }));
    if ('refused' in m) throw new Error(m.refused.says);
    const { groups } = runSync(control, ask(moments({ columns: { y: m.measure } })));
    expect(rows[0].baseline!.sd).toBeCloseTo(Math.sqrt(varianceOf(groups[0].moments, 'y')), 9);
    expect(findings.find((f) => f.check === 'audits-planned')?.verdict).toBe('pass');
    await expect(planPower(parseStudy(studyText({}), 'study.yaml'), { data: fromColumns(columns), simulate: 5 })).rejects.toMatchObject({ code: 'not-yet' });
  });

  it('doubts labels on every unit, where nobody said who was audited', async () => {
    const human_score = Float64Array.from(drawn.human_score as ArrayLike<number | null>, (label) => label ?? 0);
    const audit = async (by: string, data: Record<string, ColumnData>) => (await analysed({ data, measured: by })).findings.find((f) => f.check === 'audit');
    const said = await audit('judge: llm_judge_score, human: human_score', { ...columns, human_score });
    expect(said).toMatchObject({ verdict: 'warn', says: expect.stringContaining('Every unit with a score has a human label in human_score') });
    expect(await audit(measured, { ...columns, human_score })).toMatchObject({ verdict: 'pass' });
  });

  it('says that its way through mediators is not computed', async () => {
    const { findings } = await analysed({ extra: 'mediators: [verbosity]' });
    const said = findings.filter((f) => f.check === 'not-analysed').map((f) => f.says);
    expect(said).toEqual(['The way of the effect on quality through verbosity is not computed, since quality is measured by a judge and audits.']);
  });

  it('names the line of a column that is not there, and of one that no audit can have', async () => {
    await expect(analysed({ measured: 'judge: llm_judge_scor, human: human_score' })).rejects.toMatchObject({
      code: 'named-column-unknown',
      place: { line: 10 },
    });
    const data = { ...columns, odds: Float64Array.from({ length: n }, (_, i) => (i === 3 ? 0 : 0.5)) };
    await expect(analysed({ data, measured: `${measured}, sampling: odds` })).rejects.toMatchObject({ code: 'audit-probability', place: { line: 10 } });
  });
});
