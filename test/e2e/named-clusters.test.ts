import { describe, expect, it } from 'vitest';
import { fromRows, type RowValue } from '../../src/engines/memory/from-rows.ts';
import { stream } from '../../src/math/random/stream.ts';
import { memoAppendix } from '../../src/report/memo/memo.ts';
import { analyze } from '../../src/study/analyze.ts';
import { parseStudy } from '../../src/study/read/parse-study.ts';
import { messageFrom } from '../support/message-from.ts';

type Row = Readonly<Record<string, RowValue>>;

/** Users drawn one by one, in villages where the assistant does unlike things. */
function users(villages: number, each = 30): readonly Row[] {
  const random = stream(77);
  return Array.from({ length: villages }, (_, village) => {
    const [level, effect] = [random.normal(), 1 + 1.5 * random.normal()];
    return Array.from({ length: each }, (_, i) => {
      const [arm, before, visits] = [random.bernoulli(0.5), random.normal() + level, 1 + random.integer(4)];
      const resolved = 10 + level + before + arm * effect + random.normal();
      const home = `v${village}`;
      return {
        user: `${village}-${i}`,
        village: home,
        team: `${home} ${i >> 2}`,
        arm,
        before,
        visits,
        clicks: random.integer(visits + 1),
        resolved,
        harm: random.bernoulli(0.2),
      };
    });
  }).flat();
}

const study = (design = 'cluster: village', outcomes = '', more = '') =>
  parseStudy(
    `estimand: 1
study: villages
question: Does the assistant raise resolution?
data: {file: rows.csv}
unit: user
design: {kind: randomized, assignment: arm, control: 0, shares: {0: 0.5, 1: 0.5}, ${design}}
treatments: {1: {name: assistant}}
outcomes:
  resolved: {role: primary, better: higher}
  harm: {role: guardrail, better: lower, tolerance: 0.1}
${outcomes}covariates: [before]
${more}`,
    'study.yaml',
  );
const analysed = (source = study(), rows = users(24)) => analyze(source, { data: fromRows(rows) });
const primaryOf = ({ estimates }: Awaited<ReturnType<typeof analysed>>) => estimates.find((e) => e.role === 'primary')!;

