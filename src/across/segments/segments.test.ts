import { describe, expect, it } from 'vitest';
import { contractRows, relationOf } from '../../../test/contract/table.ts';
import { expectDeepClose } from '../../../test/support/deep-close.ts';
import type { Answer } from '../../estimate/answer.ts';
import { column, is } from '../../expressions/build.ts';
import type { Levels } from '../../inference/wald.ts';
import { adjustedItt } from '../../methods/arms/adjusted-itt.ts';
import { itt } from '../../methods/arms/itt.ts';
import { complierEffect } from '../../methods/randomized/complier-effect.ts';
import type { Asking } from '../../relation/asking.ts';
import { runSync } from '../../relation/run.ts';
import { hiddenHarm } from './harm.ts';
import { segments } from './segments.ts';

const rows = contractRows(600, 4);
const usual = { level: 0.95, boundsLevel: 0.95 };
const asked = { outcome: 'y', assignment: 'z', control: 0 };
const methods: Readonly<Record<string, (levels: Levels) => Asking<Answer>>> = {
  itt: (levels) => itt({ ...asked, ...levels }),
  'adjusted-itt': (levels) => adjustedItt({ ...asked, adjust: ['x'], ...levels }),
  'complier-effect': (levels) => complierEffect({ ...asked, usage: 'd', ...levels }),
};
const cut = (by: (levels: Levels) => Asking<Answer>, on = rows, columns = ['g']) =>
  runSync(
    relationOf(on),
    segments({ columns, contrasts: 1, ...usual }, (_, levels) => by(levels)),
  );

describe.each(Object.entries(methods))('segments of %s', (id, by) => {
  const { estimates } = cut(by);
  const levels = [...new Set(rows.map((row) => row.g))].sort();

  it('are the method on the rows of the segment', () => {
    expect(estimates.map((e) => e.id)).toEqual(levels.map((level) => `${id}:y@g=${level}`));
    for (const [i, level] of levels.entries()) {
      const [alone] = runSync(relationOf(rows).where(is(column('g'), level!)), by(usual)).estimates;
      expectDeepClose([estimates[i].value, estimates[i].standardError, estimates[i].pointwise], [alone.value, alone.standardError, alone.interval], 1e-12);
      expect(estimates[i].estimand.segment).toEqual({ column: 'g', level });
    }
  });

  it('hold together: wider than alone, and adjusted for all of them', () => {
    for (const e of estimates) {
      const [wide, alone] = [e.interval.pieces[0], e.pointwise!.pieces[0]];
      expect(wide.low!).toBeLessThan(alone.low!);
      expect(wide.high!).toBeGreaterThan(alone.high!);
      const by = Object.fromEntries(e.adjusted!.map((a) => [a.procedure, a.pValue]));
      expect(by['max-t']).toBeCloseTo(1 - (1 - e.test!.pValue) ** levels.length, 12);
      expect(by.holm).toBeGreaterThanOrEqual(e.test!.pValue);
    }
  });
});

describe('segments', () => {
  it('refuse, by name, a segment with one arm only, and answer in the others', () => {
    const alone = rows.map((row) => (row.g === 'a' ? { ...row, z: 1 } : row));
    const { estimates, findings } = cut(methods.itt, alone);
    expect(estimates.map((e) => e.id)).not.toContain('itt:y@g=a');
    expect(findings.find((f) => f.verdict === 'refuse')).toMatchObject({
      check: 'segment',
      about: { column: 'g' },
      says: expect.stringContaining('No effect for g = a'),
      mend: expect.stringContaining('has every arm'),
    });
  });

  it('name units without a value, and columns with too many', () => {
    const holes = rows.map((row, i) => ({ ...row, g: i < 7 ? null : row.g, x: i }));
    const { findings } = cut(methods.itt, holes, ['g', 'x']);
    expect(findings.filter((f) => f.check === 'segment').map((f) => [f.verdict, f.about.column, f.statistic])).toEqual([
      ['warn', 'g', 7],
      ['refuse', 'x', 600],
    ]);
  });

  it('sound the alarm where a segment is harmed and the average is not', () => {
    const harmed = rows.map((row) => ({ ...row, y: row.y! + (row.z === 1 ? (row.g === 'a' ? -3 : 2) : 0) }));
    const { estimates, findings } = cut(methods.itt, harmed);
    const overall = runSync(relationOf(harmed), methods.itt(usual)).estimates;
    expect(hiddenHarm(overall, estimates, () => ({ better: 'higher' }))).toMatchObject([
      { check: 'harmed-segment', verdict: 'fail', about: { column: 'g', estimate: 'itt:y@g=a' } },
    ]);
    expect(hiddenHarm(overall, estimates, () => ({ better: 'lower' }))).toEqual([]);
    expect(findings.find((f) => f.check === 'interaction')).toMatchObject({ verdict: 'warn' });
    expect(cut(methods.itt).findings.find((f) => f.check === 'interaction')).toMatchObject({ verdict: 'pass' });
  });
});
