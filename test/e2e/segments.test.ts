import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { stream } from '../../src/math/random/stream.ts';
import { analyze, parseStudy } from '../../src/study.ts';

const study = `estimand: 1
study: three
question: Which?
data: {file: rows.csv}
design: {kind: randomized, assignment: arm, control: a}
treatments: {b: {}, c: {}}
outcomes: {y: {role: primary, better: higher}}
segments: [lang]
`;

/** Arm c was not offered in de. */
function rows(n: number) {
  const random = stream(3);
  const drawn = Array.from({ length: n }, () => {
    const lang = random.uniform() < 0.5 ? 'de' : 'en';
    const arms = lang === 'de' ? ['a', 'b'] : ['a', 'b', 'c'];
    return { lang, arm: arms[Math.floor(random.uniform() * arms.length)], y: random.normal() };
  });
  return fromColumns({ lang: drawn.map((d) => d.lang), arm: drawn.map((d) => d.arm), y: drawn.map((d) => d.y) });
}

describe('segments of several arms', () => {
  it('miss only the arm that is missing', async () => {
    const { estimates, findings } = await analyze(parseStudy(study, 'study.yaml'), { data: rows(600) });
    const inSegments = estimates.filter((e) => e.estimand.segment).map((e) => `${e.estimand.segment?.level} ${e.estimand.contrast.treatment}`);
    expect(inSegments.sort()).toEqual(['de b', 'en b', 'en c']);
    expect(findings.filter((f) => f.verdict === 'refuse')).toEqual([
      {
        check: 'segment',
        about: { column: 'lang', arm: 'c' },
        verdict: 'refuse',
        statistic: 0,
        threshold: 2,
        says: 'In lang = de: arm c has 0 units, too few to compare.',
        mend: 'Read the other arms here, or join the segment with another in data.sql.',
      },
    ]);
  });
});

it('count every outcome that has a value in the net value, those too that are not shown by segment', async () => {
  const valued = `estimand: 1
study: valued
question: Does it pay?
data: {file: rows.csv}
design: {kind: randomized, assignment: arm, control: a}
treatments: {b: {}}
outcomes:
  y: {role: primary, better: higher, value: 3}
  cost: {role: cost, better: lower, unit: USD, value: -1}
segments: [lang]
`;
  const n = 400;
  const data = fromColumns({
    arm: Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 'a' : 'b')),
    lang: Array.from({ length: n }, (_, i) => (i % 4 < 2 ? 'de' : 'en')),
    y: Array.from({ length: n }, (_, i) => (i % 7) + (i % 2)),
    cost: Array.from({ length: n }, (_, i) => 2 + (i % 2) * 5 + (i % 3)),
  });
  const { estimates } = await analyze(parseStudy(valued, 'study.yaml'), { data });
  const net = estimates.filter((e) => e.estimand.outcome === 'net value' && e.method.id === 'itt').map((e) => [e.estimand.segment?.level ?? 'all', e.value]);
  expect(net.map(([level]) => level)).toEqual(['all', 'de', 'en']);
  const [all, de, en] = net.map(([, value]) => Number(value));
  expect((de + en) / 2).toBeCloseTo(all, 10);
  expect(all).toBeLessThan(0);
});
