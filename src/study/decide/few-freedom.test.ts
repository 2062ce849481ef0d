import { expect, it } from 'vitest';
import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import { fromRows } from '../../index.ts';
import type { Outcome } from '../../protocol/protocol.ts';
import { analyze, defineStudy } from '../../study.ts';
import { fewFreedom } from './few-freedom.ts';

const about = (df: number, told: readonly Finding[] = [], reference: object = { kind: 't', df }) => {
  const estimate = { id: 'itt:y', interval: { reference } } as Estimate;
  return fewFreedom([{ outcome: { name: 'y', label: 'Solved' } as unknown as Outcome, arm: '1', estimate }], told);
};

it('fails below four degrees of freedom, once, and says of what', () => {
  expect(about(3.9)).toMatchObject([
    {
      check: 'few-freedom',
      verdict: 'fail',
      about: { column: 'y', arm: '1', estimate: 'itt:y' },
      says: expect.stringMatching(/^The effect on Solved rests on 3\.9 /),
    },
  ]);
  expect(about(4)).toEqual([]);
  expect(about(2, [{ verdict: 'fail', about: { estimate: 'itt:y' } } as Finding])).toEqual([]);
  expect(about(2, [], { kind: 'normal' })).toEqual([]);
});

it('holds a launch that rests on three units in an arm, and none that rests on thirty', async () => {
  const verdict = async (units: number) => {
    const rows = Array.from({ length: 2 * units }, (_, i) => ({ id: i, z: String(i % 2), y: 10 * (i % 2) + ((i * 7) % 5) / 10 }));
    const study = defineStudy({
      estimand: 1,
      study: 'few',
      question: 'Does it help?',
      data: { file: 'rows.csv' },
      unit: 'id',
      design: { kind: 'randomized', assignment: 'z', control: '0' },
      treatments: { 1: { model: 'm@1' } },
      outcomes: { y: { role: 'primary', better: 'higher' } },
    });
    const { decision, findings } = await analyze(study, { data: fromRows(rows) });
    return [decision.verdict, findings.filter((f) => f.check === 'few-freedom').length];
  };
  expect(await verdict(2)).toEqual(['hold', 1]);
  expect(await verdict(30)).toEqual(['launch', 0]);
});
