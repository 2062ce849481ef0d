import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../../../test/support/spoken.ts';
import { answering, answerOf, waldEstimate } from '../../../test/support/wald-estimate.ts';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import type { Adjusted, Estimate } from '../../estimate/estimate.ts';
import { anytimeCritical } from '../../inference/sequential/mixture.ts';
import { stream } from '../../math/random/stream.ts';
import type { Look } from '../../protocol/look.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import type { PlannedQuestion } from '../../protocol/question.ts';
import { runSync } from '../../relation/run.ts';
import type { AllPlans } from './across.ts';
import { atLooks } from './at-looks.ts';
import { levelsAt, pValueAt } from './look-levels.ts';

const anytime: Look = { kind: 'anytime', units: 400, planned: 1000 };
const spending: Look = { kind: 'spending', spending: 'obrien-fleming', units: 500, planned: 1000, fractions: [0.5], spentAt: [0.5], isLast: false };
const protocolOf = (change: Partial<Protocol> = { look: anytime }): Protocol =>
  ({ analysis: { level: 0.95, guardrailLevel: 0.9 }, outcomes: [], ...change }) as unknown as Protocol;
const asked = (e: Estimate, change: Partial<PlannedQuestion> = {}): PlannedQuestion => ({
  id: 'itt',
  title: 't',
  rounds: { usual: 1, most: 1 },
  options: {},
  of: 'analysed',
  ask: () => answering([e], [{ check: 'c', about: {}, verdict: 'pass', says: 's' }]),
  ...change,
});
const planned = (question: PlannedQuestion, protocol = protocolOf()) => atLooks(() => [question], {} as AllPlans)(protocol);
const atLook = (e: Estimate, look: Look = anytime) => answerOf(planned(asked(e), protocolOf({ look }))[0].ask()).estimates[0];

/** As it was asked at the levels of the look. */
const askedAt = (look: Look, contrasts = 1) => waldEstimate({ value: 5, standardError: 2 }, levelsAt(protocolOf({ look }), contrasts));
const plain = askedAt(anytime);
const family = (contrasts: number): readonly Adjusted[] => [{ procedure: 'max-t', family: 'arms', contrasts, pValue: 0.1 }];

it('at the one look of a study nothing is told otherwise', () => {
  const question = asked(plain);
  expect(planned(question, protocolOf({}))).toEqual([question]);
});

describe('the levels of a look', () => {
  it('are those of the critical value: at any time of the mixture', () => {
    const half = 2 * anytimeCritical(400, 1000, 0.95);
    expect(atLook(plain).interval).toEqual({
      pieces: [{ low: expect.closeTo(5 - half, 10), high: expect.closeTo(5 + half, 10) }],
      level: 0.95,
      side: 'two-sided',
      kind: 'anytime',
      reference: { kind: 'normal' },
    });
  });

  it('at one of some looks of what is spent there', () => {
    const { interval } = atLook(askedAt(spending), spending);
    // The first of two looks of O'Brien and Fleming's kind, at half of the units.
    expect((5 - interval.pieces[0].low!) / 2).toBeCloseTo(2.9626, 4);
    expect(interval).toMatchObject({ kind: 'repeated', level: 0.95 });
  });

  it('of one-sided bounds are those that err twice as often', () => {
    const reach = 2 * anytimeCritical(400, 1000, 0.8);
    expect(atLook(plain).bounds).toEqual({ level: 0.9, low: expect.closeTo(5 - reach, 10), high: expect.closeTo(5 + reach, 10) });
  });

  it('of several contrasts are those of a part of the error', () => {
    const { interval, bounds } = atLook({ ...askedAt(anytime, 4), adjusted: family(4) });
    const [half, reach] = [0.05, 0.2].map((error) => 2 * anytimeCritical(400, 1000, 1 - error / 4));
    expect(interval.pieces).toEqual([{ low: expect.closeTo(5 - half, 10), high: expect.closeTo(5 + half, 10) }]);
    expect(bounds).toEqual({ level: 0.9, low: expect.closeTo(5 - reach, 10), high: expect.closeTo(5 + reach, 10) });
  });

  it('are those of the study where there is one look', () => {
    const { level, boundsLevel } = levelsAt(protocolOf({}), 2);
    expect([level, boundsLevel]).toEqual([expect.closeTo(0.975, 12), expect.closeTo(0.95, 12)]);
  });
});

describe('a p-value that holds at every look', () => {
  it.each([anytime, spending])('is one less the level at which the interval touches zero, at a look of kind $kind', (look) => {
    const alpha = 0.03;
    const { level } = levelsAt(protocolOf({ look, analysis: { level: 1 - alpha, guardrailLevel: 0.95 } as Protocol['analysis'] }));
    const touching = 1 - level;
    const said = pValueAt(look, touching, { contrasts: 1, level: 0.97 });
    expect(said).toBeCloseTo(alpha, 6);
    expect(pValueAt(look, touching, { contrasts: 3, level: 0.91 })).toBeCloseTo(3 * alpha, 5);
  });
  it('is never above one, and zero where nothing is left of it', () => {
    expect(pValueAt(anytime, 0.9, { contrasts: 5, level: 0.95 })).toBe(1);
    expect(pValueAt(spending, 0, { contrasts: 1, level: 0.95 })).toBe(0);
  });
  it('stands in place of that of one look, but of segments', () => {
    const found = atLook(plain);
    expect(found.test!.pValue).toBeCloseTo(pValueAt(anytime, plain.test!.pValue, { contrasts: 1, level: 0.95 }), 12);
    expect(found.test!.pValue).toBeGreaterThan(plain.test!.pValue);
    const segment = { ...plain, estimand: { ...plain.estimand, segment: { column: 'lang', level: 'de' } } };
    expect(atLook(segment)).not.toHaveProperty('test');
  });
});

