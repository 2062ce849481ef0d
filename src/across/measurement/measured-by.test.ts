import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expectDeepClose } from '../../../test/support/deep-close.ts';
import { type JudgedRow, judgedRows, judgedOptions as options, judgedRelation as relationOf } from '../../../test/support/judged-rows.ts';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import type { Answer } from '../../estimate/answer.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import { column } from '../../expressions/build.ts';
import { studentTQuantile } from '../../math/distributions/student-t.ts';
import { adjustedItt } from '../../methods/arms/adjusted-itt.ts';
import { ancova } from '../../methods/arms/ancova.ts';
import { blocked } from '../../methods/arms/blocked/blocked.ts';
import { cuped } from '../../methods/arms/cuped.ts';
import { itt } from '../../methods/arms/itt.ts';
import { ratioEffect } from '../../methods/arms/ratio/ratio-effect.ts';
import { complierEffect } from '../../methods/randomized/complier-effect.ts';
import type { Asking } from '../../relation/asking.ts';
import { runSync } from '../../relation/run.ts';
import { segments } from '../segments/segments.ts';
import { type AskMeasured, measuredBy } from './measured-by.ts';
import type { MeasurementOptions } from './options.ts';

const rows = judgedRows();
const contrast = { outcome: 'quality', assignment: 'z', control: 0 };
const asItt: AskMeasured = (asked) => itt({ ...contrast, ...asked });
const answerOn = (those: readonly JudgedRow[], changes: Partial<MeasurementOptions> = {}, ask = asItt): Answer =>
  runSync(relationOf(those), measuredBy({ ...options, ...changes }, ask));
const effectOn = (those: readonly JudgedRow[], changes: Partial<MeasurementOptions> = {}, ask = asItt): Estimate => answerOn(those, changes, ask).estimates[0];
const bare = ({ value, standardError }: Estimate) => ({ value, standardError });

/** Every method that contrasts arms, told what its outcome is made of. */
const methods: Readonly<Record<string, (asked: Parameters<AskMeasured>[0]) => Asking<Answer>>> = {
  itt: (asked) => itt({ ...contrast, ...asked }),
  'itt, clustered': (asked) => itt({ ...contrast, cluster: 'team', ...asked }),
  'adjusted-itt': (asked) => adjustedItt({ ...contrast, adjust: ['x'], ...asked }),
  ancova: (asked) => ancova({ ...contrast, adjust: ['x'], ...asked }),
  cuped: (asked) => cuped({ ...contrast, covariate: 'x', ...asked }),
  blocked: (asked) => blocked({ ...contrast, blocks: 'g', ...asked }),
  'complier-effect': (asked) => complierEffect({ ...contrast, usage: 'd', ...asked }),
  'ratio-effect': ({ measure, ...levels }) => ratioEffect({ ...contrast, numerator: measure, denominator: column('items'), ...levels }),
};

describe.each(Object.entries(methods).map(([name, method]) => ({ name, method })))('$name on a judged outcome', ({ method }) => {
  it('with a perfect judge is the effect on the human label of every unit', () => {
    const wanted = runSync(relationOf(rows), method({ measure: column('y'), level: 0.95, boundsLevel: 0.95 })).estimates[0];
    expectDeepClose(
      bare(
        effectOn(
          rows.map((row) => ({ ...row, f: row.y })),
          {},
          method,
        ),
      ),
      bare(wanted),
      1e-9,
    );
  });

  it('with everything audited is the same, whatever the judge says', () => {
    const wanted = runSync(relationOf(rows), method({ measure: column('y'), level: 0.95, boundsLevel: 0.95 })).estimates[0];
    expectDeepClose(
      effectOn(
        rows.map((row) => ({ ...row, h: row.y, p: 1 })),
        {},
        method,
      ).value,
      wanted.value,
      1e-9,
    );
  });

  it('does not care where the judge has its zero', () =>
    expectDeepClose(
      bare(
        effectOn(
          rows.map((row) => ({ ...row, f: row.f + 5 })),
          {},
          method,
        ),
      ),
      bare(effectOn(rows, {}, method)),
      1e-9,
    ));

  it('follows the scale of judge and label', () => {
    const times = (by: number) => rows.map((row) => ({ ...row, f: by * row.f, h: row.h === null ? null : by * row.h }));
    const [one, three] = [effectOn(rows, {}, method), effectOn(times(3), {}, method)];
    expectDeepClose(bare(three), { value: 3 * one.value, standardError: 3 * one.standardError! }, 1e-9);
  });

  it('has limits of t by the audit, which its p-value agrees with', () => {
    const few = judgedRows(400, 0.06);
    const e = effectOn(few, {}, method);
    const { df } = e.interval.reference as { df: number };
    expect(df).toBeLessThan(60);
    const [{ low, high }] = e.interval.pieces;
    if (e.method.id !== 'complier-effect') expect((high! - low!) / 2 / e.standardError!).toBeGreaterThan(0.999 * studentTQuantile(0.975, df));
    expect(e.interval.level).toBe(0.95);
    expect(e.test!.pValue < 0.05).toBe(low! > 0 || high! < 0);
  });
});

