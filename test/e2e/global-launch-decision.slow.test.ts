import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/index.ts';
import type { UpgradeParameters } from '../../src/scenarios/global-upgrade/rules.ts';
import { globalUpgrade } from '../../src/scenarios.ts';
import { analyze, parseStudy } from '../../src/study.ts';

const text = globalUpgrade.study('weeks.csv');
const same = (study: string): string => study;
/** Another estimator, or further keys of the design. */
const keys =
  (...lines: readonly string[]) =>
  (study: string): string =>
    study.replace(/ {2}treatedUnits:.*\n/, (line) => `${line}${lines.map((one) => `  ${one}\n`).join('')}`);
/** Dates by unit in place of one. */
const launched =
  (dates: string) =>
  (study: string): string =>
    study.replace(/launched: 2026.*/, `launched: ${dates}`).replace(/ {2}treatedUnits:.*\n/, '');

/** Adds to the share resolved of a workspace from a week on. */
type Moved = (workspace: string, week: number) => number;

async function analysed(study: (text: string) => string, changed: Partial<UpgradeParameters> = {}, moved: Moved = () => 0) {
  const { workspace, week, resolved, ...columns } = globalUpgrade.simulate({ seed: 1, ...changed }).columns as Record<string, readonly (string | number)[]>;
  const first = Date.parse(String(week[0]));
  const place = (i: number): number => Math.round((Date.parse(String(week[i])) - first) / 604_800_000);
  const rows = {
    ...columns,
    workspace,
    week: week.map((day) => new Date(day)),
    resolved: Float64Array.from(resolved, (share, i) => Number(share) + moved(String(workspace[i]), place(i))),
  };
  const result = await analyze(parseStudy(study(text)), { data: fromColumns(rows as never) });
  const found = (check: string) => result.findings.filter((f) => f.check === check);
  const condition = result.decision.reasons.find((reason) => reason.condition === 'steady-effect');
  return { result, found, condition, headline: result.estimates.find(({ id }) => id === 'launch-effect:resolved') };
}

const above = (low: number | undefined): boolean => (low ?? -Infinity) > 0;

describe('a launch launches', () => {
  it('where the effect stands all that is asked', async () => {
    const { result, condition } = await analysed(same);
    expect({ verdict: result.decision.verdict, steady: condition?.status }).toEqual({ verdict: 'launch', steady: 'met' });
    expect(result.exhibits.find(({ id }) => id === 'comparison:resolved')?.columns.label).toEqual([
      'since the launch',
      'by another estimator: synthetic-control',
      'by another estimator: demeaned',
      'by another estimator: augmented',
    ]);
  });

  it('at several times, by the mean over units and periods since each', async () => {
    const { result, headline } = await analysed(launched('{acme: 2026-03-02, cobalt: 2026-04-06}'), {}, (of, week) =>
      of === 'cobalt' && week >= 53 ? 0.06 : 0,
    );
    expect(result.decision.verdict).toBe('launch');
    expect(headline?.sizes.perArm).toEqual({ without: 38, launched: 2 });
    expect(headline?.estimand.says).toContain("over each one's time since it came (2026-03-02 to 2026-04-06)");
    const titles = result.exhibits.map(({ title }) => title);
    expect(titles).toContain('Effect by week since the first launch (resolved)');
  });
});

describe('a launch holds, though its interval lies above zero,', () => {
  it('where a donor that weighs jumps on the day', async () => {
    const { result, found } = await analysed(same, { donorJump: 2 });
    expect(found('donor-jumps')).toMatchObject([{ verdict: 'fail', identification: true, about: { column: 'resolved' } }]);
    expect(found('donor-jumps')[0].says).toContain('borealis');
    expect(result.decision.verdict).toBe('hold');
  });

  it('where as much came before, when nothing had changed', async () => {
    // Six weeks in autumn in which acme alone was far up.
    const { result, found, condition, headline } = await analysed(same, {}, (of, week) => (of === 'acme' && week >= 42 && week < 48 ? 0.09 : 0));
    expect(found('placebo-dates')).toMatchObject([{ verdict: 'warn' }]);
    expect(condition).toMatchObject({ status: 'not-met' });
    expect(headline).toBeDefined();
    expect(result.decision.verdict).toBe('hold');
  });

  it('where the time before is all there is to compare with', async () => {
    const { result, condition, headline, found } = await analysed(keys('estimator: state-space'), { rateEffect: 0.4, noise: 0.2, trend: 0 });
    expect(above(headline?.interval.pieces[0].low)).toBe(true);
    expect(headline?.sizes.perArm).toEqual({ without: 0, launched: 1 });
    expect(condition).toMatchObject({ status: 'not-met' });
    expect(found('launch-assumptions')[0].says).toContain('anything else that came then');
    expect(result.decision.verdict).toBe('hold');
  });
});

describe('what stands beside', () => {
  it('periods of anticipation are on neither side', async () => {
    const dip: Parameters<typeof analysed>[2] = (of, week) => (of === 'acme' && (week === 46 || week === 47) ? -0.2 : 0);
    const [plain, left] = await Promise.all([analysed(same, {}, dip), analysed(keys('anticipation: 2'), {}, dip)]);
    const clean = await analysed(keys('anticipation: 2'));
    expect(left.headline?.value).toBeCloseTo(clean.headline!.value, 12);
    expect(Math.abs(plain.headline!.value - clean.headline!.value)).toBeGreaterThan(0.005);
    expect(left.found('launch-units')[0].says).toContain('the last 2 weeks before it are left out');
  });

  it('rows of many units are no one series', async () => {
    const alone = (study: string): string => study.replace('unit: workspace\n', '').replace(/ {2}treatedUnits:.*\n/, '  estimator: state-space\n');
    await expect(analysed(alone)).rejects.toMatchObject({ code: 'launch-repeats' });
  });
});

describe('several dates that cannot be read', () => {
  it.each([
    ['a unit that no row has', '{acme: 2026-03-02, Cobalt: 2026-04-06}', 'launch-unit-unknown'],
    ['a date after the last row', '{acme: 2026-03-02, cobalt: 2027-04-06}', 'launch-outside'],
    ['a date that is none', '{acme: 2026-03-02, cobalt: soon}', 'launch-date'],
    ['no unit', '{}', 'launch-treated-unsaid'],
  ])('%s', async (_, dates, code) => {
    await expect(analysed(launched(dates))).rejects.toMatchObject({ code });
  });

  it.each([
    ['treatedUnits', (s: string) => s.replace(/launched: 2026.*/, 'launched: {acme: 2026-03-02}'), 'study-key-idle'],
    ['anticipation', (s: string) => launched('{acme: 2026-03-02}\n  anticipation: 1')(s), 'study-key-idle'],
    ['a state space', (s: string) => launched('{acme: 2026-03-02}\n  estimator: state-space')(s), 'launch-severally'],
    ['a donor', (s: string) => launched('{acme: 2026-03-02}\n  donors: [acme, borealis]')(s), 'launch-both'],
  ])('beside %s', async (_, study, code) => {
    await expect(analysed(study)).rejects.toMatchObject({ code });
  });
});
