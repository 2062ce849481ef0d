import { describe, expect, it } from 'vitest';
import { fromColumns } from '../engines/memory/from-rows.ts';
import { EstimandError } from '../errors/estimand-error.ts';
import type { Answer } from '../estimate/answer.ts';
import { column } from '../expressions/build.ts';
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

  it('names the segment that lost units, also where the whole looks fine', () => {
    const platforms = ['web', 'ios', 'android'].flatMap((platform) =>
      arms(2_000, platform === 'ios' ? 1_700 : platform === 'web' ? 2_300 : 2_000).map((z) => ({ z, platform })),
    );
    const rows = fromColumns({
      z: platforms.map(({ z }) => z),
      platform: platforms.map(({ platform }) => platform),
      plan: platforms.map((_, i) => `p${i % 4}`),
    });
    const { findings, exhibits } = runSync(rows, sampleRatio({ assignment: 'z', shares: { 0: 0.5, 1: 0.5 }, segments: ['platform', 'plan'] }));
    expect(findings).toMatchObject([
      { check: 'sample-ratio', verdict: 'pass' },
      { check: 'sample-ratio-segments', verdict: 'fail', identification: true, canHold: true, about: { column: 'platform' } },
    ]);
    expect(findings[1].says).toBe(
      'Of 7 values of platform, plan the one furthest from plan is platform = ios: 2,000 in arm 0, 1,700 in arm 1 (p < 0.001 after Holm). So is platform = web.',
    );
    expect(exhibits.at(-1)!.columns.segment).toHaveLength(7);
  });

  it('counts a cluster in the segment that all its rows share', () => {
    const z = Array.from({ length: 400 }, (_, i) => Math.floor(i / 4) % 2);
    const rows = fromColumns({ z, g: z.map((_, i) => `g${Math.floor(i / 4)}`), s: z.map((_, i) => (i < 8 ? `s${i}` : 'rest')) });
    const { exhibits } = runSync(rows, sampleRatio({ assignment: 'z', shares: { 0: 0.5, 1: 0.5 }, cluster: 'g', segments: ['s'] }));
    expect(exhibits.at(-1)!.columns).toMatchObject({ segment: ['s = rest'], 'units in arm 0': [49], 'units in arm 1': [49] });
  });

  it('holds at every look where the study is looked at, by the worst day so far', () => {
    const day = (control: number, treatment: number, at: number) => arms(control, treatment).map((z) => ({ z, at: at * 86_400 }));
    const units = [...day(900, 600, 0), ...day(600, 900, 1)];
    const rows = fromColumns({ z: units.map(({ z }) => z), at: Float64Array.from(units, ({ at }) => at) });
    const asked = { assignment: 'z', shares: { 0: 0.5, 1: 0.5 } };
    expect(runSync(rows, sampleRatio(asked)).findings[0].verdict).toBe('pass');
    expect(runSync(rows, sampleRatio({ ...asked, looked: true })).findings[0].verdict).toBe('pass');
    const [finding] = runSync(rows, sampleRatio({ ...asked, looked: true, time: column('at') })).findings;
    expect(finding).toMatchObject({ verdict: 'fail', identification: true });
    expect(finding.says).toBe(
      '1,500 in arm 0, 1,500 in arm 1; planned 50 % : 50 % (sequential multinomial test over 2 days, p < 0.001). The test holds however often the study is looked at.',
    );
  });
});
