import { describe, expect, it } from 'vitest';
import { expectDeepClose } from '../../../test/support/deep-close.ts';
import { analysed, columns, drawn, estimate, levels, measured, n, options, studyText } from '../../../test/support/judged-study.ts';
import { measuredBy } from '../../across/measurement/measured-by.ts';
import { measurement } from '../../across/measurement/measurement.ts';
import { type ColumnData, fromColumns } from '../../engines/memory/from-rows.ts';
import { column } from '../../expressions/build.ts';
import { itt } from '../../methods/arms/itt.ts';
import { varianceOf } from '../../moments/moments.ts';
import { ask } from '../../relation/asking.ts';
import { moments } from '../../relation/requests.ts';
import { runSync } from '../../relation/run.ts';
import { parseStudy } from '../read/parse-study.ts';
import { planPower } from './plan-power.ts';

const addedUp = { rows: 'many-per-unit', outcome: 'role: primary, better: higher, per: total' };

describe('a measured outcome', () => {
  it('of many rows a unit is added up, and audited when every row is', async () => {
    const twice = Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, [...Array.from(values), ...Array.from(values)]])) as Record<
      string,
      ColumnData
    >;
    const [once, added] = [await analysed({ more: '  cost: {role: secondary, better: lower}' }), await analysed({ data: twice, ...addedUp })];
    const [a, b] = [estimate(once, 'itt:quality'), estimate(added, 'itt:quality')];
    expectDeepClose({ value: b.value, standardError: b.standardError }, { value: 2 * a.value, standardError: 2 * a.standardError! }, 1e-9);
    const half = { ...twice, human_score: Array.from(twice.human_score, (label, i) => (i < n ? label : undefined)) } as Record<string, ColumnData>;
    await expect(analysed({ data: half, ...addedUp, measured: 'judge: llm_judge_score, human: human_score' })).rejects.toMatchObject({
      code: 'primary-refused',
    });
  });

  it('of many rows a unit is averaged where the study says so, and planned for', async () => {
    const twice = Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, [...Array.from(values), ...Array.from(values)]])) as Record<
      string,
      ColumnData
    >;
    const worthwhile = 'role: primary, better: higher, worthwhile: 0.1';
    const many = { rows: 'many-per-unit', outcome: `${worthwhile}, per: mean` };
    const [once, mean] = [await analysed({ outcome: worthwhile }), await analysed({ ...many, data: twice })];
    const [a, b] = [estimate(once, 'itt:quality'), estimate(mean, 'itt:quality')];
    expectDeepClose({ value: b.value, standardError: b.standardError }, { value: a.value, standardError: a.standardError }, 1e-9);
    const plan = (text: string, data: Record<string, ColumnData>) => planPower(parseStudy(text, 'study.yaml'), { data: fromColumns(data) });
    const [plain, planned] = [await plan(studyText({ outcome: worthwhile }), columns), await plan(studyText(many), twice)];
    expectDeepClose(planned.rows, plain.rows, 1e-9);
  });

  it('of many rows a unit, labelled by row, does not pass for a random audit of units', async () => {
    const twice = Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, [...Array.from(values), ...Array.from(values)]])) as Record<
      string,
      ColumnData
    >;
    const labelled = (every: (row: number) => boolean) => Array.from(twice.human_score, (label, i) => (i < n || every(i) ? label : undefined));
    const byRow = { ...twice, human_score: labelled((i) => i % 2 === 0) } as Record<string, ColumnData>;
    const { findings, decision } = await analysed({ data: byRow, ...addedUp, measured: 'judge: llm_judge_score, human: human_score' });
    expect(findings.find((f) => f.check === 'audit-of-rows')).toMatchObject({ verdict: 'fail', identification: true, about: { column: 'human_score' } });
    expect(decision.verdict).toBe('hold');
    const lost = { ...twice, human_score: labelled((i) => i % 100 !== 0) } as Record<string, ColumnData>;
    const few = await analysed({ data: lost, ...addedUp, measured: 'judge: llm_judge_score, human: human_score' });
    expect(few.findings.find((f) => f.check === 'audit-of-rows')).toMatchObject({ verdict: 'warn', threshold: 0.05 });
    const whole = await analysed({ data: twice, ...addedUp });
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
    expect(said).toEqual(['The part of the effect on quality through verbosity is not computed, since quality is measured by a judge and audits.']);
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
