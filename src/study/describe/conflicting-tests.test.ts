import { describe, expect, it } from 'vitest';
import { waldEstimate } from '../../../test/support/wald-estimate.ts';
import type { Estimate, Piece } from '../../estimate/estimate.ts';
import type { Outcome } from '../../protocol/protocol.ts';
import { conflictingTests } from './conflicting-tests.ts';

const labels = { itt: 'as assigned, unadjusted', 'adjusted-itt': 'as assigned, adjusted' };
const outcome = { name: 'y', label: 'Sold', role: 'primary', better: 'higher' } as unknown as Outcome;

/** An estimate of 2 with that interval, by that method. */
function by(id: string, pieces: readonly Piece[], change: Partial<Estimate> = {}): Estimate {
  const e = waldEstimate({ value: 2 });
  return { ...e, id: `${id}:y`, method: { ...e.method, id }, interval: { ...e.interval, pieces }, ...change };
}

const told = (headline: Estimate, others: readonly Estimate[] = [], speakers = ['itt', 'adjusted-itt']) =>
  conflictingTests({ headlines: [{ outcome, arm: '1', estimate: headline }], estimates: [headline, ...others], speakers, labels });
const saidOf = (...asked: Parameters<typeof told>) => told(...asked).map(({ says }) => says);

const [above, across] = [[{ low: 0.5, high: 3.5 }], [{ low: -0.5, high: 4.5 }]];

describe('tests of one effect that do not say the same of zero', () => {
  it('adjusted against unadjusted: what is in the one and not in the other, and which decides', () => {
    const [finding, ...more] = told(by('adjusted-itt', above), [by('itt', across)]);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ check: 'conflicting-tests', verdict: 'warn', about: { column: 'y', arm: '1', estimate: 'adjusted-itt:y' } });
    expect(finding.says).toBe(
      'As assigned, adjusted the interval of the effect on Sold, [+0.5, +3.5], leaves zero out, and as assigned, unadjusted, [-0.5, +4.5], it does not: what covariates and blocks explain, chance differences between the arms among it, is in the one and not in the other; the first is the one that the study declared, and decides.',
    );
  });

  it('an exact test of few events against the normal interval, and against Newcombe’s', () => {
    const { test, ...score } = by('itt', across);
    const exact = { ...score, interval: { ...score.interval, reference: { kind: 'score' } as const } };
    expect(saidOf(exact, [by('adjusted-itt', above)])).toEqual([expect.stringContaining('only the limits that an exact test allows hold')]);
    expect(saidOf({ ...exact, details: { newcombe: { low: 0.1, high: 3.4 } } })).toEqual([
      "Newcombe's interval of the effect on Sold, [+0.1, +3.4], leaves zero out and the exact test's, [-0.5, +4.5], does not: with so few events Newcombe's misses too often, and the exact one decides.",
    ]);
  });

  it('together with other contrasts against alone', () => {
    const e = by('itt', across);
    const family = { ...e, pointwise: { ...e.interval, pieces: above }, adjusted: [{ procedure: 'max-t', family: 'f', contrasts: 6, pValue: 0.08 } as const] };
    expect(saidOf(family)).toEqual([expect.stringContaining('held together with 6 contrasts')]);
  });

  it('a set against Wald’s interval, of any estimate, and in all its shapes', () => {
    const wald = { details: { wald: { low: 0.2, high: 3.8 } } };
    expect(saidOf(by('itt', above), [by('complier-effect', [{}], wald)])).toEqual([expect.stringContaining('the whole line, does not leave zero out')]);
    expect(saidOf(by('itt', above), [by('complier-effect', [{ high: -9 }, { low: 1 }], wald)])).toEqual([]);
    expect(saidOf(by('itt', above), [by('complier-effect', [{ high: -9 }, { low: 1 }], { details: { wald: { low: -1, high: 5 } } })])).toEqual([
      expect.stringContaining('[unbounded, -9] or [+1, unbounded], leaves zero out'),
    ]);
  });

  it.each<[what: string, other: Estimate]>([
    ['agrees', by('itt', [{ low: 0.1, high: 9 }])],
    ['does not speak for outcomes', by('risk-ratio', across)],
    ['is biased', by('itt', across, { role: 'contrast-only' })],
    ['is about another outcome', by('itt', across, { estimand: { ...by('itt', across).estimand, outcome: 'z' } })],
    ['is about a segment', by('itt', across, { estimand: { ...by('itt', across).estimand, segment: { column: 'g', level: 'a' } } })],
    ['is about other units', by('itt', across, { estimand: { ...by('itt', across).estimand, population: 'compliers' } })],
    ['is about another arm', by('itt', across, { estimand: { ...by('itt', across).estimand, contrast: { treatment: '2', control: '0' } } })],
    ['has no limits at all', by('itt', [])],
  ])('nothing is said beside one that %s', (_, other) => expect(saidOf(by('adjusted-itt', above), [other])).toEqual([]));

  it('nothing is said of an outcome without an estimate, nor of a set before its study is over', () => {
    expect(conflictingTests({ headlines: [{ outcome, arm: '1', estimate: undefined }], estimates: [], speakers: [], labels })).toEqual([]);
    const early = by('complier-effect', [{}], { details: { wald: { low: 1, high: 2 } } });
    expect(saidOf(by('itt', above), [{ ...early, interval: { ...early.interval, kind: 'anytime' } }])).toEqual([]);
  });
});