describe('at a look', () => {
  it('the relative effect is told at the levels of the study too', () => {
    const relative = { value: 0.5, controlMean: 10, interval: plain.interval, bounds: plain.bounds! };
    expect(atLook({ ...plain, relative }).relative).toEqual({
      ...relative,
      interval: { ...plain.interval, level: 0.95, kind: 'anytime' },
      bounds: { ...plain.bounds, level: 0.9 },
    });
  });

  it('no interval of another kind is left, and no p-value of a family', () => {
    const found = atLook({ ...plain, adjusted: family(2), pointwise: plain.interval });
    for (const key of ['adjusted', 'pointwise']) expect(found).not.toHaveProperty(key);
    expect([found.id, found.value, found.standardError]).toEqual([plain.id, 5, 2]);
  });

  it('the rest of question and answer stays', () => {
    const [question] = planned(asked(plain));
    expect([question.id, question.rounds]).toEqual(['itt', { usual: 1, most: 1 }]);
    expect(answerOf(question.ask()).findings).toHaveLength(1);
  });

  const sized = (perArm: Readonly<Record<string, number>>): Estimate => ({ ...plain, sizes: { ...plain.sizes, perArm } });
  const unsized = ({ standardError, ...e }: Estimate): Estimate => e;
  const far: Look = { ...spending, fractions: [0.1], spentAt: [0.1] };
  it.each<[what: string, e: Estimate, look: Look]>([
    ['on fewer units than an interval for any time needs, in one arm', sized({ 0: 301, 1: 99 }), anytime],
    [
      'of draws that are too few for the tail, and no error',
      unsized({ ...plain, interval: { ...plain.interval, reference: { kind: 'bootstrap', draws: 999 } } }),
      anytime,
    ],
    ['so early that nothing is spent yet', askedAt(far), far],
    ['when nothing is left to spend', plain, { kind: 'spent', units: 1100, planned: 1000 }],
  ])('nothing is said by an interval %s', (_, e, look) => {
    const found = atLook(e, look);
    expect(found.interval.pieces).toEqual([{}]);
    expect(found.interval.kind).toBe(look.kind === 'anytime' ? 'anytime' : 'repeated');
    for (const key of ['bounds', 'test', 'relative']) expect(found).not.toHaveProperty(key);
  });

  it('nothing is said yet of a mean that is skewed for the sizes of its arms', () => {
    const skewed = (control: number, treatment: number) => {
      const random = stream(3);
      const z = Array.from({ length: control + treatment }, (_, i) => (i < control ? '0' : '1'));
      const protocol = protocolOf({ look: anytime, assignment: { column: 'z', control: '0', treatments: ['1'] }, outcomes: [outcomeOf('y')] });
      const e = sized({ 0: control, 1: treatment });
      const [question] = planned(asked(e, { options: { outcome: 'y' } }), protocol);
      const rows = fromColumns({ z, y: Float64Array.from(z, () => random.exponential() ** 2) });
      return runSync(rows, question.ask()).estimates[0].interval.pieces;
    };
    expect(skewed(900, 100)).toEqual([{}]);
    expect(skewed(500, 500)[0].low).toBeDefined();
    expect(skewed(90_000, 10_000)[0].low).toBeDefined();
  });

  it('a hundred units in each arm are enough, and at planned looks as many as there are', () => {
    expect(atLook(sized({ 0: 100, 1: 100 })).interval.pieces[0].low).toBeDefined();
    expect(atLook({ ...askedAt(spending), sizes: { ...plain.sizes, perArm: { 0: 20, 1: 20 } } }, spending).interval.pieces[0].low).toBeDefined();
  });

  it('of draws the standard error tells what their ends cannot', () => {
    const drawn: Estimate = { ...plain, interval: { ...plain.interval, pieces: [{ low: 4, high: 6 }], reference: { kind: 'bootstrap', draws: 999 } } };
    const { interval, bounds } = atLook(drawn);
    expect(interval.reference).toEqual({ kind: 'normal' });
    expect(interval.pieces[0].low).toBeCloseTo(plain.interval.pieces[0].low!, 9);
    expect(bounds!.high).toBeCloseTo(plain.bounds!.high, 9);
  });

  it('sets and clusters are told as they were asked', () => {
    const set: Estimate = { ...plain, interval: { ...plain.interval, pieces: [{ high: -1 }, { low: 2 }] } };
    expect(atLook(set).interval.pieces).toEqual(set.interval.pieces);
    expect(atLook({ ...plain, sizes: { ...plain.sizes, clusters: 40 } }).interval.pieces).toEqual(plain.interval.pieces);
  });
});
