import { describe, expect, it } from 'vitest';
import { fromRows } from '../../src/engines/memory/from-rows.ts';
import { stream } from '../../src/math/random/stream.ts';
import { analyze } from '../../src/study/analyze.ts';
import { parseStudy } from '../../src/study/read/parse-study.ts';
import type { StudyResult } from '../../src/study/result.ts';
import { messageFrom } from '../support/message-from.ts';

interface Row {
  readonly user: string;
  readonly team: string;
  readonly arm: string | null;
  readonly came: Date | null;
  readonly clicks: number;
  readonly rating: number | null;
}

const day = 86_400_000;
const begin = Date.UTC(2026, 10, 2);

/** Users who come in over five days of fourteen and have a row on six of ten days; what the treatment adds wears off. */
function drawn(n: number, effect: (age: number) => number, seed = 5): readonly Row[] {
  const random = stream(seed);
  return Array.from({ length: n }, (_, i) => {
    const [at, arm, level] = [Math.floor(random.uniform() * 5 * 86_400), i % 2, random.normal()];
    return Array.from({ length: 14 }, (__, age): Row => {
      const came = new Date(begin + at * 1000 + age * day + (age === 0 ? 0 : Math.floor(random.uniform() * day * 0.9)));
      return {
        user: `u${i}`,
        team: `t${(i >> 1) % 20}${arm}`,
        arm: String(arm),
        came,
        clicks: 3 + level + random.normal() + arm * effect(age),
        rating: random.normal(),
      };
    }).filter((row, age) => (age === 0 || random.bernoulli(0.6) === 1) && row.came!.getTime() <= begin + 14 * day);
  }).flat();
}

const text = (outcomes: string, { more = '', design = '' } = {}): string => `estimand: 1
study: novelty
question: Do they click more?
data: {file: rows.csv}
unit: user
rows: many-per-unit
time: came
${more}design: {kind: randomized, assignment: arm, control: 0${design}}
treatments: {1: {model: b@1}}
outcomes:
${outcomes}`;

const clicks = '  clicks: {role: primary, better: higher, per: total}\n';
const fading = drawn(1_200, (age) => 1.5 * Math.exp(-age / 2));
const ofRows = (rows: readonly Row[], study = text(clicks)): Promise<StudyResult> =>
  analyze(parseStudy(study, 'study.yaml'), { data: fromRows(rows as unknown as Parameters<typeof fromRows>[0]) });
const finding = ({ findings }: StudyResult, check: string) => findings.find((f) => f.check === check);
const byExposure = ({ exhibits }: StudyResult, outcome = 'clicks') => exhibits.find(({ id }) => id === `effect-by-exposure:${outcome}`)!;

describe('an effect that wears off', () => {
  it('is told with what it is at first and at last, and holds no launch', async () => {
    const result = await ofRows(fading);
    const { verdict, says, mend } = finding(result, 'novelty')!;
    expect(verdict).toBe('warn');
    expect(says).toMatch(
      /^The effect of 1 against 0 on clicks falls with the time since a unit's first row: \+0\.[6-9]\d+ a day in days 1 to 3, [+-]\S+ a day in days \d to \d+ \(p < 0\.001, over the first \d+ days of [\d,]+ units\)\. The average over the study is not what users will have later\./,
    );
    expect(mend).toContain('Go on until the effect is level');
    // The same study without its times is decided alike.
    expect(result.decision.verdict).toBe((await ofRows(fading, text(clicks).replace('time: came\n', ''))).decision.verdict);
    expect(byExposure(result)).toMatchObject({ kind: 'lines', part: 'time', says });
  });

  it('is not seen where it stays', async () => {
    const result = await ofRows(drawn(1_200, () => 0.3, 9));
    expect(finding(result, 'novelty')!.verdict).toBe('pass');
  });

  it('grows where users learn', async () => {
    const result = await ofRows(drawn(1_200, (age) => age / 8, 9));
    expect(finding(result, 'novelty')).toMatchObject({ verdict: 'warn', says: expect.stringContaining('grows') });
  });

  it('is one of clusters where these were randomized: the same slopes, with errors of teams', async () => {
    const [alone, inTeams] = [await ofRows(fading), await ofRows(fading, text(clicks, { design: ', randomizedBy: team' }))];
    expect(finding(inTeams, 'novelty')!.statistic).toBeCloseTo(finding(alone, 'novelty')!.statistic!, 10);
    expect(byExposure(inTeams).columns.y.length).toBe(byExposure(alone).columns.y.length);
    for (const [k, y] of byExposure(alone).columns.y.entries()) expect(byExposure(inTeams).columns.y[k]).toBeCloseTo(Number(y), 10);
    expect(byExposure(inTeams).columns.low).not.toEqual(byExposure(alone).columns.low);
  });
});

