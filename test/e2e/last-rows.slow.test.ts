import { describe, expect, it } from 'vitest';
import { fromRows, type RowValue } from '../../src/engines/memory/from-rows.ts';
import { stream } from '../../src/math/random/stream.ts';
import { analyze } from '../../src/study/analyze.ts';
import { planPower } from '../../src/study/power/plan-power.ts';
import { readStudy } from '../../src/study/read/files/read-study.ts';
import { parseStudy } from '../../src/study/read/parse-study.ts';
import { expectDeepClose } from '../support/deep-close.ts';
import { temporaryFiles } from '../support/duckdb-files.ts';
import { messageFrom } from '../support/message-from.ts';

const study = (outcomes: string, more = 'time: at\n', rows = 'many-per-unit'): string => `estimand: 1
study: last
question: Do they end on a better plan?
data: {file: rows.csv}
unit: user
rows: ${rows}
${more}design: {kind: randomized, assignment: arm, control: 0}
treatments: {1: {model: b}}
outcomes:
${outcomes}
analysis: {adjust: none}
`;
const primary = '  plan: {role: primary, better: higher, per: last}';

type Row = Readonly<{ user: string; arm: number; at: Date | null; plan: number | null; seen: number }>;
const random = stream(19);
const hour = (i: number): Date => new Date(Date.UTC(2026, 8, 1, i));
const rows: readonly Row[] = Array.from({ length: 240 }, (_, user) =>
  Array.from({ length: 1 + random.integer(5) }, (_, i) => ({
    user: `u${user}`,
    arm: user % 2,
    // In no order of the rows.
    at: hour((i * 7) % 11),
    plan: random.integer(4) + (user % 2),
    seen: random.integer(3),
  })),
).flat();

/** What the last row of each user holds, by a loop: none where a row has no time, or the latest rows differ or lack it. */
function lastOf(those: readonly Row[]): readonly Readonly<Record<string, RowValue>>[] {
  const users = [...new Set(those.map(({ user }) => user))];
  return users.map((user) => {
    const own = those.filter((row) => row.user === user);
    const times = own.map(({ at }) => at?.getTime());
    const latest = own.filter(({ at }) => at?.getTime() === Math.max(...times.map((time) => time ?? Number.NaN)));
    const plans = new Set(latest.map(({ plan }) => plan));
    return { user, arm: own[0].arm, plan: plans.size === 1 ? [...plans][0] : null };
  });
}

const analysed = (those: readonly Row[], text = study(primary)) =>
  analyze(parseStudy(text, 'study.yaml'), { data: fromRows(those as readonly Record<string, RowValue>[]) });
const ofUnits = (those: readonly Row[]) =>
  analyze(parseStudy(study('  plan: {role: primary, better: higher}', '', 'one-per-unit'), 'study.yaml'), { data: fromRows(lastOf(those)) });
const csvOf = (those: readonly Row[]): string =>
  ['user,arm,at,plan,seen', ...those.map(({ user, arm, at, plan, seen }) => [user, arm, at?.toISOString() ?? '', plan ?? '', seen].join(','))].join('\n');

async function fromFile(those: readonly Row[], text = study(primary)) {
  const files = await temporaryFiles();
  try {
    await files.put('rows.csv', csvOf(those));
    await files.put('study.yaml', text);
    return await analyze(await readStudy(files.at('study.yaml')));
  } finally {
    await files.close();
  }
}

const found = ({ estimates, findings }: Awaited<ReturnType<typeof analysed>>) => ({
  numbers: estimates.map(({ value, standardError, sizes }) => ({ value, standardError, sizes })),
  last: findings.flatMap((f) => (f.check === 'last-row' ? f.says : [])),
});

const changed = (every: number, by: (row: Row) => Partial<Row>): readonly Row[] => rows.map((row, i) => (i % every === 0 ? { ...row, ...by(row) } : row));

