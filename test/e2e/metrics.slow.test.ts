import { describe, expect, it } from 'vitest';
import { openFiles } from '../../src/engines/duckdb/open-files.ts';
import { fromRows } from '../../src/engines/memory/from-rows.ts';
import { EstimandError } from '../../src/errors/estimand-error.ts';
import { stream } from '../../src/math/random/stream.ts';
import type { RatioDetails } from '../../src/methods/arms/ratio/ratio-effect.ts';
import { ratioEffect } from '../../src/methods/arms/ratio/ratio-effect.ts';
import { through } from '../../src/relation/relation.ts';
import { run } from '../../src/relation/run.ts';
import { analyze } from '../../src/study/analyze.ts';
import { readStudy } from '../../src/study/read/files/read-study.ts';
import { parseStudy } from '../../src/study/read/parse-study.ts';
import { rowsPerUnit, unitColumns } from '../../src/study/read/rows-per-unit.ts';
import type { StudyResult } from '../../src/study/result.ts';
import { expectDeepClose } from '../support/deep-close.ts';
import { temporaryFiles } from '../support/duckdb-files.ts';
import { saidOfRows } from '../support/per-unit.ts';

type Row = Readonly<Record<string, number | string | null>>;

/** Users in two arms with sessions of their own: a row a user. */
const users: readonly Row[] = (() => {
  const random = stream(41);
  return Array.from({ length: 400 }, (_, i) => {
    const arm = Math.floor(i / 4) % 2;
    const sessions = random.integer(6);
    return {
      user: `u${i}`,
      team: `t${Math.floor(i / 4)}`,
      arm,
      plan: 'abc'[random.integer(3)],
      before: random.normal(),
      sessions,
      spend: sessions * (2 + 0.3 * arm) + Math.abs(random.normal()),
      minutes: Math.exp(1 + 0.2 * arm + random.normal()),
    };
  });
})();

const study = (outcomes: string, more = ''): string => `estimand: 1
study: metrics
question: Does it help?
data: {file: none.csv}
unit: user
${more}design: {kind: randomized, assignment: arm, control: 0, shares: {0: 0.5, 1: 0.5}}
treatments: {1: {model: b}}
covariates: [before, plan]
outcomes:
${outcomes}
`;

const analyzed = (outcomes: string, rows: readonly Row[] = users, more = ''): Promise<StudyResult> =>
  analyze(parseStudy(study(outcomes, more), 'study.yaml'), { data: fromRows(rows) });

async function messageOf(outcomes: string, rows: readonly Row[] = users, more = ''): Promise<string> {
  try {
    await analyzed(outcomes, rows, more);
  } catch (error) {
    if (error instanceof EstimandError) return error.message;
    throw error;
  }
  return 'no error';
}

const minutesOf = (options: string): string => `  minutes: {role: primary, better: lower${options}}`;
const ratio = '  spend a session: {role: primary, better: lower, ratio: [spend, sessions], unit: USD}';

/** Each row in three parts: the numbers split, the rest on every part. */
const inParts = (rows: readonly Row[]): readonly Row[] =>
  rows.flatMap((row) =>
    [0.25, 0.25, 0.5].map((share, i) => ({
      ...row,
      spend: share * (row.spend as number),
      minutes: share * (row.minutes as number),
      sessions: i === 0 ? row.sessions : 0,
    })),
  );

/** The same of units whose rows are added up. */
const addedUp = (outcomes: string): string => outcomes.replace('minutes: {', 'minutes: {per: total, ');

