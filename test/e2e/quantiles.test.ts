import { describe, expect, it } from 'vitest';
import { fromRows } from '../../src/engines/memory/from-rows.ts';
import { EstimandError } from '../../src/errors/estimand-error.ts';
import { stream } from '../../src/math/random/stream.ts';
import type { QuantileDetails } from '../../src/methods/arms/quantile/quantile-effect.ts';
import { analyze } from '../../src/study/analyze.ts';
import { planPower } from '../../src/study/power/plan-power.ts';
import { parseStudy } from '../../src/study/read/parse-study.ts';
import type { StudyResult } from '../../src/study/result.ts';

type Row = Readonly<Record<string, number | string | boolean | null>>;

/** Requests in three arms: arm 2 is slower in its tail. */
const requests: readonly Row[] = (() => {
  const random = stream(43);
  return Array.from({ length: 1500 }, (_, i) => {
    const arm = i % 3;
    const noticed = random.bernoulli(0.7) === 1;
    return {
      request: `r${i}`,
      pod: `p${Math.floor(i / 15)}-${arm}`,
      arm,
      region: 'ab'[random.integer(2)],
      noticed,
      before: random.normal(),
      resolved: random.bernoulli(0.5 + 0.1 * (arm > 0 ? 1 : 0)),
      seconds: Math.exp((arm === 2 ? 1.35 : 1) * random.normal()),
    };
  });
})();
const twoArms = requests.filter((row) => row.arm !== 2);

const study = (outcomes: string, { design = '', more = '', treatments = '{1: {model: b}}' } = {}): string => `estimand: 1
study: latency
question: Does it help?
data: {file: none.csv}
unit: request
${more}design: {kind: randomized, assignment: arm, control: 0${design}}
treatments: ${treatments}
covariates: [before]
outcomes:
  resolved: {role: primary, better: higher}
${outcomes}
`;

const p95 = '  p95 seconds: {role: guardrail, better: lower, quantile: [seconds, 0.95], tolerance: "60%", unit: seconds}';
const analyzed = (outcomes: string, options: Parameters<typeof study>[1] = {}, rows: readonly Row[] = twoArms): Promise<StudyResult> =>
  analyze(parseStudy(study(outcomes, options), 'study.yaml'), { data: fromRows(rows) });

async function messageOf(outcomes: string, options: Parameters<typeof study>[1] = {}, rows: readonly Row[] = twoArms): Promise<string> {
  try {
    await analyzed(outcomes, options, rows);
  } catch (error) {
    if (error instanceof EstimandError) return error.message;
    throw error;
  }
  return 'no error';
}

