import { describe, expect, it } from 'vitest';
import { answering, waldEstimate } from '../../../test/support/wald-estimate.ts';
import { fromRows } from '../../engines/memory/from-rows.ts';
import type { Design } from '../../protocol/design.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import type { PlannedQuestion } from '../../protocol/question.ts';
import { runSync } from '../../relation/run.ts';
import { protocolOf } from '../protocol-of.ts';
import { parseStudy } from '../read/parse-study.ts';
import { plansOf } from './plan-of.ts';
import { segmented } from './segmented.ts';

/** Three arms in two languages; arm c has one unit in en. */
const rows = Array.from({ length: 240 }, (_, i) => {
  const lang = i % 2 === 0 ? 'de' : 'en';
  const arm = ['a', 'b', 'c'][Math.floor(i / 2) % 3];
  return {
    arm: lang === 'en' && arm === 'c' && i > 6 ? 'a' : arm,
    lang,
    region: ['n', 's', 'w'][Math.floor(i / 6) % 3],
    x: i % 5,
    y: ((i * 7) % 11) + (i % 3),
    cost: (i * 5) % 7,
    side: i % 4,
  };
});
const source = parseStudy(`estimand: 1
study: s
question: q
data: {file: rows.csv}
design: {kind: randomized, assignment: arm, control: a}
treatments: {b: {}, c: {}}
outcomes:
  y: {role: primary, better: higher}
  cost: {role: cost, better: lower, value: -1}
  side: {role: secondary, better: higher}
covariates: [lang, x]
segments: [lang, region]
analysis: {adjust: none}
`);
const full = protocolOf(source, fromRows(rows).schema);
const planned = (change: Partial<Protocol> = {}, protocol = full) => plansOf(source.design)({ ...protocol, ...change }).filter(({ id }) => id === 'segments');
const two: Partial<Protocol> = { assignment: { ...full.assignment!, treatments: ['b'] } };
const answered = (change: Partial<Protocol> = {}, on = rows) => runSync(fromRows(on), planned(change)[0].ask());

describe('effects by segment', () => {
  it('are planned once, of what the decision reads, by the method that speaks for it', () => {
    expect(planned()).toMatchObject([
      {
        of: 'analysed',
        title: 'Effects by lang and region, held together by max-t',
        options: { outcome: 'y, net value', columns: ['lang', 'region'], methods: ['itt'] },
      },
    ]);
  });

  it('take a round for the values of the columns, one for the arms that are there, and those of the method', () => {
    expect(planned()[0].rounds).toEqual({ usual: 3, most: 4 });
    expect(planned(two)[0].rounds).toEqual({ usual: 2, most: 3 });
    const measured = full.outcomes.map((o) => (o.name === 'y' ? { ...o, measured: { judges: ['x'], human: 'x', by: 'p' } as never } : o));
    expect(planned({ ...two, outcomes: measured })[0].rounds).toEqual({ usual: 3, most: 4 });
    const beside = full.outcomes.map((o) => (o.name === 'side' ? { ...o, measured: { judges: ['x'], human: 'x', by: 'p' } as never } : o));
    expect(planned({ ...two, outcomes: beside })[0].rounds).toEqual({ usual: 2, most: 3 });
  });

  it.each<[arms: string, change: Partial<Protocol>]>([
    ['two arms', two],
    ['three arms', {}],
  ])('take no more rounds of %s than is planned', (_, change) => {
    const [{ ask, rounds }] = planned(change);
    const relation = fromRows(rows);
    runSync(relation, ask());
    expect(relation.rounds).toBe(rounds.usual);
  });

  it('are not planned without columns or without anything to compare', () => {
    expect(planned({ segments: [] })).toEqual([]);
    expect(planned({ assignment: { ...full.assignment!, treatments: [] } })).toEqual([]);
  });

  it('leave out outcomes that are not read, but count what they are worth', () => {
    const { estimates } = answered(two);
    expect([...new Set(estimates.map((e) => e.estimand.outcome))]).toEqual(['y', 'net value']);
    const de = rows.filter((row) => row.lang === 'de');
    const mean = (arm: string) => de.filter((row) => row.arm === arm).reduce((sum, row) => sum - row.cost, 0) / de.filter((row) => row.arm === arm).length;
    expect(estimates.find((e) => e.id === 'itt:net value:b@lang=de' || e.id === 'itt:net value@lang=de')!.value).toBeCloseTo(mean('b') - mean('a'), 10);
  });

  it('are each the method that speaks for the outcome', () => {
    const { estimates } = answered({ ...two, analysis: { ...full.analysis, adjust: 'lin' } });
    expect([...new Set(estimates.map((e) => e.method.id))]).toEqual(['adjusted-itt']);
    const adjust = (column: string) => (estimates.find((e) => e.estimand.segment!.column === column)!.method.options as { readonly adjust: unknown }).adjust;
    expect(adjust('region')).toEqual([{ factor: 'lang' }, 'x']);
  });

  it('are not adjusted by the column that cuts them, nor compared within it where it is the block', () => {
    const { estimates, findings } = answered({ ...two, segments: ['lang'], blocks: 'lang', analysis: { ...full.analysis, adjust: 'lin' } });
    expect(findings.filter((f) => f.verdict === 'refuse')).toEqual([]);
    expect([...new Set(estimates.map((e) => e.method.id))]).toEqual(['adjusted-itt']);
    expect(estimates.map((e) => (e.method.options as { readonly adjust: unknown }).adjust)).toEqual(estimates.map(() => ['x']));
  });

  it('are compared within blocks of another column', () => {
    const { estimates } = answered({ ...two, segments: ['lang'], blocks: 'region', covariates: [] });
    expect([...new Set(estimates.map((e) => e.method.id))]).toEqual(['blocked']);
  });

  it('hold together at the levels of the study', () => {
    const { estimates } = answered({ ...two, segments: ['lang'], analysis: { ...full.analysis, level: 0.8, guardrailLevel: 0.7 } });
    for (const e of estimates) {
      expect([e.interval.level, e.pointwise!.level, e.bounds!.level]).toEqual([0.8, 0.8, 0.7]);
      expect(e.interval.pieces[0].low!).toBeLessThan(e.pointwise!.pieces[0].low!);
    }
    expect(estimates[0].adjusted![0].contrasts).toBe(2);
  });

  it('count every arm', () => {
    const usual = answered({ segments: ['region'] });
    expect(usual.estimates.filter((e) => e.estimand.outcome === 'y')).toHaveLength(6);
    const [ofTwo, three] = [answered({ ...two, segments: ['region'] }), usual].map(({ estimates }) => estimates[0]);
    const width = ({ interval: { pieces } }: typeof three) => pieces[0].high! - pieces[0].low!;
    expect(width(three)).toBeGreaterThan(width(ofTwo));
  });
});

