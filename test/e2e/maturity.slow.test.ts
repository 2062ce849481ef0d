import { describe, expect, it } from 'vitest';
import { fromRows } from '../../src/engines/memory/from-rows.ts';
import { stream } from '../../src/math/random/stream.ts';
import { analyze } from '../../src/study/analyze.ts';
import { planPower } from '../../src/study/power/plan-power.ts';
import { readStudy } from '../../src/study/read/files/read-study.ts';
import { parseStudy } from '../../src/study/read/parse-study.ts';
import type { StudyResult } from '../../src/study/result.ts';
import { expectDeepClose } from '../support/deep-close.ts';
import { temporaryFiles } from '../support/duckdb-files.ts';

const second = 1000;
const day = 86_400 * second;
const begin = Date.UTC(2026, 10, 1);
const days = 28;

interface Row {
  readonly id: string;
  readonly user: string;
  readonly z: string;
  readonly came: Date;
  readonly reopened: number;
  readonly minutes: number;
  readonly cost: number;
}

/** Units that came in over 28 days, the last of them at their end; what takes time to show is not there for those who came late. */
function drawn(n: number, share: (at: number) => number, seed = 5): readonly Row[] {
  const random = stream(seed);
  return Array.from({ length: n }, (_, i) => {
    const at = i === n - 1 ? days : Math.floor(random.uniform() * days * 86_400) / 86_400;
    const z = random.bernoulli(share(at)) === 1 ? '1' : '0';
    const shows = random.bernoulli(z === '1' ? 0.25 : 0.4) === 1 && random.uniform() * 7 < days - at;
    return {
      id: `t${i}`,
      user: `u${Math.floor(i / 2)}`,
      z,
      came: new Date(begin + Math.round(at * 86_400) * second),
      reopened: shows ? 1 : 0,
      minutes: 20 + 4 * random.normal(),
      cost: 1 + random.uniform(),
    };
  });
}

const text = (outcomes: string, more = ''): string => `estimand: 1
study: reopened
question: Does the assistant lower the share that is opened again within a week?
data: {file: rows.csv}
unit: id
${more}design: {kind: randomized, assignment: z, control: 0}
treatments: {1: {model: m@1}}
outcomes:
${outcomes}`;

const usual = `  reopened: {role: primary, better: lower, maturity: 7 days, value: -3}
  minutes: {role: guardrail, better: lower, tolerance: 1}
  p90: {role: secondary, better: lower, quantile: [minutes, 0.9]}
  each: {role: secondary, better: lower, ratio: [cost, minutes]}
`;
const withTime = 'time: came\n';
const ofRows = (rows: readonly object[], study: string): Promise<StudyResult> =>
  analyze(parseStudy(study, 'study.yaml'), { data: fromRows(rows as Parameters<typeof fromRows>[0]) });

const rows = drawn(3000, () => 0.5);
const last = begin + days * day;
const old = rows.filter(({ came }) => came.getTime() <= last - 7 * day);

const outcome = ({ estimates }: StudyResult, name: string) => estimates.filter(({ estimand }) => estimand.outcome === name);
const flow = ({ exhibits }: StudyResult) => exhibits.find(({ id }) => id === 'unit-flow:reopened')!.columns;