describe.each([
  ['rows in memory', analysed],
  ['a file', fromFile],
])('the last row of a unit, of %s', (_, run) => {
  it('is that of its latest time, in whatever order the rows lie', async () => {
    const [many, units] = [await run(rows), await ofUnits(rows)];
    expectDeepClose(found(many).numbers, found(units).numbers, 1e-9);
    expect(found(many).last).toEqual([]);
    expect(many.estimates[0].estimand.says).toMatch(/What is compared is the last plan per user\.$/);
    expect(many.study.outcomes[0].per).toBe('last');
  });

  it.each([
    [
      'the latest rows differ',
      changed(1, ({ at }) => ({ at: hour(Math.floor(at!.getUTCHours() / 6)) })),
      /^\d+ of 240 units \(user\) have several rows at their latest at that differ in plan: they have no last plan\.$/,
    ],
    [
      'a row has no time',
      changed(40, () => ({ at: null })),
      /^\d+ of 240 units \(user\) have rows without at, of which nobody knows whether they are the last: they have no last plan\.$/,
    ],
  ])('is none where %s, which is counted', async (_case, those, says) => {
    const [many, units] = [await run(those), await ofUnits(those)];
    expectDeepClose(found(many).numbers, found(units).numbers, 1e-9);
    const lost = lastOf(those).filter(({ plan }) => plan === null).length;
    expect(lost).toBeGreaterThan(4);
    expect(found(many).last).toHaveLength(1);
    expect(found(many).last[0]).toMatch(says);
    expect(found(many).last[0]).toContain(`${lost} of 240`);
    expect(many.estimates[0].sizes.units).toBe(240 - lost);
  });

  it('is one where the latest rows say the same, and none where that row lacks the value', async () => {
    const twice = rows.flatMap((row) => [row, row]);
    expectDeepClose(found(await run(twice)).numbers, found(await ofUnits(rows)).numbers, 1e-9);
    const lacking = changed(9, () => ({ plan: null }));
    const many = await run(lacking);
    expectDeepClose(found(many).numbers, found(await ofUnits(lacking)).numbers, 1e-9);
    expect(found(many).last).toEqual([]);
  });

  it('stands beside other rules, on a scale, and as a guardrail without events', async () => {
    const outcomes = `${primary.replace('plan:', 'plan:').replace('per: last', 'per: last, winsorize: [0, 3]')}\n  seen: {role: secondary, better: higher}\n`;
    const { estimates } = await run(rows, study(outcomes));
    expect(estimates.find((e) => e.estimand.outcome === 'plan')?.estimand.says).toContain('last plan per user');
    const harmless = rows.map((row) => ({ ...row, seen: 0 }));
    const { decision } = await run(harmless, study(`${primary}\n  seen: {role: guardrail, better: lower, tolerance: 0.05, per: last}\n`));
    expect(decision.guardrails).toMatchObject([{ outcome: 'seen', verdict: 'pass' }]);
  });
});

describe('per: last', () => {
  it.each([
    [
      study(primary, ''),
      'study.yaml:10:46  "plan" is that of the last row of a unit, and the study does not say what orders rows. Name the column of their date or time under `time`.',
    ],
    [
      study('  plan: {role: primary, better: higher, measured: {judge: a, human: b}, per: last}'),
      '"plan" is scored by a judge, with which `per: last` does not go.',
    ],
    [study('  plan: {role: primary, better: higher, ratio: [plan, seen], per: last}'), 'is a ratio of totals'],
    [study(primary, 'time: at\n', 'one-per-unit'), 'but a unit has one row in this study.'],
    [
      study('  plan: {role: primary, better: higher}', 'time: at\nasOf: 2026-11-20\n', 'one-per-unit'),
      'asOf is read by outcomes with a `maturity`, and none has one.',
    ],
    [study(`${primary}\n  seen: {role: secondary, better: higher, quantile: [plan, 0.5], per: mean}`), 'would become two values of a unit'],
  ])('is refused where it says nothing (%#)', async (text, says) => {
    expect(await messageFrom(async () => parseStudy(text, 'study.yaml'))).toContain(says);
  });

  it('asks for a column of times', async () => {
    expect(await messageFrom(() => analysed(rows, study(primary, 'time: seen\n')))).toContain('time "seen" holds number, where a date or a time is needed');
  });

  it('is planned from the last rows, where the data have a time', async () => {
    const many = study(primary.replace('per: last', 'per: last, worthwhile: 0.5'));
    const one = study('  plan: {role: primary, better: higher, worthwhile: 0.5}', '', 'one-per-unit');
    const planned = async (text: string, those: readonly Readonly<Record<string, RowValue>>[]) =>
      (await planPower(parseStudy(text, 'study.yaml'), { data: fromRows(those) })).rows[0];
    const [found, wanted] = [
      await planned(
        many,
        rows.map(({ arm, ...row }) => row),
      ),
      await planned(
        one,
        lastOf(rows).map(({ arm, ...row }) => row),
      ),
    ];
    expectDeepClose(found, wanted, 1e-9);
    const timeless = await planned(
      many,
      rows.map(({ at, ...row }) => row),
    );
    expect(timeless).toHaveProperty('refused');
    expect(timeless).not.toHaveProperty('baseline');
  });
});
