import { describe, expect, it } from 'vitest';
import { fromColumns } from '../engines/memory/from-rows.ts';
import { EstimandError } from '../errors/estimand-error.ts';
import type { Answer } from '../estimate/answer.ts';
import { chiSquareTail } from '../math/distributions/chi-square.ts';
import type { Asking } from '../relation/asking.ts';
import type { SyncRelation } from '../relation/relation.ts';
import { runSync } from '../relation/run.ts';
import { sampleRatio } from './sample-ratio.ts';

const repeat = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
const arms = (control: number, treatment: number) => [...repeat(control, 0), ...repeat(treatment, 1)];
const codeOf = (relation: SyncRelation, asking: Asking<Answer>): string | undefined => {
  try {
    runSync(relation, asking);
    return undefined;
  } catch (error) {
    return error instanceof EstimandError ? error.code : String(error);
  }
};

describe('sampleRatio', () => {
  const verdictOf = (control: number, treatment: number) => {
    const { findings } = runSync(fromColumns({ z: arms(control, treatment) }), sampleRatio({ assignment: 'z', shares: { 0: 0.5, 1: 0.5 } }));
    return findings[0];
  };

  it('passes, warns below p = 0.01 and fails on identification below p = 0.001', () => {
    expect(verdictOf(500, 510)).toMatchObject({ verdict: 'pass' });
    expect(verdictOf(500, 590)).toMatchObject({ verdict: 'warn' });
    expect(verdictOf(500, 640)).toMatchObject({ verdict: 'fail', identification: true, threshold: 0.001 });
    expect(verdictOf(500, 590).identification).toBeUndefined();
  });

  it('is the chi-square test of several arms', () => {
    const z = [...repeat(30, 'a'), ...repeat(50, 'b'), ...repeat(40, 'c')];
    const { findings } = runSync(fromColumns({ z }), sampleRatio({ assignment: 'z', shares: { a: 0.25, b: 0.5, c: 0.25 } }));
    const statistic = 0 + 100 / 60 + 100 / 30;
    expect(findings[0].statistic).toBeCloseTo(statistic, 12);
    expect(findings[0].pValue).toBeCloseTo(chiSquareTail(statistic, 2), 12);
    expect(findings[0].says).toContain('25 % : 50 % : 25 %');
  });

  it('confirms an alarm exactly where few units are expected in an arm', () => {
    const asked = () => sampleRatio({ assignment: 'z', shares: { 0: 0.99, 1: 0.01 } });
    const { findings } = runSync(fromColumns({ z: arms(291, 9) }), asked());
    // P(X >= 9) of 300 draws at 0.01, doubled; chi-square says 5e-4.
    expect(findings[0]).toMatchObject({ verdict: 'warn', statistic: expect.closeTo(12.1212, 3) });
    expect(findings[0].pValue).toBeCloseTo(0.0072054, 6);
    expect(findings[0].says).toContain('(exact p = 0.007');
    expect(runSync(fromColumns({ z: arms(285, 15) }), asked()).findings[0]).toMatchObject({ verdict: 'fail', identification: true });
  });

  it('counts an arm that is planned and empty, and rows without an arm', () => {
    const { findings, exhibits } = runSync(fromColumns({ z: [...repeat(20, 'a'), null, null] }), sampleRatio({ assignment: 'z', shares: { a: 0.5, b: 0.5 } }));
    expect(exhibits[0].columns).toMatchObject({ units: [20, 0], observed: [1, 0] });
    expect(findings).toMatchObject([
      { check: 'sample-ratio', verdict: 'fail', statistic: 20 },
      { check: 'unassigned-units', verdict: 'warn', statistic: 2 },
    ]);
  });

  it('names what is wrong with the shares', () => {
    const rows = fromColumns({ z: arms(5, 5) });
    expect(codeOf(rows, sampleRatio({ assignment: 'z', shares: { 0: 0.5, 1: 0.4 } }))).toBe('shares-sum');
    expect(codeOf(rows, sampleRatio({ assignment: 'z', shares: { 0: 1, 1: 0 } }))).toBe('shares-sum');
    expect(codeOf(rows, sampleRatio({ assignment: 'z', shares: { 0: 1 } }))).toBe('shares-incomplete');
    expect(codeOf(fromColumns({ z: [null, null] }), sampleRatio({ assignment: 'z', shares: { 0: 0.5, 1: 0.5 } }))).toBe('arm-missing');
  });
});
