import { describe, expect, it } from 'vitest';
import { between, net, outcomeOf, primary, spoken } from '../../../test/support/spoken.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import { bearing, doubts, segmentDoubts } from './bearing.ts';
import type { Evidence } from './evidence.ts';

const failing = (about: Finding['about'], change: Partial<Finding> = {}): Finding => ({ check: 'c', about, verdict: 'fail', says: 's', mend: 'm', ...change });
const evidenceOf = (e: Partial<Evidence>): Evidence => ({ headlines: [], estimates: [], findings: [], early: undefined, ...e }) as Evidence;
const side = spoken(outcomeOf('side'), between([1, 2], 'side'));
const valued = spoken(outcomeOf('valued', { value: 2 }), between([1, 2], 'valued'));
const guardrail = spoken(outcomeOf('g', { role: 'guardrail' }), between([1, 2], 'g'));

describe('a failing check of identification', () => {
  const headlines = [primary([1, 2]), guardrail, valued, side];
  const holds = (about: Finding['about']) => bearing([failing(about, { identification: true })], headlines, [])[0].identification;

  it('about an outcome that is not read holds nothing, and is told all the same', () =>
    expect(bearing([failing({ column: 'side' }, { identification: true })], headlines, [])).toEqual([failing({ column: 'side' })]));
  it.each<[what: string, about: Finding['about']]>([
    ['the primary', { column: 'y' }],
    ['a guardrail', { column: 'g' }],
    ['an outcome that counts in the net value', { column: 'valued' }],
    ['a column that is no outcome', { column: 'arm' }],
    ['the whole study', {}],
  ])('about %s stays one', (_, about) => expect(holds(about)).toBe(true));
  it('is the only one that changes', () => {
    const other = failing({ column: 'side' });
    expect(bearing([other], headlines, [])[0]).toBe(other);
  });
});

describe('lost units', () => {
  type Limits = readonly [low: number, high: number];
  const tolerant = (value: number, better: 'higher' | 'lower' = 'lower', relative = false) =>
    spoken(outcomeOf('y', { role: 'guardrail', better, tolerance: { value, relative } }), {
      ...between([1, 2], 'y'),
      relative: { controlMean: 10 } as Estimate['relative'] & object,
    });
  const worthwhile = spoken(outcomeOf('y', { role: 'primary', better: 'higher', worthwhile: 2 }), between([1, 2], 'y'));
  const lost = ([low, high]: Limits) => failing({ column: 'y' }, { identification: true, limits: { low, high } });
  const verdict = (limits: Limits, headline: ReturnType<typeof spoken>, launch: readonly string[] = ['primary-positive']) =>
    bearing([lost(limits)], [headline], launch)[0].verdict;

  it.each<[what: string, limits: Limits, headline: ReturnType<typeof spoken>, launch: readonly string[], expected: string]>([
    ['a primary above zero', [0.1, 3], primary([1, 2]), ['primary-positive'], 'warn'],
    ['a primary below zero', [-3, -0.1], primary([-2, -1]), ['primary-positive'], 'warn'],
    ['a primary that may be zero', [0, 3], primary([1, 2]), ['primary-positive'], 'fail'],
    ['a primary that may be zero from below', [-3, 0], primary([-2, -1]), ['primary-positive'], 'fail'],
    ['an effect that is worthwhile', [2.1, 4], worthwhile, ['primary-worthwhile'], 'warn'],
    ['an effect that may not be worthwhile', [1, 4], worthwhile, ['primary-worthwhile'], 'fail'],
    ['the same where nobody asks for it', [1, 4], worthwhile, ['primary-positive'], 'warn'],
    ['a guardrail within its tolerance', [-1, 0.4], tolerant(0.5), [], 'warn'],
    ['a guardrail that could be lifted over it', [-1, 0.6], tolerant(0.5), [], 'fail'],
    ['a guardrail beyond it', [0.6, 1], tolerant(0.5), [], 'warn'],
    ['a guardrail that should be high', [-0.4, 1], tolerant(0.5, 'higher'), [], 'warn'],
    ['one that could fall below', [-0.6, 1], tolerant(0.5, 'higher'), [], 'fail'],
    ['a tolerance in percent', [-1, 4.9], tolerant(0.5, 'lower', true), [], 'warn'],
    ['one that could be passed', [-1, 5.1], tolerant(0.5, 'lower', true), [], 'fail'],
  ])('%s', (_, limits, headline, launch, expected) => expect(verdict(limits, headline, launch)).toBe(expected));

  it('of a secondary outcome are held against zero, whatever is worthwhile', () => {
    const secondary = spoken(outcomeOf('y', { role: 'secondary', worthwhile: 2 }), between([1, 2], 'y'));
    expect(verdict([1, 4], secondary, ['primary-worthwhile'])).toBe('warn');
  });

  it('are held against zero where nothing is said to be worthwhile', () => expect(verdict([0.1, 3], primary([1, 2]), ['primary-worthwhile'])).toBe('warn'));

  it('hold where one of several arms does not stand', () => {
    const relative = (arm: string, controlMean: number) =>
      spoken(
        outcomeOf('y', { role: 'guardrail', better: 'lower', tolerance: { value: 0.5, relative: true } }),
        {
          ...between([1, 2], 'y', arm),
          relative: { controlMean } as Estimate['relative'] & object,
        },
        arm,
      );
    expect(bearing([lost([-1, 2])], [relative('1', 10), relative('2', 2)], [])[0].verdict).toBe('fail');
    expect(bearing([{ ...lost([-1, 2]), about: { column: 'y', arm: '1' } }], [relative('1', 10), relative('2', 2)], [])[0].verdict).toBe('warn');
  });

  it('without an estimate leave a tolerance in percent open', () => {
    const refused = spoken(outcomeOf('y', { role: 'guardrail', better: 'lower', tolerance: { value: 0.5, relative: true } }), undefined);
    expect(verdict([-1, 0.1], refused)).toBe('fail');
  });

  it('without a control mean leave a tolerance in percent open', () => {
    const unknown = spoken(outcomeOf('y', { role: 'guardrail', better: 'lower', tolerance: { value: 0.5, relative: true } }), between([1, 2], 'y'));
    expect(verdict([-1, 0.1], unknown)).toBe('fail');
  });

  it('that stand hold nothing', () => expect(bearing([lost([1, 2])], [primary([1, 2])], [])[0].identification).toBeUndefined());
  it('of another arm say nothing of this one, and hold', () => {
    const elsewhere = { ...lost([1, 2]), about: { column: 'y', arm: 'other' } };
    expect(bearing([elsewhere], [primary([1, 2])], [])[0]).toBe(elsewhere);
  });
  it('warn already where they are a trace', () => {
    const trace: Finding = { ...lost([-1, 1]), verdict: 'warn' };
    expect(bearing([trace], [primary([1, 2])], [])[0].verdict).toBe('warn');
  });
});