describe('who is in it', () => {
  it('are the units of the analysis: none in two arms, without an arm, or with a row without a time', async () => {
    const sound = byExposure(await ofRows(fading)).columns;
    const last = fading.at(-1)!;
    const odd = [
      { ...last, user: 'twice', arm: '0', came: new Date(begin) },
      { ...last, user: 'twice', arm: '1', came: new Date(begin + day) },
      { ...last, user: 'armless', arm: null, came: new Date(begin) },
      { ...last, user: 'timeless', came: new Date(begin) },
      { ...last, user: 'timeless', came: null },
    ];
    const design = ', contamination: 0.5';
    expect(byExposure(await ofRows([...fading, ...odd], text(clicks, { design }))).columns).toEqual(sound);
  });

  it('are followed to the end of a day, by `asOf` as by the latest row; later rows are not there yet, and told', async () => {
    const cut = begin + 10 * day;
    const before = fading.filter(({ came }) => came!.getTime() <= cut);
    const asked = text(clicks, { more: 'asOf: 2026-11-12\n' });
    const [early, whole] = [await ofRows(before, asked), await ofRows(fading, asked)];
    expect(finding(early, 'after-as-of')).toBeUndefined();
    expect(finding(whole, 'after-as-of')).toMatchObject({
      verdict: 'warn',
      statistic: fading.length - before.length,
      says: expect.stringMatching(/^[\d,]+ rows of [\d,]+ have a came after 2026-11-12, until when the data tell by asOf; the latest is 2026-11-1[56]/),
    });
    expect(byExposure(whole).columns).toEqual(byExposure(early).columns);
    expect(byExposure(early).columns.x.at(-1)).toBe(9);
  });

  it('are the triggered alone where only these could notice', async () => {
    const met = fading.filter(({ user }) => Number(user.slice(1)) % 10 < 8);
    const rows = fading.map((row) => ({ ...row, seen: Number(row.user.slice(1)) % 10 < 8 ? 1 : 0 }));
    const last = (own: readonly Row[]): number => Math.max(...own.map(({ came }) => came!.getTime()));
    expect(last(met)).toBe(last(fading));
    expect(byExposure(await ofRows(rows, text(clicks, { design: ', trigger: seen = 1' }))).columns).toEqual(byExposure(await ofRows(met)).columns);
  });

  it('end where nobody has a row any more: a log of a week of each unit tells nothing of the second', async () => {
    const firsts = new Map<string, number>();
    for (const { user, came } of fading) firsts.set(user, Math.min(firsts.get(user) ?? Number.POSITIVE_INFINITY, came!.getTime()));
    const week = fading.filter(({ user, came }) => came!.getTime() < firsts.get(user)! + 7 * day || user === 'u0');
    const short = week.filter(({ user, came }) => user !== 'u0' || came!.getTime() < firsts.get('u0')! + 7 * day);
    const { columns } = byExposure(await ofRows(short, text(clicks, { more: 'asOf: 2026-11-16\n' })));
    expect(columns.x).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(byExposure(await ofRows(week, text(clicks, { more: 'asOf: 2026-11-16\n' }))).columns.x.length).toBeGreaterThan(7);
  });

  it('is zero of a total on a day without rows, and nobody of a mean', async () => {
    const outcomes = `${clicks}  rating: {role: guardrail, better: higher, tolerance: 1, per: mean}\n`;
    const result = await ofRows(fading, text(outcomes));
    const [total, mean] = [byExposure(result).columns.units, byExposure(result, 'rating').columns.units];
    expect(mean[0]).toBe(total[0]);
    for (const [k, units] of mean.entries()) if (k > 0) expect(Number(units)).toBeLessThan(0.7 * Number(total[k]));
  });
});

describe('what nothing is told of', () => {
  it('are last values, quantiles and winsorized outcomes since exposure, and few units', async () => {
    const outcomes = `  clicks: {role: primary, better: higher, per: total, winsorize: [0, 60]}\n  last: {role: guardrail, better: higher, tolerance: 1, per: last}\n`;
    const rows = fading.map((row) => ({ ...row, last: row.clicks }));
    const result = await ofRows(rows, text(outcomes));
    expect(result.exhibits.filter(({ id }) => id.startsWith('effect-by-exposure')).length).toBe(0);
    expect(finding(await ofRows(drawn(36, () => 0)), 'novelty')).toBeUndefined();
  });

  it('is a clock that was not set: no effects by day, with what to do', async () => {
    const result = await ofRows([...fading, { ...fading[0], user: 'unset', came: new Date(0) }]);
    expect(finding(result, 'clock')).toMatchObject({
      verdict: 'warn',
      says: 'came goes from the year 1970 to 2026, longer than a study is: effects over time are not told.',
    });
  });

  it('is a study whose rows have no time at all', async () => {
    const message = await messageFrom(() => ofRows(fading.map((row) => ({ ...row, came: null }))));
    expect(message).toMatch(/came/);
  });
});
