import { describe, expect, it } from 'vitest';
import { answering, waldEstimate } from '../../../test/support/wald-estimate.ts';
import { fromRows } from '../../engines/memory/from-rows.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import type { Levels } from '../../inference/wald.ts';
import { itt } from '../../methods/arms/itt.ts';
import { runSync } from '../../relation/run.ts';
import type { AskWithin } from './parts.ts';
import { segments } from './segments.ts';

/** Three arms in two languages and three plans. */
const rows = Array.from({ length: 360 }, (_, i) => ({
  arm: ['off', 'one', 'two'][i % 3],
  lang: ['de', 'en'][Math.floor(i / 3) % 2],
  plan: ['a', 'b', 'c'][Math.floor(i / 6) % 3],
  y: ((i * 7) % 11) + (i % 3) + (Math.floor(i / 3) % 2 === 0 ? 0 : i % 3),
}));
const asked = { level: 0.9, boundsLevel: 0.8 };
const arms = { outcome: 'y', assignment: 'arm', control: 'off', treatments: ['one', 'two'] };
const byItt: AskWithin = (_, levels) => itt({ ...arms, ...levels });
const cut = (columns: readonly string[], by: AskWithin = byItt, contrasts = 2, on = rows as readonly object[]) =>
  runSync(fromRows(on as typeof rows), segments({ columns, contrasts, ...asked }, by));
const alone = (lang: string, levels: Levels) => runSync(fromRows(rows.filter((row) => row.lang === lang)), itt({ ...arms, ...levels })).estimates;

describe('segments of several arms hold together', () => {
  it('over all arms in all segments: the level of each is the root of as many', () => {
    const { estimates } = cut(['lang']);
    const wide = [
      ...alone('de', { level: 0.9 ** (1 / 4), boundsLevel: 0.8 ** (1 / 4) }),
      ...alone('en', { level: 0.9 ** (1 / 4), boundsLevel: 0.8 ** (1 / 4) }),
    ];
    expect(estimates).toHaveLength(4);
    for (const [i, e] of estimates.entries()) {
      expect(e.interval).toMatchObject({ level: 0.9, kind: 'simultaneous' });
      expect(e.interval.pieces[0].low).toBeCloseTo(wide[i].interval.pieces[0].low!, 8);
      expect(e.interval.pieces[0].high).toBeCloseTo(wide[i].interval.pieces[0].high!, 8);
      expect(e.bounds).toEqual({ level: 0.8, low: expect.closeTo(wide[i].bounds!.low, 8), high: expect.closeTo(wide[i].bounds!.high, 8) });
      expect(e.pointwise).toEqual([...alone('de', asked), ...alone('en', asked)][i].interval);
    }
  });

  it('over all segments of all columns', () => {
    const { estimates } = cut(['lang', 'plan']);
    expect(estimates).toHaveLength(10);
    const [wide] = alone('de', { level: 0.9 ** (1 / 10), boundsLevel: 0.8 ** (1 / 10) });
    expect(estimates[0].interval.pieces[0].low).toBeCloseTo(wide.interval.pieces[0].low!, 8);
  });

  it('and their p-values count all of them', () => {
    const { estimates } = cut(['lang']);
    const p = estimates.map((e) => e.test!.pValue);
    for (const [i, e] of estimates.entries()) {
      expect(e.adjusted!.map(({ contrasts, family }) => [contrasts, family])).toEqual(Array(4).fill([4, 'segments on y']));
      expect(e.adjusted!.find((a) => a.procedure === 'max-t')!.pValue).toBeCloseTo(1 - (1 - p[i]) ** 4, 10);
    }
  });
});

describe('an estimate in a segment', () => {
  it('is secondary, and says of whom it speaks', () => {
    const [e] = cut(['lang']).estimates;
    const [whole] = alone('de', asked);
    expect(e.id).toBe(`${whole.id}@lang=de`);
    expect(e.role).toBe('secondary');
    expect(e.estimand.population).toBe(`${whole.estimand.population} with lang = de`);
    expect(e.estimand.says).toBe(`${whole.estimand.says.slice(0, -1)}, with lang = de.`);
  });

  it('counts no other outcome in its family, nor what has no test', () => {
    const untested = ({ test, ...e }: Estimate): Estimate => ({ ...e, id: `score:${e.estimand.outcome}` });
    const by: AskWithin = (_, levels) =>
      answering([
        waldEstimate({ outcome: 'y', value: 2 }, levels),
        untested(waldEstimate({ outcome: 'y', value: 2 }, levels)),
        waldEstimate({ outcome: 'z', value: 1 }, levels),
      ]);
    const { estimates } = cut(['lang'], by, 1);
    expect(estimates[1].adjusted).toEqual([]);
    expect(estimates.map((e) => [e.id, e.adjusted!.map((a) => a.contrasts)[0]])).toEqual([
      ['itt:y:1@lang=de', 2],
      ['score:y@lang=de', undefined],
      ['itt:y:1@lang=en', 2],
      ['score:y@lang=en', undefined],
      ['itt:z:1@lang=de', 2],
      ['itt:z:1@lang=en', 2],
    ]);
  });

  it('keeps its own interval where the method does not answer at the wider level', () => {
    const by: AskWithin = (_, levels) => answering(levels.level === asked.level ? [waldEstimate({ value: 2 }, levels)] : []);
    const [e] = cut(['lang'], by, 1).estimates;
    expect(e.interval.pieces).toEqual(waldEstimate({ value: 2 }, asked).interval.pieces);
  });

  it('is asked of the rows of the segment, with the name of the column', () => {
    const by: AskWithin = (name, levels) => (name === 'lang' ? itt({ ...arms, ...levels }) : answering([]));
    const { estimates } = cut(['lang', 'plan'], by);
    expect(estimates.map(({ id, sizes }) => [id.split('@')[1], sizes.units])).toEqual([
      ['lang=de', 120],
      ['lang=de', 120],
      ['lang=en', 120],
      ['lang=en', 120],
    ]);
  });
});

