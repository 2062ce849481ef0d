import { describe, expect, it } from 'vitest';
import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import { netValue } from '../../protocol/net-value.ts';
import type { Outcome } from '../../protocol/protocol.ts';
import { parseStudy } from '../read/parse-study.ts';
import { decide } from './decide.ts';
import type { Evidence } from './evidence.ts';

const { study, design } = parseStudy(`estimand: 1
study: rule
question: q
data: {file: d.csv}
design: {kind: randomized, assignment: z, control: 0}
treatments: {1: {model: m}}
outcomes:
  y: {role: primary, better: higher, worthwhile: 2, value: 1}
  g: {role: guardrail, better: lower, tolerance: 1}
decide: {launch: [primary-positive, guardrails-hold, net-value-positive]}
`);

type Ends = readonly [low: number, high: number];

/** An estimate of which only the intervals matter. */
function estimate(outcome: string, [low, high]: Ends, change: Partial<Estimate> = {}): Estimate {
  return {
    id: `itt:${outcome}`,
    role: 'primary',
    estimand: { contrast: { treatment: '1', control: '0' }, population: 'all', outcome, unit: { kind: 'plain' }, says: 's' },
    value: (low + high) / 2,
    standardError: 1,
    interval: { pieces: [{ low, high }], level: 0.95, side: 'two-sided', kind: 'pointwise', reference: { kind: 'normal' } },
    bounds: { level: 0.95, low, high },
    sizes: { units: 10, perArm: {}, dropped: {} },
    method: { id: 'itt', options: {}, source: 's' },
    ...change,
  };
}

interface Case {
  readonly primary?: Ends;
  readonly guardrail?: Ends;
  readonly net?: Ends;
  readonly better?: Outcome['better'];
  readonly guardrailBetter?: Outcome['better'];
  readonly relative?: boolean;
  /** An outcome with an estimate of segment `g = a`, and its arm. */
  readonly segment?: string;
  readonly segmentArm?: string;
  readonly study?: Partial<Evidence['study']>;
  readonly findings?: readonly Finding[];
  readonly early?: Evidence['early'];
  readonly change?: { readonly y?: Partial<Estimate>; readonly g?: Partial<Estimate> };
}

function inSegment(name: string, arm: string): Estimate {
  const { estimand, ...rest } = estimate(name, [-3, -1], { id: `itt:${name}@g=a` });
  return { ...rest, estimand: { ...estimand, segment: { column: 'g', level: 'a' }, contrast: { treatment: arm, control: '0' } } };
}

function verdict(c: Case) {
  const outcome = (name: string, o: Partial<Outcome>): Outcome => ({
    name,
    measure: { op: 'column', name },
    role: 'secondary',
    better: 'higher',
    unit: { kind: 'plain' },
    ...o,
  });
  return decide({
    study: { ...study, ...c.study },
    design,
    estimates: c.segment === undefined ? [] : [inSegment(c.segment, c.segmentArm ?? '1')],
    headlines: [
      { outcome: outcome('y', { role: 'primary', better: c.better ?? 'higher', worthwhile: 2 }), estimate: estimate('y', c.primary ?? [1, 3], c.change?.y) },
      {
        outcome: outcome('g', { role: 'guardrail', better: c.guardrailBetter ?? 'lower', tolerance: { value: 1, relative: c.relative ?? false } }),
        estimate: estimate('g', c.guardrail ?? [-0.5, 0.5], c.change?.g),
      },
      { outcome: outcome(netValue, {}), estimate: estimate(netValue, c.net ?? [1, 2]) },
    ],
    findings: c.findings ?? [],
    early: c.early,
  });
}

/** A failing check that leaves an outcome open. */
const open = (column: string): Finding => ({
  ...fail,
  check: 'heavy-tail',
  about: { column, arm: '1' },
  inconclusive: 'few values decide its mean',
  says: 'heavy',
});
const worthwhile = { decide: { launch: ['primary-worthwhile' as const] } };
const fail: Finding = { check: 'sample-ratio', about: {}, verdict: 'fail', says: 'arms differ', mend: 'm' };
const relativeHarm = (low: number, high: number): Partial<Estimate> => ({ relative: { value: 0, controlMean: 1, bounds: { level: 0.95, low, high } } });

