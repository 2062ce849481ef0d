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
  const holds = (about: Finding['about']) => bearing([failing(about, { identification: true })], headlines)[0].identification;

  it('about an outcome that is not read holds nothing, and is told all the same', () =>
    expect(bearing([failing({ column: 'side' }, { identification: true })], headlines)).toEqual([failing({ column: 'side' })]));
  it.each<[what: string, about: Finding['about']]>([
    ['the primary', { column: 'y' }],
    ['a guardrail', { column: 'g' }],
    ['an outcome that counts in the net value', { column: 'valued' }],
    ['a column that is no outcome', { column: 'arm' }],
    ['the whole study', {}],
  ])('about %s stays one', (_, about) => expect(holds(about)).toBe(true));
  it('is the only one that changes', () => {
    const other = failing({ column: 'side' });
    expect(bearing([other], headlines)[0]).toBe(other);
  });
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
