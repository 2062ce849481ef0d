import { describe, expect, it } from 'vitest';
import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import { netValue } from '../../protocol/net-value.ts';
import type { Outcome } from '../../protocol/protocol.ts';
import { comparing } from '../../protocol/verdicts.ts';
import { parseStudy } from '../read/parse-study.ts';
import { type ArmEvidence, decideArms } from './decide-arms.ts';

const { study, design } = parseStudy(`estimand: 1
study: arms
question: q
data: {file: d.csv}
design: {kind: randomized, assignment: z, control: base}
treatments: {chat: {model: m}, rag: {model: n}, agent: {model: o}}
outcomes:
  y: {role: primary, better: higher, value: 1}
decide: {launch: [primary-positive, net-value-positive]}
`);

type Ends = readonly [low: number, high: number];

function estimate(outcome: string, arm: string, [low, high]: Ends): Estimate {
  return {
    id: `itt:${outcome}:${arm}`,
    role: 'primary',
    estimand: { contrast: { treatment: arm, control: 'base' }, population: 'all', outcome, unit: { kind: 'plain' }, says: 's' },
    value: (low + high) / 2,
    standardError: 1,
    interval: { pieces: [{ low, high }], level: 0.95, side: 'two-sided', kind: 'simultaneous', reference: { kind: 'normal' } },
    sizes: { units: 10, perArm: {}, dropped: {} },
    method: { id: 'itt', options: {}, source: 's' },
  };
}

const outcome = (name: string, role: Outcome['role']): Outcome => ({
  name,
  measure: { op: 'column', name },
  role,
  better: 'higher',
  unit: { kind: 'plain' },
});

function decided(arms: Readonly<Record<string, { readonly y: Ends; readonly net: Ends }>>, findings: readonly Finding[] = [], verdicts = design.verdicts) {
  const evidence = Object.entries(arms).map(
    ([arm, { y, net }]): ArmEvidence => ({
      arm,
      study,
      design: { ...design, verdicts },
      estimates: [],
      findings,
      early: undefined,
      headlines: [
        { outcome: outcome('y', 'primary'), estimate: estimate('y', arm, y) },
        { outcome: outcome(netValue, 'secondary'), estimate: estimate(netValue, arm, net) },
      ],
    }),
  );
  return decideArms(evidence);
}

const good: Ends = [1, 3];
const bad: Ends = [-3, -1];
const open: Ends = [-1, 2];

describe('the decision among arms', () => {
  it('launches the arm with the highest net value among those that pass', () => {
    const { verdict, arm, says } = decided({ chat: { y: good, net: [1, 2] }, rag: { y: [1, 2], net: [1, 5] }, agent: { y: [5, 9], net: bad } });
    expect([verdict, arm]).toEqual(['launch', 'rag']);
    expect(says).toBe('Launch rag. y improves. The net value is positive. chat would pass too, with less net value.');
  });

  it('holds at the arm that meets most conditions when none meets all', () => {
    const { verdict, arm, says } = decided({ chat: { y: open, net: open }, rag: { y: good, net: open }, agent: { y: good, net: bad } });
    expect([verdict, arm]).toEqual(['hold', 'rag']);
    expect(says).toContain('None meets every condition; rag comes nearest');
  });

  it('launches none when each does harm', () => {
    const { verdict, arms } = decided({ chat: { y: bad, net: bad }, agent: { y: good, net: bad } });
    expect(verdict).toBe('do-not-launch');
    expect(arms?.map((a) => a.verdict)).toEqual(['do-not-launch', 'do-not-launch']);
  });

  it('says a doubt about the whole study once, of no arm', () => {
    const doubt: Finding = { check: 'sample-ratio', about: {}, verdict: 'fail', identification: true, says: 'Arms differ in size.', mend: 'm' };
    const { verdict, says } = decided({ chat: { y: good, net: good }, rag: { y: good, net: good } }, [doubt]);
    expect([verdict, says]).toEqual(['hold', 'Arms differ in size.']);
  });

  it('compares where nothing is launched', () => {
    expect(decided({ a: { y: good, net: good }, b: { y: bad, net: bad } }, [], comparing)).toMatchObject({
      verdict: 'better',
      says: expect.stringMatching(/^a is better\. /),
    });
    expect(decided({ a: { y: bad, net: bad }, b: { y: bad, net: bad } }, [], comparing)).toMatchObject({
      verdict: 'worse',
      says: expect.stringMatching(/^None is better; /),
    });
  });

  it('is the decision of one arm when there is one', () => {
    const { verdict, arm, arms, says } = decided({ chat: { y: good, net: good } });
    expect({ verdict, arm, arms, says }).toEqual({ verdict: 'launch', arm: undefined, arms: undefined, says: 'y improves. The net value is positive.' });
  });
});

it('calls outcomes and arms by their labels', () => {
  const labelled = { ...study, treatments: { ...study.treatments, rag: { label: 'With retrieval', model: 'n' } } };
  const evidence = (arm: string, ends: Ends): ArmEvidence => ({
    arm,
    study: labelled,
    design,
    estimates: [],
    findings: [],
    early: undefined,
    headlines: [
      { outcome: { ...outcome('y', 'primary'), label: 'Tickets resolved' }, estimate: estimate('y', arm, ends) },
      { outcome: outcome(netValue, 'secondary'), estimate: estimate(netValue, arm, good) },
    ],
  });
  expect(decideArms([evidence('chat', bad), evidence('rag', good)])).toMatchObject({
    arm: 'rag',
    says: 'Launch With retrieval. Tickets resolved improves. The net value is positive.',
    arms: [{ arm: 'chat', says: 'Tickets resolved gets worse.' }, { arm: 'rag' }],
  });
  expect(decideArms([evidence('rag', [-1, 1])]).says).toBe('The effect on Tickets resolved cannot be told from zero.');
});