describe('an outcome that takes time to show', () => {
  it('is one of the units that are old enough, and other outcomes of all', async () => {
    const [found, oldOnly, everybody] = [
      await ofRows(rows, text(usual, withTime)),
      await ofRows(old, text(usual.replace(', maturity: 7 days', ''))),
      await ofRows(rows, text(usual.replace(', maturity: 7 days', ''))),
    ];
    const numbers = (result: StudyResult, name: string) =>
      outcome(result, name).map(({ value, standardError, interval }) => ({ value, standardError, interval }));
    for (const name of ['reopened', 'net value']) expectDeepClose(numbers(found, name), numbers(oldOnly, name), 1e-12);
    for (const name of ['minutes', 'p90', 'each']) expectDeepClose(numbers(found, name), numbers(everybody, name), 1e-12);
    // Who had no time counts as not reopened without a maturity, and makes the effect smaller.
    expect(Math.abs(outcome(found, 'reopened')[0].value)).toBeGreaterThan(Math.abs(outcome(everybody, 'reopened')[0].value));
  });

  it('of a ratio and of a quantile alike', async () => {
    const aged = `  reopened: {role: primary, better: lower}
  p90: {role: secondary, better: lower, quantile: [minutes, 0.9], maturity: 168 hours}
  each: {role: secondary, better: lower, ratio: [cost, minutes], maturity: 168 hours}
`;
    const [found, oldOnly] = [await ofRows(rows, text(aged, withTime)), await ofRows(old, text(aged.replaceAll(', maturity: 168 hours', '')))];
    for (const name of ['p90', 'each']) {
      const of = (result: StudyResult) => outcome(result, name).map(({ value, interval, sizes }) => ({ value, interval, sizes: sizes.perArm }));
      expectDeepClose(of(found), of(oldOnly), 1e-12);
    }
  });

  it('counts by arm who is too young, in the flow and in a finding', async () => {
    const found = await ofRows(rows, text(usual, withTime));
    const young = rows.length - old.length;
    const { step, units, lost, reason, ...arms } = flow(found);
    expect([step, units, lost, reason]).toEqual([
      ['in the data', 'assigned to an arm (z)', 'old enough for reopened', 'with reopened'],
      [3000, 3000, old.length, old.length],
      [0, 0, young, 0],
      ['', '', 'less than 7 days old', ''],
    ]);
    expect(Object.values(arms).map((counts) => counts[2])).toContain(old.filter(({ z }) => z === '1').length);
    expect(found.findings.find((f) => f.check === 'too-young' && f.about.column === 'reopened')).toMatchObject({
      verdict: 'warn',
      says: `${young} of 3,000 units (${((100 * young) / 3000).toFixed(1)} %) are less than 7 days old on 2026-11-29 and are in no estimate of reopened.`,
    });
    expect(found.decision.verdict).toBe('launch');
  });

  it('of few who are too young passes', async () => {
    const { findings } = await ofRows(rows, text(usual.replace('7 days', '2 days'), withTime));
    expect(findings.filter((f) => f.check === 'too-young').map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);
  });

  it('counts until `asOf`, where the data tell of other days than rows came in', async () => {
    const sizes = async (asOf: string) => Number(flow(await ofRows(rows, text(usual, `${withTime}asOf: ${asOf}\n`))).units[2]);
    const by = (moment: number) => rows.filter(({ came }) => came.getTime() <= moment - 7 * day).length;
    expect(await sizes('2026-12-31')).toBe(3000);
    expect(await sizes('2026-11-20')).toBe(by(Date.UTC(2026, 10, 20)));
    expect(await sizes('2026-11-20T12:00+02:00')).toBe(by(Date.UTC(2026, 10, 20, 10)));
  });

  it('is the same from files, whatever their times are written as', async () => {
    const files = await temporaryFiles();
    const written: readonly ((came: Date) => string)[] = [
      (came) => came.toISOString().replace('T', ' ').replace('.000Z', ''),
      (came) => came.toISOString(),
      (came) => new Date(came.getTime() + 5.5 * 3600 * second).toISOString().replace('.000Z', '+05:30'),
    ];
    try {
      const inMemory = await ofRows(rows, text(usual, withTime));
      await files.put('study.yaml', text(usual, withTime));
      for (const as of written) {
        const lines = rows.map((row) => [row.id, row.user, row.z, as(row.came), row.reopened, row.minutes, row.cost].join(','));
        await files.put('rows.csv', `id,user,z,came,reopened,minutes,cost\n${lines.join('\n')}\n`);
        const found = await analyze(await readStudy(files.at('study.yaml')));
        expectDeepClose(found.estimates, inMemory.estimates, 1e-9);
        expect(found.findings.map(({ says }) => says)).toEqual(inMemory.findings.map(({ says }) => says));
      }
    } finally {
      await files.close();
    }
  });

  it('of units with many rows counts from the first', async () => {
    const arm = new Map<string, string>();
    const many = rows.map((row) => {
      if (!arm.has(row.user)) arm.set(row.user, row.z);
      return { ...row, z: arm.get(row.user)! };
    });
    const study = (maturity: string) =>
      text(`  reopened: {role: primary, better: lower, per: any${maturity}}\n`, `rows: many-per-unit\n${maturity && withTime}`).replace(
        'unit: id',
        'unit: user',
      );
    const first = new Map<string, number>();
    for (const { user, came } of many) first.set(user, Math.min(first.get(user) ?? Number.POSITIVE_INFINITY, came.getTime()));
    const oldMany = many.filter(({ user }) => first.get(user)! <= last - 7 * day);
    const [found, wanted] = [await ofRows(many, study(', maturity: 7 days')), await ofRows(oldMany, study(''))];
    const numbers = (result: StudyResult) =>
      outcome(result, 'reopened').map(({ value, standardError, sizes }) => ({ value, standardError, sizes: sizes.perArm }));
    expectDeepClose(numbers(found), numbers(wanted), 1e-12);
  });
});

