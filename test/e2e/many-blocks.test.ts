import { describe, expect, it } from 'vitest';
import { fromRows, type RowValue } from '../../src/engines/memory/from-rows.ts';
import { stream } from '../../src/math/random/stream.ts';
import type { BlockedDetails } from '../../src/methods/arms/blocked/details.ts';
import { memoAppendix } from '../../src/report/memo/memo.ts';
import { analyze } from '../../src/study/analyze.ts';
import { parseStudy } from '../../src/study/read/parse-study.ts';

type Row = Readonly<Record<string, RowValue>>;

/** Customers in regions that got the assistant the more often the better they do; what it does varies with what customers did before, about 1. */
function regions(count: number, arms = 2): readonly Row[] {
  const random = stream(31);
  return Array.from({ length: count }, (_, region) => {
    const n = 12 + 4 * (region % 3);
    const treated = Math.round(n * [0.3, 0.5, 0.7][region % 3]);
    return Array.from({ length: n }, (_, i) => {
      const z = i < treated ? (arms === 3 && i % 2 === 1 ? 2 : 1) : 0;
      const before = (region % 5) + random.normal();
      const resolved = 10 + 3 * (region % 3) + 2 * before + (z > 0 ? z + 0.5 * (before - (region % 5)) : 0) + random.normal();
      return {
        id: `${region}-${i}`,
        region: `region ${region}`,
        arm: `a${z}`,
        before,
        kind: ['new', 'old'][random.bernoulli(0.5)],
        resolved,
        harm: random.bernoulli(0.2),
      };
    });
  }).flat();
}

const study = (design: string, more: Readonly<Record<string, string>> = {}) =>
  parseStudy(
    `estimand: 1
study: regions
question: Does the assistant raise resolution?
data: {file: rows.csv}
unit: id
design: {kind: randomized, assignment: arm, control: a0, ${design}}
treatments: ${more.treatments ?? '{a1: {name: assistant}}'}
outcomes:
  resolved: {role: primary, better: higher}
  harm: {role: guardrail, better: lower, tolerance: 0.15}
covariates: [before, kind]
analysis: {adjust: ${more.adjust ?? 'lin'}}
`,
    'study.yaml',
  );

describe('sixty regions with shares of their own', () => {
  const analysed = (design = 'blocks: region', more = {}) => analyze(study(design, more), { data: fromRows(regions(60)) });

  it.each([
    ['lin', 'blocks: region, target: units'],
    ['lin', 'blocks: region'],
    ['ancova', 'blocks: region, target: blocks'],
  ])('are compared within, adjusted for what customers did before: %s, %s', async (adjust, design) => {
    const result = await analysed(design, { adjust });
    const by = (id: string) => result.estimates.find((e) => e.id === id)!;
    const primary = result.estimates.find((e) => e.role === 'primary')!;
    expect(primary.id).toBe('blocked-adjusted:resolved');
    expect(Math.abs(primary.value - 1)).toBeLessThan(3 * primary.standardError!);
    expect(primary.standardError!).toBeLessThan(0.5 * by('blocked:resolved').standardError!);
    expect(primary.estimand.says).toContain('compared within blocks (region)');
    expect(primary.estimand.says).toContain('adjusted for before, kind=old');
    expect(by('itt:resolved').value).toBeGreaterThan(2);
    expect(result.findings.filter((f) => f.check === 'not-adjusted')).toEqual([]);
    expect(result.estimates.some((e) => e.method.id === 'adjusted-itt' || e.method.id === 'ancova')).toBe(false);
    expect(result.decision.verdict).toBe('launch');
    expect(memoAppendix(result)).toContain('compared within blocks (region)');
  });

  it('say once what they may stand for, of the effect that speaks', async () => {
    const { findings } = await analysed();
    expect(findings.filter((f) => f.check === 'blocks-target').map((f) => f.about.estimate)).toEqual(['blocked-adjusted:resolved', 'blocked-adjusted:harm']);
    expect((await analysed('blocks: region, target: units')).findings.filter((f) => f.check === 'blocks-target')).toEqual([]);
  });

  it('keep one weight for several arms, which are held together', async () => {
    const treatments = '{a1: {name: assistant}, a2: {name: other}}';
    const { estimates } = await analyze(study('blocks: region, target: units', { treatments }), { data: fromRows(regions(60, 3)) });
    const own = estimates.filter((e) => e.role === 'primary');
    expect(own.map((e) => [e.id, e.interval.kind])).toEqual([
      ['blocked-adjusted:resolved:a1', 'simultaneous'],
      ['blocked-adjusted:resolved:a2', 'simultaneous'],
    ]);
    for (const [i, e] of own.entries()) expect(Math.abs(e.value - (i + 1))).toBeLessThan(3.5 * e.standardError!);
  });

  it('fall back on the effect within them where covariates cannot sharpen it, and say so', async () => {
    const held = regions(60).map((row) => ({ ...row, before: String(row.region).length, kind: `kind ${String(row.region).length}` }));
    const { estimates, findings } = await analyze(study('blocks: region, target: units'), { data: fromRows(held) });
    expect(estimates.find((e) => e.role === 'primary')!.id).toBe('blocked:resolved');
    expect(findings.find((f) => f.check === 'not-adjusted')!.says).toMatch(/are the same for both arms of each block of region/);
  });
});

it('pairs are compared pair by pair, adjusted for how the two differed', async () => {
  const random = stream(5);
  const rows = Array.from({ length: 80 }, (_, i): Row => {
    const before = random.normal();
    const [arm, level] = [i % 2, (i >> 1) % 9];
    return {
      id: i,
      region: `pair ${i >> 1}`,
      arm: `a${arm}`,
      before,
      kind: 'new',
      resolved: level + 2 * before + arm + random.normal(),
      harm: random.bernoulli(0.2),
    };
  });
  const { estimates } = await analyze(study('blocks: region'), { data: fromRows(rows) });
  const [primary, plain] = ['blocked-adjusted:resolved', 'blocked:resolved'].map((id) => estimates.find((e) => e.id === id)!);
  expect([primary.role, (primary.details as BlockedDetails).pairs, (primary.details as BlockedDetails).target]).toEqual(['primary', true, 'blocks']);
  expect(Math.abs(primary.value - 1)).toBeLessThan(3 * primary.standardError!);
  expect(primary.standardError!).toBeLessThan(0.7 * plain.standardError!);
});