describe('an outcome that is a ratio', () => {
  it('is estimated, read and echoed as a ratio of totals', async () => {
    const { estimates, study: echo, findings, decision } = await analyzed(`${ratio}\n  spend: {role: secondary, better: lower}`);
    const found = estimates.find((e) => e.id === 'ratio-effect:spend a session')!;
    expect(found.role).toBe('primary');
    expect(found.estimand).toMatchObject({ unit: { kind: 'money', currency: 'USD' }, says: expect.stringMatching(/^Total spend over total sessions/) });
    expect(echo.outcomes[0]).toMatchObject({ name: 'spend a session', headline: found.id, ratio: ['spend', 'sessions'] });
    expect(estimates.filter((e) => e.estimand.outcome === 'spend a session')).toHaveLength(1);
    expect(decision.reasons.find((r) => r.condition === 'primary-positive')?.estimate).toBe(found.id);
    expect(findings.filter((f) => f.verdict === 'refuse')).toEqual([]);
    expect((found.details as RatioDetails).denominator.column).toBe('sessions');
  });

  it('is a guardrail with a tolerance in percent', async () => {
    const { decision } = await analyzed(`${minutesOf('')}\n  cost: {role: guardrail, better: lower, ratio: [spend, sessions], tolerance: "80%"}`);
    expect(decision.guardrails).toMatchObject([{ outcome: 'cost', estimate: 'ratio-effect:cost', verdict: 'pass', relative: true }]);
  });

  it('looks for missing values in both of its columns', async () => {
    const lost = users.map((row, i) => (row.arm === 1 && i % 2 === 0 ? { ...row, sessions: null } : row));
    const { findings } = await analyzed(ratio, lost);
    expect(findings.filter((f) => f.check === 'missing-outcome' && f.verdict !== 'pass').map((f) => f.says)).toEqual([
      expect.stringMatching(/^sessions is missing for 50/),
    ]);
  });

  it.each([
    ['ratio: [spend, session]', 'study.yaml:11:68  denominator "session" is not a column of rows in memory. Did you mean "sessions"?'],
    ['ratio: [team, sessions]', 'study.yaml:11:61  numerator "team" holds text, where a number or a boolean is needed. '],
    ['ratio: [spend, spend]', 'study.yaml:11:68  outcomes["spend a session"].ratio names "spend" twice. '],
    ['ratio: [spend, sessions], value: 2', 'study.yaml:11:79  "spend a session" is a ratio, which has no value per unit. '],
    ['ratio: [spend, sessions], transform: log', 'study.yaml:11:79  "spend a session" is a ratio of totals, on which transform says nothing. '],
    ['ratio: [spend, sessions], winsorize: [0, 1]', 'study.yaml:11:79  "spend a session" is a ratio of totals, on which winsorize says nothing. '],
  ])('%s is an error at its line', async (keys, message) => {
    const found = await messageOf(`${minutesOf('')}\n  spend a session: {role: secondary, better: lower, ${keys}}`);
    expect(found.startsWith(message), found).toBe(true);
  });

  it('stops at a denominator that is zero in an arm', async () => {
    const none = users.map((row) => (row.arm === 1 ? { ...row, sessions: 0 } : row));
    expect(await messageOf(ratio, none)).toBe(
      'study.yaml:10:66  The denominator "sessions" adds up to 0 in arm "1" of arm, so the ratio of that arm does not exist. Check the column, or wait for units that have some of it; single zeros are fine.',
    );
  });
});