it('is planned on units that are old enough', async () => {
  const plan = async (data: readonly Row[], study: string) =>
    (await planPower(parseStudy(study, 'study.yaml'), { data: fromRows(data as unknown as Parameters<typeof fromRows>[0]) })).rows.map(
      ({ baseline }) => baseline,
    );
  const one = '  reopened: {role: primary, better: lower, worthwhile: 0.05MATURE}\n';
  const found = await plan(rows, text(one.replace('MATURE', ', maturity: 7 days'), withTime));
  expectDeepClose(found, await plan(old, text(one.replace('MATURE', ''))), 1e-12);
  expect(found).not.toEqual(await plan(rows, text(one.replace('MATURE', ''))));
});

describe('arms that came in at other times', () => {
  // The new arm is given to one in ten at first and to nine in ten at last: of it more are too young.
  const ramped = drawn(3000, (at) => (at < 14 ? 0.2 : 0.8));

  it('hold, since those who are old enough are of other weeks', async () => {
    const { decision, findings } = await ofRows(ramped, text('  reopened: {role: primary, better: lower, maturity: 7 days}\n', withTime));
    expect(decision.verdict).toBe('hold');
    expect(findings.find((f) => f.check === 'missing-outcome')).toMatchObject({
      verdict: 'fail',
      identification: true,
      says: expect.stringMatching(
        /^reopened or less than 7 days old is missing for 39\.0 % of arm 1 and 9\.8 % of arm 0 \(p < 0\.001\); with that loss the effect/,
      ),
    });
  });

  it('do not hold outcomes that show at once', async () => {
    const shown = '  minutes: {role: primary, better: lower}\n  reopened: {role: secondary, better: lower, maturity: 7 days}\n';
    const { decision, findings } = await ofRows(
      ramped.map((row) => ({ ...row, minutes: row.minutes - (row.z === '1' ? 3 : 0) })),
      text(shown, withTime),
    );
    expect(decision.verdict).toBe('launch');
    expect(findings.find((f) => f.check === 'missing-outcome' && f.about.column === 'reopened')).toMatchObject({ verdict: 'fail' });
  });

  it('by chance, where whole groups of units came in together, hold nothing', async () => {
    // Twelve sites, each opened on its own day: two more of one arm opened late.
    const random = stream(9);
    const sites = Array.from({ length: 2400 }, (_, i) => {
      const site = i % 12;
      const at = site < 5 ? 25 : 3;
      const z = site % 2 === 0 ? '1' : '0';
      return { ...rows[i], site: `s${site}`, z, came: new Date(begin + at * day), reopened: random.bernoulli(0.3) };
    });
    const grouped = text('  reopened: {role: primary, better: lower, maturity: 7 days}\n', withTime).replace('control: 0', 'control: 0, randomizedBy: site');
    const finding = ({ findings }: StudyResult) => findings.find((f) => f.check === 'missing-outcome');
    expect(finding(await ofRows(sites, grouped))).toMatchObject({ verdict: 'pass', pValue: expect.closeTo(1, 0) });
    expect(finding(await ofRows(sites, grouped.replace(', randomizedBy: site', '')))).toMatchObject({ verdict: 'fail' });
  });
});

describe('one gap', () => {
  it('of an outcome that nobody is old enough for refuses it alone', async () => {
    const late = '  minutes: {role: primary, better: lower}\n  reopened: {role: secondary, better: lower, maturity: 9 weeks}\n';
    const { decision, estimates, findings } = await ofRows(rows, text(late, withTime));
    expect(decision.verdict).not.toBe('launch');
    expect(estimates.map(({ estimand }) => estimand.outcome)).not.toContain('reopened');
    expect(findings.filter((f) => f.verdict === 'refuse' && f.about.column === 'reopened').length).toBeGreaterThan(0);
  });

  it('of units without a time leaves them out, and counts them as too young', async () => {
    const timeless = rows.map((row, i) => (i % 100 === 0 ? { ...row, came: null } : row));
    const found = await ofRows(timeless, text(usual, withTime));
    expect(Number(flow(found).units[2])).toBe(timeless.filter(({ came }) => came !== null && came.getTime() <= last - 7 * day).length);
  });
});

