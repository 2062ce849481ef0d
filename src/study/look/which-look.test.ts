import { describe, expect, it } from 'vitest';
import { messageOf, smallStudyWith } from '../../../test/support/small-study.ts';
import { parseStudy } from '../read/parse-study.ts';
import type { TakenLook } from '../result.ts';
import { type UnitsIn, whichLook } from './which-look.ts';

const studyAt = (analysis: string) => parseStudy(smallStudyWith('analysis: {level: 0.95}', `analysis: {${analysis}}`), 'study.yaml');
const at = (analysis: string, seen: UnitsIn) => whichLook(studyAt(analysis), seen);
const four = 'looks: [0.25, 0.5, 0.75, 1], plannedUnits: 1000';
const since = (taken: readonly TakenLook[], analysis = four): Pick<UnitsIn, 'earlier'> => {
  const { record } = at(analysis, { units: taken[taken.length - 1].units });
  return { earlier: { look: { ...record!, taken }, from: 'out/results.json' } };
};

describe('a study that is read once', () => {
  it.each([
    [999, { early: { units: 999, planned: 1000 }, look: { kind: 'anytime', units: 999, planned: 1000 } }],
    [1000, {}],
    [1010, {}],
    [1011, { late: { units: 1011, planned: 1000 }, look: { kind: 'anytime', units: 1011, planned: 1000 } }],
  ])('with %i of 1,000 units', (units, found) => expect(at('plannedUnits: 1000', { units })).toEqual(found));
  it('has no look without a plan', () => expect(at('level: 0.95', { units: 10 })).toEqual({}));
});

describe('a study that is read at any time', () => {
  it('has intervals for all of them, before and after the planned size', () => {
    for (const units of [10, 1000, 3000])
      expect(at('looks: continuous, plannedUnits: 1000', { units })).toMatchObject({
        look: { kind: 'anytime', units, planned: 1000 },
        record: { spending: 'mixture' },
      });
  });
  it('is so too at listed looks that share the error by mixture', () =>
    expect(at(`${four}, spending: mixture`, { units: 500 }).look).toEqual({ kind: 'anytime', units: 500, planned: 1000 }));
});

describe('a look of some', () => {
  const fractionsAt = (units: number, earlier: Pick<UnitsIn, 'earlier'> = {}) => {
    const { look, record } = at(four, { units, ...earlier });
    if (look?.kind !== 'spending') throw new Error('no look of some');
    return { fractions: look.fractions, isLast: look.isLast, planned: record?.taken.at(-1)?.planned };
  };
  it.each([
    ['in time', 500, { fractions: [0.25, 0.5], isLast: false, planned: 2 }],
    ['a little early', 498, { fractions: [0.25, 0.498], isLast: false, planned: 2 }],
    ['late', 620, { fractions: [0.25, 0.62], isLast: false, planned: 2 }],
    ['the last', 1000, { fractions: [0.25, 0.5, 0.75, 1], isLast: true, planned: 4 }],
    ['overrun', 1100, { fractions: [0.25, 0.5, 0.75, 1.1], isLast: true, planned: 4 }],
    ['before the first', 100, { fractions: [0.1], isLast: false, planned: undefined }],
  ])('without a record is the latest that was planned: %s', (_, units, found) => expect(fractionsAt(units)).toEqual(found));

  it('spends all of the error at the last, though a few units are missing', () => {
    const { look } = at(four, { units: 996 });
    expect(look).toMatchObject({ spentAt: [0.25, 0.5, 0.75, 1], isLast: true });
    expect(at(four, { units: 1200 }).look).toMatchObject({ fractions: [0.25, 0.5, 0.75, 1.2], spentAt: [0.25, 0.5, 0.75, 1] });
  });

  it('goes on from those that were really taken', () => {
    const first = { units: 300, fraction: 0.3, planned: 1 };
    expect(fractionsAt(620, since([first]))).toEqual({ fractions: [0.3, 0.62], isLast: false, planned: 2 });
    const both = [first, { units: 620, fraction: 0.62, planned: 2 }];
    expect(fractionsAt(700, since(both))).toEqual({ fractions: [0.3, 0.62, 0.7], isLast: false, planned: undefined });
    expect(fractionsAt(1000, since(both))).toEqual({ fractions: [0.3, 0.62, 1], isLast: true, planned: 4 });
  });

  it('is the same look when the same units are analysed again', () => {
    const both = [
      { units: 300, fraction: 0.3, planned: 1 },
      { units: 620, fraction: 0.62, planned: 2 },
    ];
    expect(fractionsAt(620, since(both))).toEqual({ fractions: [0.3, 0.62], isLast: false, planned: 2 });
  });

  it('is the same look with a handful more of many', () => {
    const many = 'looks: [0.5, 1], plannedUnits: 1000000';
    const before = since([{ units: 500_000, fraction: 0.5, planned: 1 }], many);
    expect(at(many, { units: 500_004, ...before }).look).toMatchObject({ fractions: [0.500004] });
    expect(at(many, { units: 501_000, ...before }).look).toMatchObject({ fractions: [0.5, 0.501] });
  });

  it('takes the place of the one that crossed its bound, where more units came in since', () => {
    const both = [
      { units: 300, fraction: 0.3, planned: 1 },
      { units: 500, fraction: 0.5, planned: 2, crossed: true as const },
    ];
    expect(fractionsAt(540, since(both))).toEqual({ fractions: [0.3, 0.54], isLast: false, planned: 2 });
    // At the next that was planned the study has gone on: all of its looks count.
    expect(fractionsAt(760, since(both))).toEqual({ fractions: [0.3, 0.5, 0.76], isLast: false, planned: 3 });
  });

  it('after the last has nothing left to spend', () => {
    const last = { units: 1000, fraction: 1, planned: 4, last: true as const };
    expect(at(four, { units: 1100, ...since([last]) }).look).toEqual({ kind: 'spent', units: 1100, planned: 1000 });
    expect(at(four, { units: 1000, ...since([last]) }).look).toMatchObject({ kind: 'spending', fractions: [1], isLast: true });
    expect(at(four, { units: 1100, ...since([{ ...last, crossed: true }]) }).look).toMatchObject({ kind: 'spending', isLast: true });
  });

  it('on dates counts the units that were in then', () => {
    const dates = 'looks: [2026-11-08, 2026-11-15, 2026-11-22], plannedUnits: 1000';
    const study = smallStudyWith('analysis: {level: 0.95}', `analysis: {${dates}}`).replace('unit: ticket_id', 'unit: ticket_id\ntime: created_at');
    const seen = (asOf: string, units: number): UnitsIn => ({ units, before: [210, 430, 640], asOf: Date.parse(asOf) / 1000 });
    const read = parseStudy(study, 'study.yaml');
    expect(whichLook(read, seen('2026-11-14T23:10Z', 430)).look).toMatchObject({ fractions: [0.21, 0.43], isLast: false });
    expect(whichLook(read, seen('2026-11-12T12:00Z', 350)).look).toMatchObject({ fractions: [0.35] });
    // At the last date all is spent, however few units came in.
    expect(whichLook(read, seen('2026-11-22T08:00Z', 700)).look).toMatchObject({ fractions: [0.21, 0.43, 0.7], spentAt: [0.21, 0.43, 1], isLast: true });
  });
});