describe('an outcome on another scale', () => {
  it('log: is a log of a ratio of geometric means', async () => {
    const { estimates } = await analyzed(minutesOf(', transform: log'));
    const found = estimates.find((e) => e.id === 'itt:minutes')!;
    const logs = (arm: number): readonly number[] => users.flatMap((row) => (row.arm === arm ? [Math.log(row.minutes as number)] : []));
    const mean = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length;
    const value = mean(logs(1)) - mean(logs(0));
    expect(found.value).toBeCloseTo(value, 12);
    expect(found).not.toHaveProperty('relative');
    const [piece] = found.interval.pieces;
    expect(found.details).toMatchObject({
      geometricRatio: {
        value: expect.closeTo(Math.exp(value) - 1, 10),
        interval: { pieces: [{ low: Math.expm1(piece.low!), high: Math.expm1(piece.high!) }], level: 0.95 },
      },
    });
    expect(found.estimand.says).toMatch(/ It is measured as the mean of log of minutes\.$/);
  });

  it('winsorize: caps at declared limits, says so and counts', async () => {
    const { estimates, study: echo, findings } = await analyzed(minutesOf(', winsorize: [1, 10]'));
    expect(estimates[0].estimand.says).toMatch(/minutes capped at 1 and 10\.$/);
    expect(echo.outcomes[0].limits).toEqual({ low: 1, high: 10 });
    const capped = (arm: number): number => users.filter((row) => row.arm === arm && ((row.minutes as number) < 1 || (row.minutes as number) > 10)).length;
    expect(findings.find((f) => f.check === 'winsorized')).toMatchObject({
      verdict: 'pass',
      says: `minutes is capped at 1 and 10, as declared: ${capped(0)} units in arm 0, ${capped(1)} units in arm 1.`,
    });
  });

  it('winsorize: takes quantiles of all arms together, and states them', async () => {
    const result = await analyzed(minutesOf(', winsorize: {quantiles: [0.05, 0.9]}, transform: log'));
    const { limits, transform } = result.study.outcomes[0];
    const sorted = users.map((row) => row.minutes as number).sort((a, b) => a - b);
    const at = (p: number): number =>
      sorted[Math.floor(399 * p)] + (399 * p - Math.floor(399 * p)) * (sorted[Math.floor(399 * p) + 1] - sorted[Math.floor(399 * p)]);
    expectDeepClose(limits, { low: at(0.05), high: at(0.9), quantiles: [0.05, 0.9] }, 1e-12);
    expect(transform).toBe('log');
    expect(result.findings.find((f) => f.check === 'winsorized')?.says).toMatch(
      /^minutes is capped at [\d.]+ and [\d.]+, the quantiles 0\.05 and 0\.9 of all arms together: /,
    );
    expect(result.provenance.rounds).toBe(5);
    const declared = await analyzed(minutesOf(`, winsorize: [${limits!.low}, ${limits!.high}], transform: log`));
    expectDeepClose(declared.estimates[0].value, result.estimates[0].value, 1e-12);
  });

  it.each([
    [
      ', transform: log',
      { minutes: 0 },
      'study.yaml:10:54  "minutes" is 0 or less on 1 unit, where log does not exist. Use `transform: log1p`, which takes zeros, or winsorize at a lower limit above zero.',
    ],
    [
      ', transform: log1p',
      { minutes: -1 },
      'study.yaml:10:54  "minutes" is -1 or less on 1 unit, where log1p does not exist. Take transform out, or repair the values.',
    ],
    [', transform: log, winsorize: [0.1, 50]', { minutes: 0 }, 'no error'],
    [
      ', winsorize: [10, 1]',
      {},
      'study.yaml:10:43  winsorize caps "minutes" at 10 and 1, which leaves nothing between. Give the lower limit first and a higher one after it.',
    ],
    [
      ', winsorize: [3, 3]',
      {},
      'study.yaml:10:43  winsorize caps "minutes" at 3 and 3, which leaves nothing between. Give the lower limit first and a higher one after it.',
    ],
    [
      ', winsorize: {quantiles: [1, 99]}',
      {},
      'study.yaml:10:70  outcomes.minutes.winsorize.quantiles[1] is 99. It must be two limits such as [0, 120], or {quantiles: [0.01, 0.99]} of all arms together.',
    ],
    [', transform: ln', {}, 'study.yaml:10:54  outcomes.minutes.transform is "ln". It must be one of "log" and "log1p".'],
    [
      ', transform: log, value: 2',
      {},
      'study.yaml:10:59  "minutes" is measured by log, a unit of which is worth no fixed money. Take value out, or take transform out.',
    ],
  ])('minutes%s with %j: %s', async (options, first, message) => {
    const rows = users.map((row, i) => (i === 0 ? { ...row, ...first } : row));
    expect(await messageOf(minutesOf(options), rows)).toBe(message);
  });

  it('has no percent of a mean of logarithms, and no limits where most values are one', async () => {
    expect(await messageOf(`${ratio}\n  minutes: {role: guardrail, better: lower, transform: log, tolerance: "5%"}`)).toContain('a mean of log has no percent');
    const flat = users.map((row, i) => ({ ...row, minutes: i < 4 ? i : 2 }));
    expect(await messageOf(minutesOf(', winsorize: {quantiles: [0.05, 0.9]}'), flat)).toContain('are 2 and 2: nothing is left between. Declare limits');
  });

  it('warns of limits that cap nothing, and of arms with other tails', async () => {
    const outside = await analyzed(minutesOf(', winsorize: [0, 10000]'));
    expect(outside.findings.find((f) => f.check === 'winsorized')).toMatchObject({ verdict: 'warn', statistic: 0 });
    const spread = users.map((row) => ({ ...row, minutes: row.arm === 1 ? (row.minutes as number) ** 2 : row.minutes }));
    const { findings } = await analyzed(minutesOf(', winsorize: {quantiles: [0.02, 0.98]}'), spread);
    expect(findings.find((f) => f.check === 'winsorized')).toMatchObject({ verdict: 'warn', mend: expect.stringContaining('differ in their tails') });
  });
});