describe('bad input', () => {
  const messageOf = async (study: string, data: readonly object[] = rows): Promise<string> => {
    try {
      await ofRows(data, study);
    } catch (error) {
      return (error as Error).message;
    }
    return 'fine';
  };
  const primary = (rest: string) => `  reopened: {role: primary, better: lower${rest}}\n`;

  it.each([
    [
      'a maturity without a time',
      text(primary(', maturity: 7 days')),
      'study.yaml:9:44  Outcome "reopened" has a maturity, and the study names no "time". Add `time: assigned_at` at the top, the column of when a unit was assigned; its age is counted from there.',
    ],
    [
      'an end that nothing reads',
      text(primary(''), `${withTime}asOf: 2026-11-29\n`),
      'study.yaml:7:1  asOf is read by outcomes with a `maturity`, and none has one. Take asOf out, or say how long an outcome takes, such as `maturity: 7 days`.',
    ],
    [
      'no span of time',
      text(primary(', maturity: a week'), withTime),
      'study.yaml:10:54  outcomes.reopened.maturity is "a week". It must be a time above zero in minutes, hours, days or weeks, such as 7 days.',
    ],
    [
      'a span of nothing',
      text(primary(', maturity: 0 days'), withTime),
      'study.yaml:10:54  outcomes.reopened.maturity is "0 days". It must be a time above zero in minutes, hours, days or weeks, such as 7 days.',
    ],
    [
      'no moment',
      text(primary(', maturity: 7 days'), `${withTime}asOf: 2026-02-30\n`),
      'study.yaml:7:7  asOf is "2026-02-30". It must be a date or a time as ISO 8601 has it, such as 2026-11-29 or 2026-11-29T14:00Z.',
    ],
    [
      'two maturities of one column',
      text(`${primary(', maturity: 7 days')}  both: {role: secondary, better: lower, ratio: [reopened, minutes]}\n`, withTime),
      'study.yaml:11:3  "reopened" is known after 7 days for "reopened" and at once for "both". Give both the same maturity, or make a column of its own for one of them in data.sql.',
    ],
    [
      'a maturity longer than the data',
      text(primary(', maturity: 5 weeks'), withTime),
      'study.yaml:10:54  No unit is old enough for "reopened": its maturity is 5 weeks, and "came" goes from 2026-11-01 00:08 to 2026-11-29, until when the data tell. Wait until the first units are old enough, or take an outcome that shows sooner; give `asOf` when the data tell of later days than rows came in.',
    ],
    [
      'a time that is a number',
      text(primary(', maturity: 7 days'), 'time: minutes\n'),
      'study.yaml:6:7  time "minutes" holds number, where a date or a time is needed. Make a time of it in data.sql, such as to_timestamp("minutes") of seconds, or make_timestamp_ms("minutes") of milliseconds.',
    ],
    [
      'a time that is text',
      text(primary(', maturity: 7 days'), 'time: user\n'),
      'study.yaml:6:7  time "user" holds text, where a date or a time is needed. Written as 2026-12-31 14:05 it is declared by `data: {types: {user: timestamp}}`; written otherwise make a time of it in data.sql, such as strptime("user", \'%d.%m.%Y %H:%M\') of 31.12.2026 14:05.',
    ],
  ])('says what is wrong with %s', async (_, study, says) => {
    expect(await messageOf(study)).toBe(says);
  });

  it('says that no row has a time', async () => {
    const files = await temporaryFiles();
    try {
      const study = text(primary(', maturity: 7 days'), withTime).replace('rows.csv', 'rows.parquet');
      await files.put('study.yaml', study);
      await files.run(
        `copy (select i as id, i % 2 as z, i % 3 = 0 as reopened, cast(null as timestamp) as came from range(100) t(i)) to '${files.at('rows.parquet')}' (format parquet)`,
      );
      await expect(analyze(await readStudy(files.at('study.yaml')))).rejects.toThrow(
        'study.yaml:6:7  No row has a value of "came", the time of the study. Name the column of when a unit was assigned.',
      );
    } finally {
      await files.close();
    }
  });
});
