import { describe, expect, it } from 'vitest';
import { measuredBy } from '../../src/across/measurement/measured-by.ts';
import { type ColumnData, fromColumns } from '../../src/engines/memory/from-rows.ts';
import { column } from '../../src/expressions/build.ts';
import { itt } from '../../src/methods/arms/itt.ts';
import { ratioEffect } from '../../src/methods/arms/ratio/ratio-effect.ts';
import { runSync } from '../../src/relation/run.ts';
import { expectDeepClose } from '../support/deep-close.ts';
import { analysed, columns, drawn, estimate, levels, measured, n, options } from '../support/judged-study.ts';

describe('a measured outcome in a study', () => {
  it('is the library’s, in five rounds, with judge and audit alone beside it', async () => {
    const result = await analysed();
    expect(result.provenance.rounds).toBe(5);
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
    for (const check of ['audit', 'judge-gain', 'audit-plan', 'judge-error-by-arm', 'judge-agreement', 'judge-assumptions']) expect(checks).toContain(check);
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
    // A value may be below zero, so that it has no percentage.
    expect([net.relative, quality.relative?.value]).toEqual([undefined, expect.any(Number)]);
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
});