it('a check that leaves an outcome open fails where the decision reads it, and warns elsewhere', () => {
  const open = (column: string): Finding => ({ check: 'heavy-tail', about: { column, arm: '1' }, verdict: 'fail', inconclusive: 'w', says: 's', mend: 'm' });
  const secondary = spoken(outcomeOf('s'), between([1, 2], 's'));
  expect(bearing([open('y'), open('s')], [primary([1, 2]), secondary], []).map((f) => f.verdict)).toEqual(['fail', 'warn']);
});

describe('what makes estimates unfit to decide by', () => {
  const headlines = [primary([1, 2]), net([1, 2]), side, spoken(outcomeOf('g', { role: 'guardrail' }), undefined)];
  const found = (...findings: readonly Finding[]) => doubts(evidenceOf({ headlines, findings }));

  it('is a failure of identification first, then one about an estimate that is read', () => {
    const [ofPrimary, ofNet] = [failing({ estimate: 'itt:y:1' }), failing({ estimate: 'itt:net value:1' })];
    const identification = failing({ column: 'arm' }, { identification: true });
    const both = failing({ estimate: 'itt:y:1' }, { identification: true });
    expect(found(ofPrimary, identification, ofNet, both)).toEqual([identification, both, ofPrimary, ofNet]);
  });

  it('is nothing that warns, and nothing about what is not read', () =>
    expect(
      found(
        failing({ estimate: 'itt:y:1' }, { verdict: 'warn' }),
        failing({}, { verdict: 'warn', identification: true }),
        failing({ estimate: 'itt:side:1' }),
        failing({ estimate: 'lin:y:1' }),
        failing({ column: 'y' }),
      ),
    ).toEqual([]));
});

describe('a failing check of a segment', () => {
  const inSegment = (outcome: string, treatment = '1'): Estimate => {
    const e = between([-3, -1], outcome, treatment);
    return { ...e, id: `${e.id}@lang=de`, estimand: { ...e.estimand, segment: { column: 'lang', level: 'de' } } };
  };
  const headlines = [primary([1, 2]), guardrail, side, spoken(outcomeOf('h', { role: 'guardrail' }), undefined)];
  const estimates = [between([1, 2]), inSegment('y'), inSegment('g'), inSegment('side'), inSegment('h'), inSegment('y', '2')];
  const found = (...findings: readonly Finding[]) => segmentDoubts(evidenceOf({ headlines, estimates, findings }));

  it('bears on the decision where outcome and arm are read', () => {
    const [ofPrimary, ofGuardrail] = [failing({ estimate: 'itt:y:1@lang=de' }), failing({ estimate: 'itt:g:1@lang=de' })];
    expect(found(ofPrimary, ofGuardrail)).toEqual([ofPrimary, ofGuardrail]);
  });

  it('does not where they are not, where it warns, or where it is about no segment', () =>
    expect(
      found(
        failing({ estimate: 'itt:side:1@lang=de' }),
        failing({ estimate: 'itt:h:1@lang=de' }),
        failing({ estimate: 'itt:y:2@lang=de' }),
        failing({ estimate: 'itt:y:1@lang=de' }, { verdict: 'warn' }),
        failing({ estimate: 'itt:y:1' }),
        failing({ column: 'lang' }),
      ),
    ).toEqual([]));
});
