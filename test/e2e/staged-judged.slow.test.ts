import { describe, expect, it } from 'vitest';
import { openFiles } from '../../src/duckdb.ts';
import { fromRows } from '../../src/engines/memory/from-rows.ts';
import { stream } from '../../src/math/random/stream.ts';
import { analyze } from '../../src/study/analyze.ts';
import { plan } from '../../src/study/plan.ts';
import { parseStudy } from '../../src/study/read/parse-study.ts';
import { expectDeepClose } from '../support/deep-close.ts';
import { temporaryFiles } from '../support/duckdb-files.ts';

type Row = {
  readonly team: string;
  readonly week: number;
  readonly start: number | null;
  readonly on: number;
  readonly market: string;
  readonly size: number;
  readonly quality: number;
  readonly score: number;
  readonly label: number | null;
  readonly cost: number;
};

/** Ninety teams over six weeks, of which two waves are reached; the judge is kinder to what the change writes, and people look at two rows in five. */
function rowsOf(change: (row: Row) => Partial<Row> = () => ({})): readonly Row[] {
  const random = stream(3);
  return Array.from({ length: 90 }, (_, team) => {
    const start = [3, 5, null][team % 3];
    const level = random.normal();
    return [1, 2, 3, 4, 5, 6].map((week): Row => {
      const on = start !== null && week >= start ? 1 : 0;
      const quality = 10 + level + 0.3 * week + 1.5 * on + random.normal();
      const score = 2 + 0.8 * quality + on + 0.6 * random.normal();
      const label = random.uniform() < 0.4 ? quality : null;
      const row = {
        team: `T${team}`,
        week,
        start,
        on,
        market: 'ab'[Math.floor(team / 3) % 2],
        size: level,
        quality,
        score,
        label,
        cost: 3 + 0.2 * random.normal(),
      };
      return { ...row, ...change(row) };
    });
  }).flat();
}

interface Changes {
  readonly measured?: string;
  readonly design?: string;
  readonly outcome?: string;
  readonly more?: string;
}

const study = ({ measured = 'judge: score, human: label', design = 'start: start', outcome = '', more = '' }: Changes = {}) =>
  parseStudy(
    `estimand: 1
study: waves
question: Does it help where it has come?
data: {file: rows.csv}
unit: team
time: week
design: {kind: staged-rollout, ${design}}
outcomes:
  quality: {role: primary, better: higher, value: 2, ${outcome}measured: {${measured}}}
  cost: {role: guardrail, better: lower, ${outcome}tolerance: 0.5, value: -1}
${more}`,
    'study.yaml',
  );
const analysed = (changes: Changes = {}, change?: (row: Row) => Partial<Row>) => analyze(study(changes), { data: fromRows(rowsOf(change)) });