describe('from a file', () => {
  const outcomes = `${ratio}\n  minutes: {role: secondary, better: lower, transform: log, winsorize: {quantiles: [0.02, 0.98]}}`;

  it.each([
    ['one row a unit', users, '', outcomes],
    ['many rows a unit', inParts(users), 'rows: many-per-unit\n', addedUp(outcomes)],
  ])('%s: the numbers of rows in memory', async (_, rows, more, named) => {
    const files = await temporaryFiles();
    try {
      const names = Object.keys(rows[0]);
      await files.put('rows.csv', [names, ...rows.map((row) => names.map((name) => row[name]))].map((line) => `${line.join(',')}\n`).join(''));
      await files.put('study.yaml', study(named, more).replace('none.csv', 'rows.csv'));
      const [found, inMemory] = [await analyze(await readStudy(files.at('study.yaml'))), await analyzed(named, rows, more)];
      expectDeepClose(found.estimates, inMemory.estimates, 1e-9);
      expect(found.findings.map(({ check, verdict, says }) => [check, verdict, says])).toEqual(
        inMemory.findings.map(({ check, verdict, says }) => [check, verdict, says]),
      );
      const options = { outcome: 'r', numerator: 'spend', denominator: 'sessions', assignment: 'arm', control: 0, cluster: 'team' };
      const relation = await openFiles(files.at('rows.csv'));
      expectDeepClose(await run(relation, ratioEffect(options)), await run(fromRows(rows), ratioEffect(options)), 1e-9);
      relation.close();
    } finally {
      await files.close();
    }
  });
});

describe('many rows per unit', () => {
  const many = 'rows: many-per-unit\nmediators: [team]\nsegments: [plan]\n';

  it('gives the study of the units, ratios and scales included', async () => {
    const outcomes = `${ratio}\n  minutes: {role: secondary, better: lower, transform: log, winsorize: {quantiles: [0.02, 0.98]}}`;
    const [whole, parts] = [await analyzed(outcomes, users, 'mediators: [team]\nsegments: [plan]\n'), await analyzed(addedUp(outcomes), inParts(users), many)];
    expectDeepClose(saidOfRows(parts.estimates), whole.estimates, 1e-9);
    const checks = ({ findings }: StudyResult) => findings.map((f) => f.check).filter((check) => check !== 'repeated-units' && check !== 'rows-per-unit');
    expect(checks(parts)).toEqual(checks(whole));
  });

  it('counts units without events as zeros', async () => {
    const { estimates } = await analyzed(ratio, inParts(users.map((row, i) => (i % 3 === 0 ? { ...row, sessions: 0, spend: 0 } : row))), many);
    expect(estimates[0].sizes.units).toBe(400);
  });

  it('keeps what the units were randomized by, so that both levels work', async () => {
    const text = study(ratio, 'rows: many-per-unit\n').replace('control: 0', 'control: 0, randomizedBy: team');
    const options = { outcome: 'r', numerator: 'spend', denominator: 'sessions', assignment: 'arm', control: 0, cluster: 'team' };
    const rows = fromRows(inParts(users));
    const rolled = through(rows, rowsPerUnit(rows.schema, unitColumns(parseStudy(text))!));
    const [parts, whole] = [await run(rolled, ratioEffect(options)), await run(fromRows(users), ratioEffect(options))];
    expectDeepClose(parts.estimates[0], whole.estimates[0], 1e-9);
    expect(parts.estimates[0].sizes).toMatchObject({ units: 400, clusters: 100 });
  });

  it('says that a covariate varies within a unit, not that it is missing', async () => {
    const rows = inParts(users).map((row, i) => (i < 9 && i % 3 === 0 ? { ...row, before: 99 } : row));
    const { findings } = await analyzed(ratio, rows, many);
    expect(findings.find((f) => f.check === 'varies-within-unit')).toMatchObject({
      verdict: 'warn',
      says: 'before varies within 3 of 400 units (user), which then have no value of it.',
    });
    const everywhere = inParts(users).map((row, i) => ({ ...row, before: i }));
    expect(await messageOf(ratio, everywhere, many)).toContain('"before" varies within each of the 400 units (user): no unit has one value of it.');
  });

  it('holds where a unit has rows in two arms', async () => {
    const rows = inParts(users).map((row, i) => (i === 0 ? { ...row, arm: 1 } : row));
    const { findings, decision } = await analyzed(ratio, rows, many);
    expect(findings.find((f) => f.check === 'contamination')).toMatchObject({ verdict: 'fail', identification: true, statistic: 1 / 400 });
    expect(decision.verdict).toBe('hold');
  });
});
