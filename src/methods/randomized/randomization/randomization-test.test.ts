import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../../engines/memory/from-rows.ts';
import { stream } from '../../../math/random/stream.ts';
import { runSync } from '../../../relation/run.ts';
import { analyze } from '../../../study/analyze.ts';
import { parseStudy } from '../../../study/read/parse-study.ts';
import { itt } from '../../arms/itt.ts';
import { randomizationTest } from './randomization-test.ts';

const random = stream(41);
const n = 80;
const z = Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 'on' : 'off'));
const columns = {
  z,
  y: Float64Array.from({ length: n }, (_, i) => random.normal() + (i % 2 === 0 ? 1 : 0)),
  team: Array.from({ length: n }, (_, i) => `t${i % 10}`),
  block: Array.from({ length: n }, (_, i) => `b${Math.floor(i / 20)}`),
  x: Float64Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 1 : -1) + 0.1 * random.normal()),
  w: Float64Array.from({ length: n }, () => random.normal()),
};
const asked = { outcome: 'y', assignment: 'z', control: 'off', draws: 400 } as const;
const on = (more: object = {}, rows: Parameters<typeof fromColumns>[0] = columns) => runSync(fromColumns(rows), randomizationTest({ ...asked, ...more }));

describe('the randomization test', () => {
  it('has the value and the statistic of Welch, an interval near his, and the same p-value with another order of rows', () => {
    const [{ estimates, findings }, plain] = [on(), runSync(fromColumns(columns), itt(asked))];
    const [[e], [welch]] = [estimates, plain.estimates];
    expect(e).toMatchObject({
      id: 'randomization-test:y',
      interval: { reference: { kind: 'permutation' } },
      sizes: { units: n, perArm: { on: n / 2, off: n / 2 } },
    });
    expect(e.value).toBeCloseTo(welch.value, 12);
    expect(e.test!.statistic).toBeCloseTo(welch.test!.statistic, 10);
    expect(Math.abs(e.interval.pieces[0].low! - welch.interval.pieces[0].low!)).toBeLessThan(0.15 * welch.standardError!);
    expect(findings).toMatchObject([{ check: 'randomization-test', verdict: 'pass', says: expect.stringContaining('400 draws (units)') }]);
    const backwards = Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, [...values].reverse()])) as unknown as typeof columns;
    expect(on({}, backwards).estimates[0].test).toEqual(e.test);
  });

  it('draws whole clusters, all ways where they are few', () => {
    const { estimates, findings } = on({ cluster: 'team' });
    expect(estimates[0]).toMatchObject({ sizes: { clusters: 10 }, details: { exact: true, assignments: 252 } });
    expect(findings[0].says).toContain('all 252 ways to draw arms (whole team)');
  });

  it('leaves out blocks without both arms, and says so', () => {
    const block = columns.block.map((b, i) => (i < 4 ? (i % 2 === 0 ? 'alone' : 'other') : b));
    const { estimates, findings } = on({ blocks: 'block' }, { ...columns, block });
    expect(estimates[0].sizes).toMatchObject({ units: n - 4, dropped: { on: 2, off: 2 } });
    expect(findings.at(-1)).toMatchObject({ verdict: 'warn', says: expect.stringContaining('4 units of 2 values of block without both arms') });
  });

  it('says what lacks an outcome', () => {
    const { estimates, findings } = on({}, { ...columns, y: Array.from(columns.y, (v, i) => (i < 6 ? null : v)) });
    expect(estimates[0].sizes).toMatchObject({ units: n - 6, dropped: { on: 3, off: 3 } });
    expect(findings.at(-1)).toMatchObject({ verdict: 'warn', statistic: 6 });
  });

  it.each<[string, object, string]>([
    ['arms that lie further apart than they were allowed', { rerandomized: { on: ['x'], acceptance: 0.1 } }, 'were not drawn in this way'],
    ['clusters with units of both arms', { cluster: 'block' }, 'have units of both arms'],
    ['clusters that lie in several blocks', { cluster: 'team', blocks: 'block' }, 'lie in several of block'],
    ['blocks of one arm each', { blocks: 'z' }, 'one way only'],
  ])('is refused for %s', (_, more, says) => {
    const { estimates, findings } = on(more);
    expect(estimates).toEqual([]);
    expect(findings).toMatchObject([{ verdict: 'refuse', says: expect.stringContaining(says) }]);
  });

  it('is refused for several arms that were drawn again together', () => {
    const several = { ...columns, z: columns.z.map((arm, i) => (i % 4 === 0 ? 'new' : arm)) };
    const { estimates, findings } = on({ rerandomized: { on: ['w'], acceptance: 0.999 } }, several);
    expect([estimates.length, findings.length, findings[0].says]).toEqual([0, 2, expect.stringContaining('drawn again together')]);
    expect(on({}, several).estimates.map(({ id }) => id)).toEqual(['randomization-test:y:new', 'randomization-test:y:on']);
  });

  it('draws again until arms are alike', () => {
    const { estimates, findings } = on({ rerandomized: { on: ['w'], acceptance: 0.999 } });
    expect(estimates).toHaveLength(1);
    expect(findings[0].says).toContain('again until arms were alike in w');
  });
});

describe('in a study', () => {
  const study = (more: string) => `estimand: 1
study: s
question: q
data: {file: rows.csv}
design: {kind: randomized, assignment: z, control: off${more}}
treatments: {on: {}}
outcomes: {y: {role: primary, better: higher}}
`;
  it('stands beside what decides, and says where they differ', async () => {
    // Of 70 ways four are as far apart, and by Welch one in fifty is.
    const few = { z: ['off', 'off', 'off', 'off', 'on', 'on', 'on', 'on'], y: [0, 1, 2, 3, 2.9, 4, 5.5, 6.1] };
    const { estimates, findings, decision } = await analyze(parseStudy(`${study('')}analysis: {randomization: 2000, adjust: none}\n`), {
      data: fromColumns(few),
    });
    const drawn = estimates.find(({ id }) => id === 'randomization-test:y')!;
    expect([drawn.role, drawn.test!.pValue]).toEqual(['secondary', 4 / 70]);
    expect(estimates.find(({ id }) => id === 'itt:y')!.test!.pValue).toBeLessThan(0.03);
    expect(findings).toContainEqual(
      expect.objectContaining({
        check: 'conflicting-tests',
        verdict: 'warn',
        says: expect.stringMatching(/^Drawing the arms anew does not show an effect on y \(p = 0\.057\)/),
      }),
    );
    expect(decision.verdict).toBe('launch');
  });

  it.each([
    ['analysis: {randomization: 20}\n', '', 'study-value-invalid'],
    ['', ', rerandomized: {on: [y]}', 'study-column-twice'],
    ['', ', rerandomized: {on: [w], acceptance: 1}', 'study-value-invalid'],
    ['', ', rerandomized: {on: []}', 'study-value-invalid'],
  ])('is refused with %s%s', (analysis, design, code) => {
    let found: unknown;
    try {
      parseStudy(`${study(design)}${analysis}`);
    } catch (error) {
      found = error;
    }
    expect(found).toBeInstanceOf(Error);
    expect((found as { code: string }).code.startsWith('study-'), `${(found as { code: string }).code} for ${code}`).toBe(true);
  });
});