describe('errors by villages, which were not randomized', () => {
  it.each(['lin', 'ancova', 'cuped', 'none'])('count what a village does to the effect: adjust %s', async (adjust) => {
    const result = await analysed(study('cluster: village', '', `analysis: {adjust: ${adjust}}\n`));
    const [by, plain] = [primaryOf(result), primaryOf(await analysed(study('contamination: 0.001', '', `analysis: {adjust: ${adjust}}\n`)))];
    expect(by.value).toBeCloseTo(plain.value, 10);
    expect(by.standardError!).toBeGreaterThan(1.5 * plain.standardError!);
    expect(by.sizes.clusters).toBe(24);
    expect(by.interval.reference).toMatchObject({ kind: 't' });
    expect(by.interval.reference.kind === 't' && by.interval.reference.df).toBeLessThan(23.001);
    expect(result.findings.filter((f) => f.check === 'cluster-freedom' && f.about.column === 'village').every((f) => f.verdict === 'pass')).toBe(true);
  });

  it('are said, and what was drawn is what the checks count', async () => {
    const result = await analysed();
    expect(result.findings.find((f) => f.check === 'errors-by')).toMatchObject({
      verdict: 'pass',
      says: 'Errors are added up by village, since what lies within one is alike; what was drawn is user, and a village may hold several arms.',
    });
    expect(memoAppendix(result)).toContain('user assigned at random by arm; user analysed, with errors added up by village, which was not randomized');
    expect(result.findings.find((f) => f.check === 'sample-ratio')!.says).not.toContain('village');
  });

  it('hold where units are lost in one arm, however large the effect: no bound counts the villages', async () => {
    const lossy = users(24).map((row, i) => ({ ...row, resolved: row.arm === 1 && i % 9 === 0 ? null : Number(row.resolved) + 50 * Number(row.arm) }));
    const of = async (design: string) => {
      const { decision, findings } = await analysed(study(design), lossy);
      return { verdict: decision.verdict, lost: findings.find((f) => f.check === 'missing-outcome' && f.about.column === 'resolved')! };
    };
    const [by, plain] = [await of('cluster: village'), await of('contamination: 0.001')];
    expect([by.verdict, by.lost.verdict, by.lost.limits]).toEqual(['hold', 'fail', undefined]);
    expect(by.lost.says).toMatch(/units of one village are alike, and no bound on what that could hide counts it\.$/);
    expect([plain.lost.verdict, plain.lost.limits === undefined]).toEqual(['warn', false]);
  });

  it('refuse what has none by itself, and a ratio has them', async () => {
    const outcomes =
      '  rate: {role: secondary, better: higher, ratio: [clicks, visits]}\n  p90: {role: secondary, better: higher, quantile: [resolved, 0.9]}\n';
    const { estimates, findings, decision } = await analysed(study('cluster: village', outcomes));
    expect(estimates.find((e) => e.id === 'ratio-effect:rate')!.sizes.clusters).toBe(24);
    expect(estimates.some((e) => e.estimand.outcome === 'p90')).toBe(false);
    expect(findings.find((f) => f.check === 'named-clusters')).toMatchObject({ verdict: 'refuse', about: { column: 'p90' } });
    expect(decision.says).not.toContain('p90');
  });

  it('that are three hold the decision, whatever the effect', async () => {
    const rows = users(3, 200).map((row) => ({ ...row, resolved: Number(row.resolved) + 20 * Number(row.arm) }));
    const { decision, findings } = await analysed(study(), rows);
    expect(findings.find((f) => f.check === 'cluster-freedom')).toMatchObject({ verdict: 'fail', mend: expect.stringContaining('more values of village') });
    expect(decision.verdict).toBe('hold');
    expect((await analysed(study('contamination: 0.001'), rows)).decision.verdict).toBe('launch');
  });

  it('leave out who has no village, and count them', async () => {
    const rows = users(24).map((row, i) => (i % 30 === 0 ? { ...row, village: null } : row));
    const result = await analysed(study(), rows);
    expect(primaryOf(result).sizes.units).toBe(24 * 29);
    expect(result.findings.map((f) => f.says).join('\n')).toContain('village');
    expect(result.exhibits.find((e) => e.kind === 'flow')!.columns.step).toContain('with village');
  });

  it('hold what was randomized as a whole, or the study is wrong at that line', async () => {
    const torn = users(24).map((row, i) => ({ ...row, team: `t${i % 100}`, arm: (i % 100) % 2 }));
    const says = await messageFrom(() => analysed(study('randomizedBy: team, cluster: village'), torn));
    expect(says).toMatch(/^study\.yaml:6:\d+ {2}100 values of team, of 100, lie in several of village: team is what was randomized/);
    expect(says).toContain('Take cluster out: errors are then added up by team.');
  });

  it('are those of teams in villages, where teams were drawn', async () => {
    const rows = users(24).map((row) => ({ ...row, arm: Number(String(row.team).split(' ')[1]) % 2 }));
    const result = await analysed(study('randomizedBy: team, cluster: village'), rows);
    expect(primaryOf(result).sizes.clusters).toBe(24);
    expect(result.findings.find((f) => f.check === 'errors-by')!.says).toContain('what was drawn is team');
    expect(result.findings.find((f) => f.check === 'sample-ratio')!.says).toContain('clusters of team');
  });

  it.each([
    ['mediators: [clicks]', 'A mediation with errors by village, which was not randomized, is not computed'],
    ['analysis: {adjust: logistic}', 'A logistic regression with errors by village, which was not randomized, is not computed'],
  ])('name the key that has no such errors: %s', async (more, says) =>
    expect(await messageFrom(() => analysed(study('cluster: village', '', `${more}\n`)))).toMatch(new RegExp(`^study\\.yaml:12:\\d+  ${says}`)),
  );
});