describe('effects by segment of what nobody assigns', () => {
  const gain = waldEstimate({ outcome: 'y', treatment: 'fast', control: 'logged', value: 2 });
  const question: PlannedQuestion = { id: 'gain', title: 't', rounds: { usual: 2, most: 5 }, options: {}, of: 'analysed', ask: () => answering([gain]) };
  const design: Design = {
    ...source.design,
    contrasts: () => ({ candidates: [{ id: 'fast', against: 'logged' }], together: { by: 'sidak', called: 'policies' } }),
    headline: ([own]) => own,
  };
  const protocol = { ...full, assignment: undefined, segments: ['lang'], outcomes: full.outcomes.filter((o) => o.name === 'y') };

  it('are asked without looking for arms', () => {
    const [asked] = segmented(() => [], { design, speaking: () => [question] })(protocol);
    expect(asked.rounds).toEqual({ usual: 3, most: 6 });
    expect(runSync(fromRows(rows), asked.ask()).estimates.map((e) => e.id)).toEqual(['itt:y:fast@lang=de', 'itt:y:fast@lang=en']);
  });
});

describe('an outcome that is refused in a segment', () => {
  it('is refused there alone', () => {
    const on = rows.map((row) => (row.lang === 'en' ? { ...row, y: 3 } : row));
    const { estimates, findings } = answered({ ...two, segments: ['lang'] }, on);
    expect(estimates.map((e) => `${e.estimand.outcome} ${e.estimand.segment!.level}`)).toEqual(['y de', 'net value de', 'net value en']);
    expect(findings.filter((f) => f.verdict === 'refuse').map((f) => f.says)).toEqual([expect.stringMatching(/^In lang = en: /)]);
  });
});

describe('an arm with fewer than two units in a segment', () => {
  it('is refused there alone, with how many it has', () => {
    const { estimates, findings } = answered({ segments: ['lang'] });
    expect(estimates.filter((e) => e.estimand.outcome === 'y').map((e) => `${e.estimand.segment!.level} ${e.estimand.contrast.treatment}`)).toEqual([
      'de b',
      'de c',
      'en b',
    ]);
    expect(findings.filter((f) => f.verdict === 'refuse')).toEqual([
      {
        check: 'segment',
        about: { column: 'lang', arm: 'c' },
        verdict: 'refuse',
        statistic: 1,
        threshold: 2,
        says: 'In lang = en: arm c has 1 units, too few to compare.',
        mend: 'Read the other arms here, or join the segment with another in data.sql.',
      },
    ]);
  });

  it('is compared from two units on', () => {
    let more = 0;
    const on = rows.map((row) => (row.lang === 'en' && row.arm === 'a' && more++ < 1 ? { ...row, arm: 'c' } : row));
    const { estimates, findings } = answered({ segments: ['lang'] }, on);
    expect(findings.filter((f) => f.verdict === 'refuse')).toEqual([]);
    expect(estimates.filter((e) => e.estimand.outcome === 'y' && e.estimand.contrast.treatment === 'c')).toHaveLength(2);
  });

  it('is refused alone where control has no more than two', () => {
    const controls = new Set(rows.filter((row) => row.lang === 'en' && row.arm === 'a').slice(2));
    const { estimates } = answered(
      { segments: ['lang'] },
      rows.filter((row) => !controls.has(row)),
    );
    expect(estimates.filter((e) => e.estimand.segment!.level === 'en' && e.estimand.outcome === 'y').map((e) => e.estimand.contrast.treatment)).toEqual(['b']);
  });

  it.each<[what: string, arms: string, named: string]>([
    ['control', 'a', 'a'],
    ['every treatment', 'b c', 'b'],
  ])('leaves the refusal to the method where it is %s', (_, gone, named) => {
    const on = rows.filter((row) => row.lang === 'de' || !gone.includes(row.arm));
    const { estimates, findings } = answered({ segments: ['lang'] }, on);
    expect([...new Set(estimates.map((e) => e.estimand.segment!.level))]).toEqual(['de']);
    const refused = findings.filter((f) => f.verdict === 'refuse');
    expect(refused.map((f) => f.says)).toEqual([expect.stringContaining(`No effect for lang = en: No rows have arm = "${named}"`)]);
  });
});
