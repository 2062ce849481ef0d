import { describe, expect, it } from 'vitest';
import { between, outcomeOf, primary, spoken } from '../../../test/support/spoken.ts';
import { harmCheck } from '../../across/segments/harm.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import type { Outcome, Protocol } from '../../protocol/protocol.ts';
import type { Decision } from '../result.ts';
import { hiddenHarms, notedWhereNotLaunched } from './hidden-harms.ts';

const inSegment = (e: Estimate): Estimate => ({ ...e, estimand: { ...e.estimand, segment: { column: 'lang', level: 'de' } } });
const protocolOf = (...outcomes: readonly Outcome[]): Protocol => ({ outcomes }) as unknown as Protocol;

describe('harm that the average hides', () => {
  const found = (outcome: Partial<Outcome>, e: Estimate, overall = primary([1, 3])) =>
    hiddenHarms(protocolOf(outcomeOf('y', outcome)), [overall], [e], []).map((f) => f.verdict);

  it('is not found in segments of a mean that cannot be judged as a whole', () => {
    const open: Finding = { check: 'heavy-tail', about: { column: 'y', arm: '1' }, verdict: 'fail', inconclusive: 'few values decide its mean', says: 's' };
    const of = (findings: readonly Finding[]) => hiddenHarms(protocolOf(outcomeOf('y')), [primary([1, 3])], [inSegment(between([-3, -1]))], findings);
    expect([of([]).length, of([open]).length]).toEqual([1, 0]);
  });

  it('is found in segments, in the direction and beyond the tolerance of the outcome', () => {
    const worse = inSegment(between([-3, -1]));
    expect(found({}, worse)).toEqual(['fail']);
    expect(found({ better: 'lower' }, worse)).toEqual([]);
    expect(found({ tolerance: { value: 2, relative: false } }, worse)).toEqual([]);
    expect(found({}, between([-3, -1]))).toEqual([]);
    expect(found({}, worse, primary([-3, -1]))).toEqual([]);
    expect(found({}, worse, spoken(outcomeOf('y'), undefined))).toEqual(['fail']);
  });

  it('is a loss where the outcome is none of the study', () => {
    expect(hiddenHarms(protocolOf(), [], [inSegment(between([-3, -1]))], [])).toHaveLength(1);
    expect(hiddenHarms(protocolOf(), [], [inSegment(between([1, 3]))], [])).toEqual([]);
  });
});

describe('the harm that an arm would do', () => {
  const finding = (check: string, arm: string): Finding => ({ check, about: { arm }, verdict: 'fail', says: 's', mend: 'm' });
  const findings = [finding(harmCheck, 'a'), finding(harmCheck, 'b'), finding('other', 'b')];
  const noted = (decision: Pick<Decision, 'verdict'> & { readonly arm?: string }) =>
    notedWhereNotLaunched(findings, decision as Decision).map((f) => f.verdict);

  it('is a warning where another is launched', () => expect(noted({ verdict: 'launch', arm: 'a' })).toEqual(['fail', 'warn', 'fail']));
  it.each<[what: string, decision: Parameters<typeof noted>[0]]>([
    ['nothing is launched', { verdict: 'hold', arm: 'a' }],
    ['there is one arm', { verdict: 'launch' }],
  ])('stays a failure where %s', (_, decision) => expect(noted(decision)).toEqual(['fail', 'fail', 'fail']));
});
