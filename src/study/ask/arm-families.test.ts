import { describe, expect, it } from 'vitest';
import { fromRows } from '../../engines/memory/from-rows.ts';
import { jointArms } from '../../inference/arms/joint-arms.ts';
import type { Analysis, Protocol } from '../../protocol/protocol.ts';
import { runSync } from '../../relation/run.ts';
import { protocolOf } from '../protocol-of.ts';
import { parseStudy } from '../read/parse-study.ts';
import { armFamilies } from './arm-families.ts';
import { plansOf } from './plan-of.ts';

const rows = Array.from({ length: 240 }, (_, i) => ({
  arm: ['a', 'b', 'c'][i % 3],
  lang: ['de', 'en', 'fr', 'it'][Math.floor(i / 3) % 4],
  team: `t${i % 3}-${Math.floor(i / 3) % 20}`,
  x: (i * 5) % 17,
  w: (i * 11) % 23,
  y: ((i * 7) % 11) + (i % 3) + ((i * 5) % 17) * (i % 3 === 0 ? 0.1 : 0.4),
  g: (i * 13) % 19,
  side: (i * 3) % 8,
}));
const source = parseStudy(`estimand: 1
study: s
question: q
data: {file: rows.csv}
design: {kind: randomized, assignment: arm, control: a}
treatments: {b: {}, c: {}}
outcomes:
  y: {role: primary, better: higher, value: 2}
  g: {role: guardrail, better: lower, tolerance: 1}
  side: {role: secondary, better: higher}
covariates: [lang, x, w]
analysis: {adjust: none}
`);
const full = protocolOf(source, fromRows(rows).schema);
const withAnalysis = (analysis: Partial<Analysis>): Partial<Protocol> => ({ analysis: { ...full.analysis, ...analysis } });
const planned = (change: Partial<Protocol> = {}) => plansOf(source.design)({ ...full, ...change }).filter(({ id }) => id === 'many-arms');
const answered = (change: Partial<Protocol> = {}) => planned(change).map((question) => runSync(fromRows(rows), question.ask()));
const bestOf = (answers: ReturnType<typeof answered>) => answers.flatMap(({ exhibits }) => exhibits).find((e) => e.id === 'best-arm:net value')!;

describe('families of arms', () => {
  it('are the declared one, and one for each other outcome that the decision reads', () => {
    expect(planned().map(({ options }) => options)).toEqual(
      ['y', 'g', 'net value'].map((outcome) => ({ outcome, comparisons: 'control', arms: ['a', 'b', 'c'], methods: ['itt'] })),
    );
    expect(planned(withAnalysis({ family: ['y', 'side'] })).map(({ options }) => options.outcome)).toEqual(['y, side', 'g', 'net value']);
    expect(planned(withAnalysis({ family: [] })).map(({ options }) => options.outcome)).toEqual(['y', 'g', 'net value']);
    expect(planned()[0]).toMatchObject({ of: 'analysed', title: 'Arms compared as one family, by max-t' });
  });

  it.each<[what: string, assignment: Protocol['assignment']]>([
    ['there is one treatment', { ...full.assignment!, treatments: ['b'] }],
    ['nobody is assigned', undefined],
  ])('are none where %s', (_, assignment) => {
    expect(planned({ assignment })).toEqual([]);
    expect(armFamilies({ ...full, assignment }, () => [])).toEqual([]);
  });

  it('take the rounds of the joint means and then those of the method, at most twice', () => {
    expect(planned()[0].rounds).toEqual({ usual: 2, most: 7 });
    expect(planned({ cluster: 'team' })[0].rounds).toEqual({ usual: 3, most: 11 });
  });

  it('answer of their own outcomes alone, each arm against control or each pair', () => {
    const of = (change?: Partial<Protocol>) => answered(change).map(({ estimates }) => estimates.map((e) => e.id));
    const byArm = (outcome: string) => ['b', 'c'].map((arm) => `itt:${outcome}:${arm}`);
    expect(of()).toEqual([byArm('y'), byArm('g'), byArm('net value')]);
    expect(of(withAnalysis({ family: ['y', 'g'] }))).toEqual([[...byArm('y'), ...byArm('g')], byArm('net value')]);
    expect(of(withAnalysis({ comparisons: 'all-pairs' }))[0]).toEqual([...byArm('y'), 'itt:y:c-b']);
  });

  it('count their own contrasts at the levels of the study', () => {
    const [{ estimates }, alone] = answered({ analysis: { ...full.analysis, family: ['y', 'g'], level: 0.8, guardrailLevel: 0.7 } });
    for (const e of estimates) {
      expect([e.interval.kind, e.interval.level, e.pointwise!.level, e.bounds!.level]).toEqual(['simultaneous', 0.8, 0.8, 0.7]);
      expect(e.adjusted![0]).toMatchObject({ family: 'arms against control on y, g', contrasts: 4 });
    }
    expect(alone.estimates[0].adjusted![0].contrasts).toBe(2);
  });

  it('say which arm is best by net value', () => {
    const answers = answered();
    expect(answers.map(({ findings }) => findings.some((f) => f.check === 'best-arm'))).toEqual([false, false, true]);
    expect(bestOf(answers)).toMatchObject({ columns: { arm: ['a', 'b', 'c'] } });
  });
});

describe('the joint means are adjusted as the estimates are', () => {
  const options = {
    assignment: 'arm',
    arms: ['a', 'b', 'c'],
    outcomes: [{ name: 'net value', measure: full.outcomes.find((o) => o.name === 'net value')!.measure }],
  };
  const all = full.covariates;
  it.each<[adjust: Analysis['adjust'], covariates: Protocol['covariates'], slopes: 'common' | 'by-arm']>([
    ['none', [], 'by-arm'],
    ['lin', all, 'by-arm'],
    ['logistic', all, 'by-arm'],
    ['ancova', all, 'common'],
    ['cuped', ['x'], 'common'],
  ])('by %s', (adjust, covariates, slopes) => {
    const { means } = runSync(fromRows(rows), jointArms({ ...options, covariates, slopes }));
    expect(bestOf(answered(withAnalysis({ adjust }))).columns.mean).toEqual([...means]);
  });

  it('and follow the clusters', () => {
    const { covariance } = runSync(fromRows(rows), jointArms({ ...options, covariates: [], slopes: 'by-arm', cluster: 'team' }));
    const plain = runSync(fromRows(rows), jointArms({ ...options, covariates: [], slopes: 'by-arm' }));
    expect(covariance).not.toEqual(plain.covariance);
    const chances = (change: Partial<Protocol>) => bestOf(answered(change)).columns['probability of being best'];
    expect(chances({ cluster: 'team' })).not.toEqual(chances({}));
  });
});