describe('a staged rollout whose outcome a judge scores', () => {
  it('is told by what people would have said, with the audit in every interval', async () => {
    const result = await analysed();
    const estimate = (id: string) => result.estimates.find((e) => e.id === id)!;
    const measured = estimate('staged-effect:quality');
    const [judge, audit] = [estimate('judge-only:quality'), estimate('audit-only:quality')];
    expect(Math.abs(measured.value - 1.5)).toBeLessThan(2 * measured.standardError!);
    expect(judge.value - 1.5).toBeGreaterThan(2 * judge.standardError!);
    expect([measured.role, judge.role, audit.role]).toEqual(['primary', 'contrast-only', 'secondary']);
    expect(judge.standardError!).toBeLessThan(measured.standardError!);
    expect(measured.standardError!).toBeLessThan(audit.standardError!);
    expect(measured.details).toMatchObject({ measured: { by: 'ppi++', judges: ['score'], human: 'label', units: 540, cells: 18, unmeasured: 0 } });
    expect(estimate('honest-bounds:quality').interval.reference).toMatchObject({ kind: 't' });
    const ids = result.estimates.map(({ id }) => id);
    for (const id of [
      'event-study:quality:-2',
      'event-study:quality:0',
      'cohort-effects:quality:cohort 3',
      'cohort-effects:quality:period 6',
      'two-way:quality',
    ])
      expect(ids).toContain(id);
    const told = new Map(result.findings.map((f) => [f.check, f]));
    for (const check of ['audit', 'audit-selection', 'judge-assumptions', 'judge-agreement', 'pre-trends', 'attrition'])
      expect([...told.keys()]).toContain(check);
    expect(told.get('judge-error-by-arm')).toMatchObject({
      verdict: 'warn',
      about: { column: 'score' },
      says: expect.stringMatching(
        /^score less label moved by \+0\.\d+ \(\+0\.\d+ to \+\d\.\d+\) with the change \(p .*\): by the judge alone the effect would be off by as much\.$/,
      ),
    });
    expect(told.get('parallel-trends')?.about.column).toBe('quality');
    expect(result.decision.reasons.map((r) => r.estimate)).toContain('staged-effect:quality');
    expect(estimate('staged-effect:net value').value).toBeCloseTo(2 * measured.value - estimate('staged-effect:cost').value, 10);
  }, 120_000);

  it('is measured anew in each segment, and given covariates', async () => {
    const whole = await analysed({ more: 'segments: [market]' });
    const half = await analyze(study(), { data: fromRows(rowsOf().filter(({ market }) => market === 'a')) });
    const own = whole.estimates.find(({ id }) => id === 'staged-effect:quality@market=a')!;
    const alone = half.estimates.find(({ id }) => id === 'staged-effect:quality')!;
    expect(own.value).toBeCloseTo(alone.value, 10);
    expect(own.standardError).toBeCloseTo(alone.standardError!, 10);
    const given = await analysed({ more: 'covariates: [size]' });
    const adjusted = given.estimates.find(({ id }) => id === 'staged-effect:quality')!;
    expect(Math.abs(adjusted.value - 1.5)).toBeLessThan(2 * adjusted.standardError!);
    expect(adjusted.interval.reference).toMatchObject({ kind: 't' });
  }, 120_000);

  it('says the same in DuckDB, and of events that are brought to one row a week', async () => {
    const files = await temporaryFiles();
    try {
      const rows = rowsOf();
      const names = Object.keys(rows[0]) as (keyof Row)[];
      const lines = rows.map((row) => names.map((name) => row[name] ?? '').join(','));
      await files.put('rows.csv', [names.join(','), ...lines].join('\n'));
      const relation = await openFiles(files.at('rows.csv'));
      const [memory, duckdb] = [await analysed(), await analyze(study(), { data: relation })];
      relation.close();
      // Two events a week; people label both or none.
      const events = rows.flatMap((row) => [-1, 1].map((side) => ({ ...row, score: row.score + side, label: row.label === null ? null : row.label + side })));
      const many = study({ outcome: 'per: mean, ', more: 'rows: many-per-unit' });
      const brought = await analyze(many, { data: fromRows(events) });
      for (const { estimates } of [duckdb, brought]) {
        for (const id of ['staged-effect:quality', 'event-study:quality:+1', 'judge-only:quality', 'audit-only:quality']) {
          const [found, wanted] = [estimates, memory.estimates].map((all) => all.find((e) => e.id === id)!);
          expectDeepClose([found.value, found.standardError], [wanted.value, wanted.standardError], 1e-9);
        }
      }
    } finally {
      await files.close();
    }
  }, 120_000);

  it('leaves out cohorts and periods without labels, and does not take that for units that left', async () => {
    const { findings, estimates } = await analysed({}, ({ start, week, label }) => ({ label: start === 3 && week === 6 ? null : label }));
    const says = (check: string) => findings.filter((f) => f.check === check && f.verdict !== 'pass').map((f) => f.says);
    expect(says('audit-cells')).toEqual([
      '1 of 18 cohorts and periods of quality has fewer than two labels (those reached in period 3 in period 6): its mean cannot be corrected, and effects that need it are in no estimate.',
    ]);
    expect(says('lost-cells')[0]).toContain('Of quality 1 of the treated cohorts and periods is in no estimate');
    expect(says('attrition')).toEqual([]);
    expect(estimates.map(({ id }) => id)).toContain('staged-effect:quality');
  }, 120_000);

  it.each<[what: string, change: (row: Row) => Partial<Row>, says: string]>([
    [
      'nobody labelled more than one row of a cohort in a period',
      ({ team, label }) => ({ label: team === 'T1' ? label : null }),
      'The primary outcome "quality" cannot be estimated: quality cannot be measured: no cohort has two labels in any period (the most is 1), and an error cannot be told from fewer. Let people score at least ten rows of every cohort in each period, chosen at random; two are the least that can be computed with. Longer periods take fewer.',
    ],
    [
      'the judge is hardly ever wrong',
      ({ quality, label, team, week }) => ({
        label: label === null ? null : Number(quality > 11.5),
        score: Number(quality > 11.5 !== (team === 'T0' && week === 4)),
      }),
      'of those reached, from their start on, too few to tell how often the judge errs.',
    ],
  ])('is an error where %s', async (_, change, says) => {
    await expect(analysed({}, change)).rejects.toThrow(says);
  });

  it('holds where the audit is no sample', async () => {
    const complaints = await analysed({ measured: 'judge: score, human: label, labels: complaints' });
    expect(complaints.decision.verdict).toBe('hold');
    expect(complaints.findings.find(({ check }) => check === 'audit-by-complaint')).toMatchObject({ verdict: 'fail', identification: true });
    const picked = await analysed({}, ({ score, quality, week, on }) => ({ label: score - 0.24 * week - 2.2 * on > 10.2 ? quality : null }));
    expect(picked.decision.verdict).toBe('hold');
    expect(picked.findings.find(({ check }) => check === 'audit-selection')).toMatchObject({ verdict: 'fail', identification: true });
  }, 120_000);

  it('names what it asks before anybody has looked', async () => {
    const { questions } = await plan(study(), { data: fromRows(rowsOf()) });
    const ids = questions.map(({ id }) => id);
    for (const id of ['staged-effect', 'judge-only', 'audit-only', 'judge-errors', 'judge-agreement']) expect(ids).toContain(id);
  });

  it.each<[what: string, changes: Changes, says: string]>([
    [
      'rows say only whether they are treated',
      { design: 'treated: on' },
      'study.yaml:9:54  quality is measured by a judge and audits in each cohort and period, and a row whose "on" is 0 does not say of which cohort it is.',
    ],
    [
      'a gap within units is compared',
      { design: 'start: start, within: {column: market, exposed: a}' },
      'a gap between groups of market would need labels of both groups in each unit and period.',
    ],
    [
      'by calibration',
      { measured: 'judge: score, human: label, by: calibration' },
      'quality is measured by calibration, which learns from all labels of an arm',
    ],
    [
      'biases',
      { measured: 'judge: score, human: label, biases: {size: size}' },
      'measured.biases does not go with a staged rollout: what sways the judge is asked of arms. Take it out.',
    ],
    [
      'a half-width',
      { measured: 'judge: score, human: label, halfWidth: 0.1' },
      'measured.halfWidth does not go with a staged rollout: audits of cohorts by period are not planned from here. Take it out.',
    ],
  ])('is refused where %s', (_, changes, says) => {
    expect(() => study(changes)).toThrow(says);
  });
});
