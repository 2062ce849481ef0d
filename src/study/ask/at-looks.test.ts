import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../../../test/support/spoken.ts';
import { answering, answerOf, waldEstimate } from '../../../test/support/wald-estimate.ts';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import type { Adjusted, Estimate } from '../../estimate/estimate.ts';
import { anytimeCritical } from '../../inference/confidence-sequence.ts';
import { stream } from '../../math/random/stream.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import type { PlannedQuestion } from '../../protocol/question.ts';
import { runSync } from '../../relation/run.ts';
import type { AllPlans } from './across.ts';
import { atLooks, lookFindings } from './at-looks.ts';

const early = { units: 400, planned: 1000 };
const protocolOf = (change: Partial<Protocol> = { early }): Protocol =>
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
const atLook = (e: Estimate, change: Partial<PlannedQuestion> = {}) => answerOf(planned(asked(e, change))[0].ask()).estimates[0];

const plain = waldEstimate({ value: 5, standardError: 2 }, { level: 0.9, boundsLevel: 0.8 });
const family = (contrasts: number): readonly Adjusted[] => [{ procedure: 'max-t', family: 'arms', contrasts, pValue: 0.1 }];

describe('at the planned size', () => {
  it('nothing is asked otherwise', () => {
    const question = asked(plain);
    expect(planned(question, protocolOf({}))).toEqual([question]);
  });
});

describe('at an early look', () => {
  it('the interval is as wide as one that holds at every look', () => {
    const half = 2 * anytimeCritical(400, 1000, 0.95);
    expect(atLook(plain).interval).toEqual({
      pieces: [{ low: expect.closeTo(5 - half, 10), high: expect.closeTo(5 + half, 10) }],
      level: 0.95,
      side: 'two-sided',
      kind: 'anytime',
      reference: { kind: 'normal' },
    });
  });

  it('one-sided bounds are the ends of an interval that misses twice as often', () => {
    const reach = 2 * anytimeCritical(400, 1000, 0.8);
    expect(atLook(plain).bounds).toEqual({ level: 0.9, low: expect.closeTo(5 - reach, 10), high: expect.closeTo(5 + reach, 10) });
    const { bounds, ...unbounded } = plain;
    expect(atLook(unbounded)).not.toHaveProperty('bounds');
  });

  it('several arms share the error: each of four contrasts may miss a quarter as often', () => {
    const { interval, bounds } = atLook({ ...plain, adjusted: family(4) });
    const [half, reach] = [0.05, 0.2].map((error) => 2 * anytimeCritical(400, 1000, 1 - error / 4));
    expect(interval.pieces).toEqual([{ low: expect.closeTo(5 - half, 10), high: expect.closeTo(5 + half, 10) }]);
    expect(bounds).toEqual({ level: 0.9, low: expect.closeTo(5 - reach, 10), high: expect.closeTo(5 + reach, 10) });
    expect(interval.level).toBe(0.95);
    expect(interval.pieces[0].low!).toBeLessThan(atLook(plain).interval.pieces[0].low!);
  });

  it('an estimate of a family without a test stands for one contrast', () =>
    expect(atLook({ ...plain, adjusted: [] }).interval).toEqual(atLook(plain).interval));

  it('no p-value, no relative effect and no interval of another kind is left', () => {
    const full = { ...plain, adjusted: family(2), pointwise: plain.interval, relative: { value: 0.5, controlMean: 10 } };
    const found = atLook(full);
    for (const key of ['test', 'adjusted', 'pointwise', 'relative']) expect(found).not.toHaveProperty(key);
    expect([found.id, found.value, found.standardError]).toEqual([plain.id, 5, 2]);
  });

  it('the rest of question and answer stays', () => {
    const [question] = planned(asked(plain));
    expect([question.id, question.rounds]).toEqual(['itt', { usual: 1, most: 1 }]);
    expect(answerOf(question.ask()).findings).toHaveLength(1);
  });

  const { standardError, ...unsized } = plain;
  const sized = (perArm: Readonly<Record<string, number>>): Estimate => ({ ...plain, sizes: { ...plain.sizes, perArm } });
  it.each<[what: string, e: Estimate, change?: Partial<PlannedQuestion>]>([
    ['without a standard error', unsized],
    ['that is a set', plain, { interval: 'set' }],
    ['of clusters', { ...plain, sizes: { ...plain.sizes, clusters: 40 } }],
    ['on fewer units than a first look needs, in one arm', sized({ 0: 301, 1: 99 })],
  ])('nothing is said by an interval %s', (_, e, change) => {
    const found = atLook(e, change);
    expect(found.interval).toEqual({ pieces: [{}], level: 0.95, side: 'two-sided', kind: 'anytime', reference: { kind: 'normal' } });
    expect(found).not.toHaveProperty('bounds');
  });

  it('nothing is said yet of a mean that is skewed for the sizes of its arms', () => {
    const skewed = (control: number, treatment: number) => {
      const random = stream(3);
      const z = Array.from({ length: control + treatment }, (_, i) => (i < control ? '0' : '1'));
      const protocol = protocolOf({ early, assignment: { column: 'z', control: '0', treatments: ['1'] }, outcomes: [outcomeOf('y')] });
      const e = sized({ 0: control, 1: treatment });
      const [question] = planned(asked(e, { options: { outcome: 'y' } }), protocol);
      const rows = fromColumns({ z, y: Float64Array.from(z, () => random.exponential() ** 2) });
      return runSync(rows, question.ask()).estimates[0].interval.pieces;
    };
    expect(skewed(900, 100)).toEqual([{}]);
    expect(skewed(500, 500)[0].low).toBeDefined();
    expect(skewed(90_000, 10_000)[0].low).toBeDefined();
  });

  it('a hundred units in each arm are enough', () => expect(atLook(sized({ 0: 100, 1: 100 })).interval.pieces[0].low).toBeDefined());
  it('an interval that is no set is known', () => expect(atLook(plain, { interval: 'wald' }).interval.pieces[0].low).toBeDefined());
});

it('a look before the planned size fails, and says how many units are in', () =>
  expect(lookFindings({ early: { units: 1200, planned: 5000 } } as Protocol, true)[0]).toMatchObject({
    check: 'early-look',
    about: {},
    verdict: 'fail',
    statistic: 1200,
    threshold: 5000,
    says: '1,200 of 5,000 planned units are in: the intervals shown hold at every look, and the decision waits.',
  }));

it('a look long after the planned size warns, with how many units are in', () =>
  expect(lookFindings({ late: { units: 6000, planned: 5000 } } as Protocol, true)).toMatchObject([
    { check: 'late-look', verdict: 'warn', statistic: 6000, threshold: 5000, says: expect.stringMatching(/^6,000 units are in and 5,000 were planned/) },
  ]));

it('without a planned size warns, and with one in time says nothing', () => {
  expect(lookFindings({} as Protocol, false)).toMatchObject([{ check: 'planned-size', verdict: 'warn', about: {}, threshold: 0.05 }]);
  expect(lookFindings({} as Protocol, true)).toEqual([]);
});
