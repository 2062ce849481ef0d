import { describe, expect, it } from 'vitest';
import { type JudgedRow, judgedOptions, judgedRelation, judgedRows } from '../../../test/support/judged-rows.ts';
import { EstimandError } from '../../errors/estimand-error.ts';
import type { Answer } from '../../estimate/answer.ts';
import { itt } from '../../methods/arms/itt.ts';
import { runSync } from '../../relation/run.ts';
import { measuredBy } from './measured-by.ts';
import type { MeasurementOptions } from './options.ts';

const rows = judgedRows();
const answerOn = (those: readonly JudgedRow[], changes: Partial<MeasurementOptions> = {}): Answer =>
  runSync(
    judgedRelation(those),
    measuredBy({ ...judgedOptions, ...changes }, (asked) => itt({ outcome: 'quality', assignment: 'z', control: 0, ...asked })),
  );

describe('what no audit can have', () => {
  const first = (change: (row: JudgedRow) => Partial<JudgedRow>) =>
    rows.map((row, i) => (i === rows.findIndex((r) => r.h !== null) ? { ...row, ...change(row) } : row));
  it.each<[string, readonly JudgedRow[], Partial<MeasurementOptions>]>([
    ['audit-probability', first(() => ({ p: 0 })), {}],
    ['audit-probability', first(() => ({ p: 1.2 })), {}],
    ['audit-probability', rows.map((row, i) => (i === 3 ? { ...row, p: -0.1 } : row)), {}],
    ['audit-probability-unknown', first(() => ({ p: null as unknown as number })), {}],
    ['audit-unscored', rows.map((row, i) => (i === 5 ? { ...row, h: null, p: 1 } : row)), {}],
    ['audit-unscored', rows.map((row) => ({ ...row, d: 1 })), { audited: 'd' }],
    ['audit-unjudged', first(() => ({ f: null as unknown as number })), {}],
  ])('is an error: %s', (code, those, changes) => {
    try {
      answerOn(those, changes);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(EstimandError);
      expect(error).toMatchObject({ code });
      expect((error as EstimandError).mend).toMatch(/\.$/);
    }
  });

  it.each<[string, readonly JudgedRow[], Partial<MeasurementOptions>]>([
    ['f is 4 for every unit', rows.map((row) => ({ ...row, f: 4 })), {}],
    ['arm 1 has 1 audited unit', rows.map((row) => ({ ...row, h: row.z === 1 && row !== rows.find((r) => r.z === 1) ? null : row.y, p: 0.5 })), {}],
    ['all labels are of one value of g, and an error', rows.map((row) => (row.g === 'a' ? row : { ...row, h: null })), { blocks: 'g', target: 'blocks' }],
    ['cannot be told apart', rows.map((row) => ({ ...row, d: 2 * row.f })), { judges: ['f', 'd'] }],
    ['labels of 0 and 1, and f holds others', rows, { by: 'rogan-gladen' }],
    [
      'not told from a judge that guesses',
      rows.map((row, i) => ({ ...row, f: i % 2, h: row.h === null ? null : Math.floor(i / 2) % 2 })),
      { by: 'rogan-gladen' },
    ],
  ])('is refused: %s', (says, those, changes) => {
    const { estimates, findings } = answerOn(those, changes);
    expect(estimates).toEqual([]);
    expect(findings).toMatchObject([{ check: 'measured', verdict: 'refuse' }]);
    expect(findings[0].says).toContain(says);
    expect(findings[0].mend).toMatch(/\.$/);
  });
});