describe('an outcome that is a quantile', () => {
  it('is estimated once, by its own method, and judged as a guardrail', async () => {
    const { estimates, study: echo, decision } = await analyzed(p95);
    const own = estimates.filter((e) => e.estimand.outcome === 'p95 seconds');
    expect(own.map((e) => [e.id, e.role])).toEqual([['quantile-effect:p95 seconds', 'guardrail']]);
    expect(own[0].estimand.says).toContain('on p95 of seconds:');
    expect(echo.outcomes[1]).toMatchObject({ headline: own[0].id, quantile: ['seconds', 0.95] });
    expect(decision.guardrails).toMatchObject([{ outcome: 'p95 seconds', estimate: own[0].id, verdict: 'pass', relative: true }]);
  });

  it('stands beside the mean of its column', async () => {
    const { estimates, findings } = await analyzed(`${p95}\n  seconds: {role: secondary, better: lower}`);
    expect(estimates.map((e) => e.id)).toEqual(expect.arrayContaining(['quantile-effect:p95 seconds', 'adjusted-itt:seconds']));
    expect(findings.filter((f) => f.check === 'missing-outcome').map((f) => f.says)).toEqual([
      'resolved is known for every unit.',
      'seconds is known for every unit.',
    ]);
  });

  it('is looked at for missing values in its column', async () => {
    const lost = twoArms.map((row, i) => (row.arm === 1 && i % 4 === 1 ? { ...row, seconds: null } : row));
    const { findings } = await analyzed(p95, {}, lost);
    expect(findings.filter((f) => f.check === 'missing-outcome' && f.verdict !== 'pass').map((f) => f.says)).toEqual([
      expect.stringMatching(/^seconds is missing/),
    ]);
  });

  it('is held together with the other arms', async () => {
    const { estimates, findings } = await analyzed(p95, { treatments: '{1: {model: b}, 2: {model: c}}' }, requests);
    const own = estimates.filter((e) => e.estimand.outcome === 'p95 seconds');
    expect(own.map((e) => e.id)).toEqual(['quantile-effect:p95 seconds:1', 'quantile-effect:p95 seconds:2']);
    for (const e of own) {
      expect(e.interval.kind).toBe('simultaneous');
      expect(e.interval.pieces[0].high! - e.interval.pieces[0].low!).toBeGreaterThan(e.pointwise!.pieces[0].high! - e.pointwise!.pieces[0].low!);
      expect(e.adjusted?.map((a) => a.procedure)).toContain('max-t');
    }
    expect(findings.filter((f) => f.check === 'best-arm')).toHaveLength(1);
  });

  it('is shown by segment, and among the triggered without a dilution', async () => {
    const { estimates } = await analyzed(p95, { design: ', trigger: noticed', more: 'segments: [region]\n' });
    const ids = estimates.map((e) => e.id);
    expect(ids).toEqual(expect.arrayContaining(['quantile-effect:p95 seconds@region=a', 'adjusted-itt:resolved:diluted']));
    expect(ids).not.toContain('quantile-effect:p95 seconds:diluted');
    const [own] = estimates.filter((e) => e.id === 'quantile-effect:p95 seconds');
    expect(own.estimand.population).toContain('could notice');
    expect(own.sizes.units).toBe(twoArms.filter((row) => row.noticed).length);
  });

  it('has errors shared within clusters', async () => {
    const { estimates } = await analyzed(p95, { design: ', randomizedBy: pod' });
    const own = estimates.find((e) => e.id === 'quantile-effect:p95 seconds')!;
    expect(own.sizes.clusters).toBe(200);
    expect((own.details as QuantileDetails).arms[0].designEffect).not.toBe(1);
  });

  it('is of totals, with many rows a unit', async () => {
    const halves = twoArms.flatMap((row) => [row, row].map((r) => ({ ...r, seconds: (r.seconds as number) / 2 })));
    const [whole, parts] = [await analyzed(p95), await analyzed(p95.replace('quantile:', 'per: total, quantile:'), { more: 'rows: many-per-unit\n' }, halves)];
    const of = ({ estimates }: StudyResult) => estimates.find((e) => e.id === 'quantile-effect:p95 seconds')!;
    expect(of(parts).value).toBeCloseTo(of(whole).value, 12);
  });

  it('is not planned from', async () => {
    const source = parseStudy(study(p95), 'study.yaml');
    const plan = await planPower(source, { data: fromRows(twoArms), units: 1000 });
    expect(plan.rows.find((row) => row.outcome === 'p95 seconds')?.refused?.says).toContain('is a quantile');
  });

  const secondary = (options: string): string => `  slow: {role: secondary, better: lower, ${options}}`;

  it.each([
    [
      'quantile: [seconds, 95]',
      'study.yaml:11:62  outcomes.slow.quantile[1] is 95. It must be a numeric column and a share between 0 and 1, such as [latency_seconds, 0.95].',
    ],
    ['quantile: 0.95', 'study.yaml:11:52  outcomes.slow.quantile is 0.95. It must be a numeric column and a share'],
    ['quantile: [second, 0.95]', 'study.yaml:11:53  outcome "second" is not a column of rows in memory. Did you mean "seconds"?'],
    ['quantile: [region, 0.95]', 'study.yaml:11:53  outcome "region" holds text, where a number or a boolean is needed.'],
    ['quantile: [seconds, 0.95], value: 2', 'study.yaml:11:69  "slow" is a quantile, which has no value per unit.'],
    ['quantile: [seconds, 0.95], transform: log', 'study.yaml:11:69  "slow" is a quantile, with which transform does not go.'],
    ['quantile: [seconds, 0.95], winsorize: [0, 1]', 'study.yaml:11:69  "slow" is a quantile, with which winsorize does not go.'],
    ['quantile: [seconds, 0.95], ratio: [seconds, noticed]', 'study.yaml:11:69  "slow" is a quantile, with which ratio does not go.'],
    ['quantile: [before, 0.95]', 'study.yaml:8:14  "before" is a covariate and part of the outcome slow.'],
  ])('%s is told at its line', async (options, message) => expect(await messageOf(secondary(options))).toContain(message));

  it('is refused by itself where nothing is known of an arm', async () => {
    const none = twoArms.map((row) => ({ ...row, seconds: row.arm === 1 ? null : row.seconds }));
    const { findings } = await analyzed(secondary('quantile: [seconds, 0.95]'), {}, none);
    expect(findings.find((f) => f.about.column === 'slow')).toMatchObject({ verdict: 'refuse', says: 'No unit of arm "1" has a value of "seconds".' });
  });

  it('does not go with blocks', async () => {
    expect(await messageOf(secondary('quantile: [seconds, 0.95]'), { design: ', blocks: region' })).toContain('A quantile of an outcome within blocks');
  });
});