describe('the decision', () => {
  it.each<[what: string, wanted: string, c: Case]>([
    ['every condition holds', 'launch', {}],
    ['the primary interval touches zero', 'hold', { primary: [0, 3] }],
    ['the primary interval includes zero', 'hold', { primary: [-1, 3] }],
    ['the primary is wholly bad', 'do-not-launch', { primary: [-3, -1] }],
    ['a lower-is-better primary is wholly below zero', 'launch', { better: 'lower', primary: [-3, -1] }],
    ['a lower-is-better primary is wholly above zero', 'do-not-launch', { better: 'lower', primary: [1, 3] }],
    ['positive but not shown to be worthwhile', 'hold', { primary: [1, 3], study: worthwhile }],
    ['wholly above the worthwhile effect', 'launch', { primary: [2.1, 3], study: worthwhile }],
    ['the guardrail bound is on its margin', 'launch', { guardrail: [-1, 1] }],
    ['the guardrail bound is beyond its margin', 'hold', { guardrail: [-1, 1.01] }],
    ['the guardrail is wholly beyond its margin', 'do-not-launch', { guardrail: [1.01, 2] }],
    ['the relative guardrail is inside its margin', 'launch', { relative: true, change: { g: relativeHarm(-0.5, 0.9) } }],
    ['the relative guardrail is wholly beyond', 'do-not-launch', { relative: true, change: { g: relativeHarm(1.1, 2) } }],
    ['the relative guardrail has no bounds', 'hold', { relative: true }],
    ['the net value is not shown to be positive', 'hold', { net: [-1, 1] }],
    ['the net value is wholly negative', 'do-not-launch', { net: [-2, -1] }],
    ['the net value is wholly negative, though nobody asked', 'do-not-launch', { net: [-2, -1], study: { decide: { launch: ['primary-positive'] } } }],
    ['a guardrail fails, though nobody asked', 'do-not-launch', { guardrail: [2, 3], study: { decide: { launch: ['primary-positive'] } } }],
    ['identification fails under good numbers', 'hold', { findings: [{ ...fail, identification: true }] }],
    ['identification fails under bad numbers', 'hold', { primary: [-3, -1], findings: [{ ...fail, identification: true }] }],
    ['a failing check is not about identification', 'launch', { findings: [fail] }],
    ['a failing check is about the primary estimate', 'hold', { findings: [{ ...fail, about: { estimate: 'itt:y' } }] }],
    ['a failing check is about the estimate of a guardrail', 'hold', { findings: [{ ...fail, about: { estimate: 'itt:g' } }] }],
    ['a failing check is about the primary estimate under bad numbers', 'hold', { primary: [-3, -1], findings: [{ ...fail, about: { estimate: 'itt:y' } }] }],
    ['a failing check is about an estimate that is not read', 'launch', { findings: [{ ...fail, about: { estimate: 'complier-effect:y' } }] }],
    ['a warning is about the primary estimate', 'launch', { findings: [{ ...fail, verdict: 'warn', about: { estimate: 'itt:y' } }] }],
    ['a segment of the primary is harmed', 'hold', { segment: 'y', findings: [{ ...fail, about: { estimate: 'itt:y@g=a' } }] }],
    ['a segment of what is not read is harmed', 'launch', { segment: 'other', findings: [{ ...fail, about: { estimate: 'itt:other@g=a' } }] }],
    [
      'a segment is harmed and the primary too',
      'do-not-launch',
      { primary: [-3, -1], segment: 'y', findings: [{ ...fail, about: { estimate: 'itt:y@g=a' } }] },
    ],
    ['a segment of another arm is harmed', 'launch', { segment: 'y', segmentArm: '2', findings: [{ ...fail, about: { estimate: 'itt:y@g=a' } }] }],
    ['the guardrail is better when higher, and its lower bound within the margin', 'launch', { guardrail: [-1, 5], guardrailBetter: 'higher' }],
    ['the guardrail is better when higher, and its lower bound beyond the margin', 'hold', { guardrail: [-1.01, 5], guardrailBetter: 'higher' }],
    ['the guardrail is better when higher, and wholly beyond its margin', 'do-not-launch', { guardrail: [-5, -1.01], guardrailBetter: 'higher' }],
    ['a warning on identification', 'launch', { findings: [{ ...fail, verdict: 'warn', identification: true }] }],
    ['the primary cannot be judged', 'hold', { findings: [open('y')] }],
    ['the primary cannot be judged, and is wholly bad', 'hold', { primary: [-3, -1], findings: [open('y')] }],
    ['a guardrail cannot be judged, within its margin or beyond', 'hold', { guardrail: [2, 3], findings: [open('g')] }],
    ['the net value cannot be judged, though nobody asked', 'hold', { net: [-2, -1], findings: [open(netValue)], study: { decide: { launch: [] } } }],
    ['another outcome cannot be judged', 'launch', { findings: [open('other')] }],
    ['a guardrail cannot be judged and the primary is wholly bad', 'do-not-launch', { primary: [-3, -1], findings: [open('g')] }],
    ['the look is early', 'hold', { early: { units: 5, planned: 10 } }],
    ['the evidence is a benchmark', 'hold', { study: { evidence: 'benchmark' } }],
    ['the primary has a standard error of zero', 'hold', { change: { y: { standardError: 0 } } }],
    ['the guardrail has a standard error of zero', 'hold', { change: { g: { standardError: 0 } } }],
    ['the primary set is two rays', 'hold', { change: { y: { interval: { ...estimate('y', [1, 2]).interval, pieces: [{ high: -1 }, { low: 1 }] } } } }],
  ])('when %s: %s', (_, wanted, c) => {
    expect(verdict(c).verdict).toBe(wanted);
  });

  it('says of an outcome that cannot be judged why, what to do, and no verdict', () => {
    const { says, reasons, guardrails } = verdict({ primary: [-3, -1], guardrail: [2, 3], findings: [open('y'), open('g')] });
    expect(says).toBe('heavy');
    expect(reasons.map((r) => [r.condition, r.status, r.says])).toEqual([
      ['heavy-tail', 'not-met', 'heavy'],
      ['heavy-tail', 'not-met', 'heavy'],
      ['primary-positive', 'not-met', 'The effect on y cannot be judged: few values decide its mean.'],
      ['guardrails-hold', 'not-met', 'Not shown to be within tolerance: g.'],
      ['net-value-positive', 'met', expect.anything()],
    ]);
    expect(reasons[0]).toMatchObject({ mend: 'm', estimate: 'itt:y' });
    expect(guardrails).toMatchObject([{ verdict: 'inconclusive', says: 'g cannot be held against its tolerance: few values decide its mean.' }]);
  });

  it('names every reason, the worst first, and the estimates they rest on', () => {
    const decision = verdict({ primary: [-3, -1], guardrail: [2, 3] });
    expect(decision.says).toBe('y gets worse.');
    expect(decision.reasons.map((r) => [r.condition, r.status, r.estimate])).toEqual([
      ['no-harm', 'violated', 'itt:g'],
      ['primary-positive', 'violated', 'itt:y'],
      ['guardrails-hold', 'violated', undefined],
      ['net-value-positive', 'met', 'itt:net value'],
    ]);
    expect(decision.guardrails).toMatchObject([{ outcome: 'g', verdict: 'fail', tolerance: 1, estimate: 'itt:g' }]);
    expect(decision.netValue).toBe('itt:net value');
  });

  it.each<[ends: Ends, says: string]>([
    [[-0.5, 0.5], 'g is within its tolerance.'],
    [[0.1, 0.9], 'g is worse, by less than its tolerance.'],
    [[-0.1, 1.9], 'g may be worse by more than its tolerance; these data cannot rule it out.'],
    [[0.1, 1.9], 'g is worse, maybe by more than its tolerance; these data cannot rule it out.'],
    [[1.1, 1.9], 'g is worse by more than its tolerance.'],
  ])('tells "is worse" from "may be worse": %s', (guardrail, says) => {
    expect(verdict({ guardrail }).guardrails[0].says.replace(/ A study this precise.*/, '')).toBe(says);
  });
});
