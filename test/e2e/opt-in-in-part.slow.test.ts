import { describe, expect, it } from 'vitest';
import { fromRows } from '../../src/engines/memory/from-rows.ts';
import { analyze } from '../../src/study/analyze.ts';
import { parseStudy } from '../../src/study/read/parse-study.ts';
import { covariates, design, optInText, type UserRow, usersWhoChose } from '../support/opt-in-users.ts';

const few = usersWhoChose(400);
const optedIn = few.filter(({ summaries }) => summaries === 1).length;
const others = few.length - optedIn;
const same = (study: string): string => study;

const analysed = (rows: readonly UserRow[], study: (text: string) => string = same) =>
  analyze(parseStudy(study(optInText), 'study.yaml'), { data: fromRows(rows.map((row) => row as Record<string, string | number>)) });

describe('an opt-in that can be analysed in part', () => {
  it('refuses a segment in which nobody opted in, and holds the others', async () => {
    const rows = few.map((row, i) => ({ ...row, region: i % 2 === 0 ? 'us' : 'eu', summaries: i % 2 === 0 ? 0 : row.summaries }));
    const { findings, estimates, decision } = await analysed(rows, (s) => design('estimand: att')(s).replace('segments: [tier]', 'segments: [region]'));
    const refused = findings.filter(({ verdict }) => verdict === 'refuse');
    expect(refused.map(({ check, says, mend }) => [check, says, mend])).toEqual([
      [
        'few-units',
        'In region = us: 0 units with summaries 1 have finished and all covariates: nobody can be compared.',
        'Wait until more units have chosen so.',
      ],
      [
        'few-units',
        'In region = us: 0 units with summaries 1 have minutes and all covariates: nobody can be compared.',
        'Wait until more units have chosen so.',
      ],
    ]);
    expect(estimates.map(({ id }) => id).filter((id) => id.includes('@'))).toEqual(['doubly-robust:finished@region=eu', 'doubly-robust:minutes@region=eu']);
    expect(decision.verdict).not.toBe('launch');
  });

  it('says of a covariate that the graph puts after the choice what it is', async () => {
    const dag =
      'dag: |\n  skill -> summaries\n  skill -> finished\n  tier -> summaries\n  tier -> finished\n  summaries -> quality -> finished\n  summaries -> finished\n';
    const rows = few.map((row, i) => ({ ...row, quality: Number(row.summaries) + Number(row.skill) + ((i * 7) % 11) / 2 }));
    const { findings, decision } = await analysed(rows, (s) => covariates('skill, tier, quality')(s) + dag);
    const about = findings.filter(({ says }) => says.includes('quality') && says.includes('summaries'));
    const says =
      'By the graph quality lies after summaries (summaries -> quality), but the study names it a covariate: adjusting for it takes away what the treatment does through it, and may open a way that was closed.';
    const mend = 'Take it out of covariates.';
    expect(about.map((f) => ({ check: f.check, verdict: f.verdict, says: f.says, mend: f.mend }))).toEqual([
      { check: 'graph', verdict: 'fail', says, mend },
      { check: 'post-treatment', verdict: 'warn', says, mend },
    ]);
    expect(about[0].identification).toBe(true);
    expect(decision.verdict).toBe('hold');
  });

  it('counts users without a covariate by arm, and is held where one arm lacks it more', async () => {
    const lacking = (lacks: (row: UserRow, i: number) => boolean) => few.map((row, i) => (lacks(row, i) ? { ...row, skill: null as unknown as number } : row));
    const [uneven, alike] = [await analysed(lacking(({ summaries }, i) => summaries === 1 && i % 4 === 0)), await analysed(lacking((_, i) => i % 40 === 7))];
    const lost = few.filter(({ summaries }, i) => summaries === 1 && i % 4 === 0).length;
    const missing = uneven.findings.find(({ check, about }) => check === 'missing-outcome' && about.column === 'finished')!;
    expect(missing).toMatchObject({ verdict: 'fail', identification: true });
    expect(missing.limits).toBeUndefined();
    expect(missing.says).toMatch(
      /^finished or skill or tier is missing for .* of arm 1 and 0\.00? % of arm 0 .*; nobody drew lots, and nothing bounds what that could hide\.$/,
    );
    expect(uneven.decision.verdict).toBe('hold');
    const { columns } = uneven.exhibits.find(({ id }) => id === 'unit-flow:finished')!;
    expect(columns.lost[columns.step.indexOf('with skill')]).toBe(lost);
    expect(columns.units.at(-1)).toBe(400 - lost);
    expect(uneven.estimates.find(({ id }) => id === 'doubly-robust:finished')!.sizes.dropped).toEqual({ 0: 0, 1: lost });
    expect(alike.findings.find(({ check, about }) => check === 'missing-outcome' && about.column === 'finished')?.verdict).toBe('pass');
  });

  it('is held where weights rest on one unit', async () => {
    const rows = few.map((row, i) => (i === 0 ? { ...row, skill: -10, summaries: 1 } : row));
    const { findings, decision } = await analysed(rows);
    const of = (check: string) => findings.find((f) => f.check === check && f.about.column === 'finished')!;
    expect(of('overlap')).toMatchObject({ verdict: 'fail', identification: true });
    expect(of('overlap').says).toMatch(
      /^Weights for finished are most unequal with summaries 1: its \d+ units tell as much as \d+ that count alike; the heaviest counts for [2-9]\d\.\d % of its arm, and covariates tell who opted in with an area under the curve of 0\.\d\d\.$/,
    );
    expect(of('adjusted-balance').verdict).toBe('fail');
    expect(decision.verdict).toBe('hold');
  });

  it('says what is left where trim leaves nearly nobody', async () => {
    await expect(analysed(few, design('trim: 0.495'))).rejects.toThrow(
      /Of the units, `trim` leaves \d+\. .* Write a smaller trim, or `estimand: ato` without one\.$/,
    );
  });

  it('is held where a drive that nobody logs shows in minutes from before', async () => {
    const { findings, decision } = await analysed(usersWhoChose(800, { hidden: 1.5, finishedEffect: 2 }));
    expect(findings.find(({ check }) => check === 'negative-control')).toMatchObject({
      verdict: 'fail',
      identification: true,
      about: { column: 'minutes_before' },
    });
    expect(decision.verdict).toBe('hold');
  });

  it('counts users without a match as users that the effect is not about', async () => {
    const { findings, estimates } = await analysed(few, design('estimand: att\nestimator: matching\ncaliper: 0.001'));
    const { sizes } = estimates.find(({ id }) => id === 'matching:finished')!;
    const unmatched = findings.find(({ check, about }) => check === 'unmatched' && about.column === 'finished')!;
    const lost = Math.round(unmatched.statistic! * optedIn);
    expect(unmatched.says).toBe(
      `${lost} of ${optedIn} units whose effect on finished is asked have no match near enough (${lost} with summaries 1): the effect is about the others.`,
    );
    expect(sizes).toMatchObject({ units: 400 - lost, perArm: { 0: others, 1: optedIn - lost }, dropped: { 0: 0, 1: lost } });
  });
});

it('launches where the effect stands beside a hidden cause as strong as the strongest covariate, and not for the naive difference', async () => {
  const study = (s: string) => s.replace('segments: [tier]\n', '');
  const strong = await analysed(usersWhoChose(800, { finishedEffect: 2.5 }), study);
  expect(strong.decision.reasons.find(({ condition }) => condition === 'robust-to')).toMatchObject({
    status: 'met',
    says: 'finished improves even if a hidden cause counts as much as the strongest covariate.',
  });
  expect(strong.decision.verdict).toBe('launch');
  const none = await analysed(usersWhoChose(800, { finishedEffect: -0.2, minutesEffect: 0, pull: 2 }), study);
  const naive = none.estimates.find(({ id }) => id === 'naive-difference:finished')!;
  expect(naive.role).toBe('contrast-only');
  expect(naive.interval.pieces[0].low).toBeGreaterThan(0);
  expect(none.decision.verdict).toBe('do-not-launch');
});