describe('a judged outcome', () => {
  it('is no affair of any method: no file of them names it', () => {
    const folder = new URL('../../methods/', import.meta.url);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    expect(files.length).toBeGreaterThan(50);
    for (const file of files)
      expect(readFileSync(new URL(file, folder), 'utf8'), file).not.toMatch(/across\/measurement|protocol\/measured|auditFreedom|measuredBy/);
  });

  it('is asked about in two rounds', () => {
    const relation = relationOf(rows);
    runSync(relation, measuredBy(options, asItt));
    expect(relation.rounds).toBe(2);
  });

  it('is asked about in three within blocks, and by rows where no block holds both arms', () => {
    const relation = relationOf(rows);
    runSync(
      relation,
      measuredBy({ ...options, blocks: 'g' }, (asked) => blocked({ ...contrast, blocks: 'g', ...asked })),
    );
    expect(relation.rounds).toBe(3);
    // A team is in one arm.
    expectDeepClose(effectOn(rows, { blocks: 'team' }), effectOn(rows), 1e-12);
  });

  it('is measured in each segment by the audit of that segment, and refused where there is none', () => {
    const cut = rows.map((row, i) => ({ ...row, g: i % 40 < 4 ? 'c' : row.g })).map((row) => (row.g === 'c' ? { ...row, h: null, p: 0.5 } : row));
    const asked = segments({ columns: ['g'], contrasts: 1, level: 0.95, boundsLevel: 0.95 }, (_, levels) => measuredBy({ ...options, ...levels }, asItt));
    const { estimates, findings } = runSync(relationOf(cut), asked);
    expect(estimates.map((e) => e.id)).toEqual(['itt:quality@g=a', 'itt:quality@g=b']);
    for (const [i, level] of ['a', 'b'].entries()) {
      const alone = effectOn(cut.filter((row) => row.g === level));
      expectDeepClose({ ...bare(estimates[i]), pointwise: estimates[i].pointwise }, { ...bare(alone), pointwise: alone.interval }, 1e-9);
    }
    expect(findings.filter((f) => f.verdict === 'refuse').map((f) => f.says)).toEqual([
      'In g = c: quality cannot be measured: arm 0 has no audited unit, and an error cannot be told from fewer than two.',
    ]);
  });

  it('is warned of where the audit of a segment is small, though that of the whole is not', () => {
    const few = rows.map((row, i) => (row.g === 'b' && i % 8 > 1 ? { ...row, h: null } : row));
    const asked = segments({ columns: ['g'], contrasts: 1, level: 0.95, boundsLevel: 0.95 }, (_, levels) => measuredBy({ ...options, ...levels }, asItt));
    const { findings } = runSync(relationOf(few), asked);
    const [found, ...more] = findings.filter(({ check, says }) => check === 'audit' && says.startsWith('In g = b: People scored'));
    expect([found.verdict, more]).toEqual(['warn', []]);
    expect(answerOn(few).findings.find(({ check }) => check === 'audit')?.verdict).toBe('pass');
  });

  it('does not depend on the order of rows, and takes labels that somebody gave unasked for none', () => {
    const audited = rows.map((row) => ({ ...row, d: row.h === null ? 0 : 1, h: row.y }));
    expectDeepClose(
      effectOn([...audited].reverse(), { audited: 'd' }),
      { ...effectOn(rows), details: effectOn([...audited].reverse(), { audited: 'd' }).details },
      1e-9,
    );
  });

  it('is of judged units alone where the judge has no weight, and its standard error counts no others', () => {
    // A judge that says the opposite of people is held at zero; a unit without a score is in no sample.
    const against = rows.map((row) => ({ ...row, f: -row.f, p: 0.5 }));
    const unjudged = against.filter((row) => row.h === null).map((row) => ({ ...row, f: null as unknown as number }));
    const { sampling: _, ...random } = options;
    const [alone, beside] = [against, [...against, ...unjudged]].map((those) => runSync(relationOf(those), measuredBy(random, asItt)).estimates[0]);
    expect(beside.sizes.units).toBe(rows.length);
    expectDeepClose(bare(beside), bare(alone), 1e-9);
  });

  it('warns of a small audit', () => {
    const { findings } = answerOn(judgedRows(400, 0.06));
    expect(findings.find((f) => f.check === 'audit')).toMatchObject({ verdict: 'warn', threshold: 30 });
    expect(answerOn(rows).findings.map((f) => f.verdict)).toEqual(['pass', 'pass']);
  });

  it('warns of an audit of few clusters, fails where these leave hardly any freedom, and counts them', () => {
    const { sampling: _, ...random } = { ...options, cluster: 'team' };
    const clustered: AskMeasured = (asked) => itt({ ...contrast, cluster: 'team', ...asked });
    const warned = (those: readonly JudgedRow[]) =>
      runSync(relationOf(those), measuredBy(random, clustered)).findings.filter((f) => f.check === 'audit-clusters');
    expect(warned(rows)).toEqual([]);
    const three = new Set(['t0', 't2', 't4', ...Array.from({ length: 25 }, (_, i) => `t${2 * i + 1}`)]);
    const few = rows.map((row) => ({ ...row, h: three.has(row.team) ? row.y : null }));
    expect(warned(few)).toMatchObject([{ verdict: 'fail', identification: true, about: { column: 'quality', arm: '0' }, statistic: 3, threshold: 6 }]);
    const five = new Set([...three, 't6', 't8']);
    expect(warned(rows.map((row) => ({ ...row, h: five.has(row.team) ? row.y : null })))).toMatchObject([{ verdict: 'warn', statistic: 5 }]);
    const freedom = (cluster: object): number =>
      (runSync(relationOf(few), measuredBy({ ...random, ...cluster }, clustered)).estimates[0].interval.reference as { df: number }).df;
    expect(freedom({})).toBeLessThan(4);
    expect(freedom({ cluster: undefined })).toBeGreaterThan(20);
  });

  it('warns of a judge on a narrower scale', () => {
    const narrow = rows.map((row) => ({ ...row, f: row.f / 5 }));
    expect(answerOn(narrow).findings.find((f) => f.check === 'judge-scale')?.says).toMatch(/its weight is held at 1\.$/);
    expect(answerOn(rows.map((row) => ({ ...row, f: row.y }))).findings.map((f) => f.verdict)).toEqual(['pass', 'pass']);
  });

  it('reads true and false for who was audited', () => {
    const audited = rows.map((row) => ({ ...row, told: row.h !== null, h: row.y }));
    const relation = fromColumns(
      Object.fromEntries(Object.keys(audited[0]).map((name) => [name, audited.map((row) => row[name as keyof (typeof audited)[0]])])),
    );
    const [e] = runSync(relation, measuredBy({ ...options, audited: 'told' }, asItt)).estimates;
    expectDeepClose(bare(e), bare(effectOn(rows)), 1e-12);
  });

  it('is computed from two labels an arm, with an interval as wide as they deserve', () => {
    let left = [2, 2];
    const two = rows.map((row) => {
      if (left[row.z] === 0) return { ...row, h: null };
      left = left.map((n, z) => (z === row.z ? n - 1 : n));
      return { ...row, h: row.y };
    });
    const { sampling: _, ...random } = options;
    const [e] = runSync(relationOf(two), measuredBy({ ...random, level: 0.99 }, asItt)).estimates;
    const { df } = e.interval.reference as { df: number };
    const [{ low, high }] = e.interval.pieces;
    expect((high! - low!) / 2 / e.standardError!).toBeGreaterThan(0.999 * studentTQuantile(0.995, df));
  });
});

it('tells of no freedom where all labels are alike', () => {
  const alike = rows.map((row) => ({ ...row, h: row.h === null ? null : 1 }));
  const { details } = effectOn(alike, { blocks: 'g', by: 'ppi' }, methods.blocked);
  expect(JSON.stringify(details, (_, value) => (value === Infinity ? 'unlimited' : value))).not.toContain('unlimited');
});