it('an estimate whose sentence has a point within keeps it', () => {
  const by: AskWithin = (_, levels) => {
    const e = waldEstimate({ value: 2 }, levels);
    return answering([{ ...e, estimand: { ...e.estimand, says: 'The effect on more than 0.5 units.' } }]);
  };
  expect(cut(['lang'], by, 1).estimates[0].estimand.says).toBe('The effect on more than 0.5 units, with lang = de.');
});

describe('what is said in a segment', () => {
  const saying = (...findings: readonly Finding[]) => cut(['lang'], () => answering([], findings), 1).findings.filter((f) => f.says.includes('lang = de'));
  const finding = (change: Partial<Finding>): Finding => ({ check: 'audit', about: { estimate: 'itt:y' }, verdict: 'warn', says: 'few audits.', ...change });

  it('is repeated where it is about size, as no more than a warning', () => {
    expect(saying(finding({ verdict: 'fail' }))).toEqual([{ check: 'audit', about: { column: 'lang' }, verdict: 'warn', says: 'In lang = de: few audits.' }]);
    expect(saying(finding({ check: 'cluster-freedom' }), finding({ check: 'audit-clusters' }))).toHaveLength(2);
  });

  it('is about no arm where it was about none', () => expect(saying(finding({}))[0].about).not.toHaveProperty('arm'));

  it('is not where it passes, or where the whole says it', () =>
    expect(saying(finding({ verdict: 'pass' }), finding({ check: 'sample-ratio', verdict: 'fail' }))).toEqual([]));

  it('is repeated where anything is refused, with its arm', () =>
    expect(saying(finding({ check: 'constant', verdict: 'refuse', about: { arm: 'one', column: 'y' } }))).toEqual([
      { check: 'constant', about: { column: 'lang', arm: 'one' }, verdict: 'refuse', says: 'In lang = de: few audits.' },
    ]));

  it('names the segment once where that is what is refused', () => {
    const { findings } = cut(['lang'], (_, levels) => itt({ ...arms, treatments: ['three'], ...levels }));
    expect(findings.map((f) => f.says)).toEqual(['de', 'en'].map((level) => expect.stringMatching(new RegExp(`^No effect for lang = ${level}: `))));
  });

  it('names a refusal of a segment that is about no column', () =>
    expect(saying(finding({ check: 'segment', verdict: 'refuse', about: { arm: 'one' } }))[0].says).toBe('In lang = de: few audits.'));

  it('warns where effects differ at the level that is held', () => {
    const by: AskWithin = (_, levels) => itt({ ...arms, ...levels });
    const { findings } = cut(['lang'], by);
    expect(findings.filter((f) => f.check === 'interaction').map((f) => f.threshold)).toEqual([expect.closeTo(0.1, 12), expect.closeTo(0.1, 12)]);
  });
});

describe('a column', () => {
  const many = (values: number) => rows.map((row, i) => ({ ...row, wide: `v${i % values}` }));
  const foundIn = (values: number) => cut(['wide'], () => answering([]), 1, many(values)).findings;

  it('is cut at as many as thirty values, and refused at more', () => {
    expect(foundIn(30)).toEqual([]);
    const by: AskWithin = (_, levels) => answering([waldEstimate({ value: 2 }, levels)]);
    expect([30, 31].map((values) => cut(['wide'], by, 1, many(values)).estimates.length)).toEqual([30, 0]);
    expect(foundIn(31)).toMatchObject([{ about: { column: 'wide' }, verdict: 'refuse', statistic: 31, threshold: 30 }]);
  });

  it('that is too wide counts nothing for the others', () => {
    const { estimates } = cut(['wide', 'lang'], byItt, 2, many(31));
    expect(estimates).toHaveLength(4);
    expect(estimates[0].interval.pieces[0].low).toBeCloseTo(cut(['lang']).estimates[0].interval.pieces[0].low!, 12);
  });

  it('has its figure', () => expect(cut(['lang']).exhibits.map((e) => e.id)).toEqual(['segments:itt:y:one', 'segments:itt:y:two']));
});

describe('segments come', () => {
  const levelsOf = (values: readonly (string | number)[]) => {
    const on = values.flatMap((plan) => rows.slice(0, 36).map((row) => ({ ...row, plan })));
    return [...new Set(cut(['plan'], byItt, 2, on).estimates.map((e) => e.estimand.segment!.level))];
  };

  it('in the order of numbers where all are numbers', () => expect(levelsOf(['10', '9', '1.5', '-2'])).toEqual(['-2', '1.5', '9', '10']));
  it('in the order of text where one is not', () => expect(levelsOf(['10', '9', 'pro'])).toEqual(['10', '9', 'pro']));
  it('in the order of text where one is blank', () => expect(levelsOf(['10', '9', ' '])).toEqual([' ', '10', '9']));
  it('in the order of text where one has no end', () => expect(levelsOf(['10', '9', 'Infinity'])).toEqual(['10', '9', 'Infinity']));
});
