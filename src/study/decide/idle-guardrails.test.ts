import { expect, it } from 'vitest';
import type { Estimate } from '../../estimate/estimate.ts';
import type { Outcome } from '../../protocol/protocol.ts';
import { idleGuardrails } from './idle-guardrails.ts';

const said = (outcome: Partial<Outcome>, estimate: { readonly unit?: 'share' | 'plain'; readonly controlMean?: number } = {}) => {
  const { unit = 'plain', controlMean } = estimate;
  const e = { id: 'e', estimand: { unit: { kind: unit } }, ...(controlMean !== undefined && { relative: { controlMean } }) } as Estimate;
  return idleGuardrails([{ outcome: { name: 'g', better: 'lower', ...outcome } as Outcome, arm: '1', estimate: e }]).map((f) => f.says);
};
const at = (value: number, relative = false) => ({ tolerance: { value, relative } });

it.each<[what: string, outcome: Partial<Outcome>, estimate: Parameters<typeof said>[1], most: string]>([
  ['declared bounds', { ...at(5), bounds: [0, 5] }, {}, 'at most 5, and 5'],
  ['declared bounds, better when higher', { ...at(5), bounds: [0, 5], better: 'higher' }, {}, 'at most 5, and 5'],
  ['declared bounds and the mean under control', { ...at(4), bounds: [0, 5] }, { controlMean: 1 }, 'at most 4, and 4'],
  ['declared bounds that do not start at zero', { ...at(4), bounds: [1, 5], better: 'higher' }, {}, 'at most 4, and 4'],
  ['a share', at(0.6), { unit: 'share', controlMean: 0.5 }, 'at most 50 pp, and 60 pp'],
  ['a share, in percent of control', at(1.5, true), { unit: 'share', controlMean: 0.4 }, 'at most 60 pp, and 60 pp'],
])('names a guardrail that cannot fail by %s', (_, outcome, estimate, most) => {
  expect(said(outcome, estimate)).toEqual([expect.stringContaining(most)]);
});

it.each<[what: string, outcome: Partial<Outcome>, estimate: Parameters<typeof said>[1]]>([
  ['can fail by its bounds', { ...at(4.9), bounds: [0, 5] }, {}],
  ['can fail by the mean under control', { ...at(3.9), bounds: [0, 5], better: 'higher' }, { controlMean: 4 }],
  ['can fail as a share', at(0.49), { unit: 'share', controlMean: 0.5 }],
  ['has no bounds', at(1000), { controlMean: 1 }],
  ['has neither bounds nor a known mean', at(1000), {}],
  ['is in percent of an unknown mean', at(10, true), { unit: 'share' }],
  ['has no tolerance', {}, { unit: 'share' }],
])('says nothing of one that %s', (_, outcome, estimate) => {
  expect(said(outcome, estimate)).toEqual([]);
});

it('says of which outcome, arm and estimate, and what to do', () => {
  const e = { id: 'itt:g:1', estimand: { unit: { kind: 'plain' } } } as Estimate;
  const outcome = { name: 'g', label: 'Harm', better: 'lower', ...at(6), bounds: [0, 5] } as unknown as Outcome;
  expect(idleGuardrails([{ outcome, arm: '1', estimate: e }])).toEqual([
    {
      check: 'idle-guardrail',
      about: { column: 'g', arm: '1', estimate: 'itt:g:1' },
      verdict: 'warn',
      statistic: 6,
      threshold: 5,
      says: 'The guardrail Harm cannot fail: it can get worse by at most 5, and 6 is tolerated.',
      mend: 'Declare the tolerance that you would really accept, in units of the outcome.',
    },
  ]);
  expect(idleGuardrails([{ outcome, arm: '1', estimate: undefined }])).toEqual([]);
});