describe('the look before', () => {
  const before = since([{ units: 300, fraction: 0.3, planned: 1 }]);
  it.each([
    [
      'was shared otherwise',
      `${four}, spending: pocock`,
      'study.yaml:18:71  analysis.spending is pocock; it was obrien-fleming when the study was looked at with 300 units (out/results.json). Error that was spent cannot be spent otherwise afterwards. Go back to obrien-fleming. A look that was not planned needs no other plan: analyse, and it takes its share.',
    ],
    [
      'was planned for another size',
      'looks: [0.25, 0.5, 0.75, 1], plannedUnits: 2000',
      'study.yaml:18:55  analysis.plannedUnits is 2000; it was 1000 when the study was looked at with 300 units (out/results.json). Error that was spent cannot be spent otherwise afterwards. Go back to 1000. A look that was not planned needs no other plan: analyse, and it takes its share.',
    ],
    [
      'was one of others',
      'looks: [0.5, 1], plannedUnits: 1000',
      'study.yaml:18:12  analysis.looks is [0.5, 1]; it was [0.25, 0.5, 0.75, 1] when the study was looked at with 300 units (out/results.json). Error that was spent cannot be spent otherwise afterwards. Go back to [0.25, 0.5, 0.75, 1]. A look that was not planned needs no other plan: analyse, and it takes its share.',
    ],
    [
      'shared its error with others, and now it is read once',
      'plannedUnits: 1000',
      'study.yaml:18:1  analysis.looks is fixed; it was [0.25, 0.5, 0.75, 1] when the study was looked at with 300 units (out/results.json). Error that was spent cannot be spent otherwise afterwards. Go back to [0.25, 0.5, 0.75, 1]. A look that was not planned needs no other plan: analyse, and it takes its share.',
    ],
  ])('%s', (_, analysis, says) => expect(messageOf(() => at(analysis, { units: 500, ...before }))).toBe(says));

  it('had more units', () =>
    expect(messageOf(() => at(four, { units: 250, ...before }))).toBe(
      'study.yaml:18:12  250 units are in, and there were 300 at the look before (out/results.json). Find out which units are gone: a look goes on from the units of the one before it. If this is another study, give it another name, or write to another folder.',
    ));
});
