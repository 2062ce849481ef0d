import { describe, expect, it } from 'vitest';
import { meanWhere, numbersOf } from '../../../test/support/contrast.ts';
import { type LaunchParameters, launchParameters, outcomeNames, outcomes, plans, releaseOf, waves, weeks } from './rules.ts';
import { stagedLaunch } from './staged-launch.ts';

const truths = (changed: Partial<LaunchParameters> = {}) => new Map(stagedLaunch.truth(changed).map(({ id, value }) => [id, value]));
const two = (number: number): string => String(number).padStart(2, '0');

describe('the truths', () => {
  it('grow over five weeks, and then are those of the waves that were seen for so long', () => {
    const values = truths();
    const since = Array.from({ length: 14 }, (_, s) => values.get(`since-${two(s)}/resolved_rate`)!);
    // Shares of 0.2, 0.25 and 0.25 times 1.35, 1 and 0.65.
    const average = (0.06 * (0.2 * 1.35 + 0.25 + 0.25 * 0.65)) / 0.7;
    for (let s = 0; s < 5; s++) expect(since[s]).toBeCloseTo((average * (s + 1)) / 5, 14);
    expect(since[5]).toBeCloseTo(average, 14);
    expect(since[6]).toBeCloseTo((0.06 * (0.2 * 1.35 + 0.25)) / 0.45, 14);
    for (let s = 10; s < 14; s++) expect(since[s]).toBeCloseTo(0.06 * 1.35, 14);
  });

  it('are larger in earlier waves, and by week an average of those reached by then', () => {
    const values = truths();
    const [first, second, third] = [1, 2, 3].map((wave) => values.get(`wave-${wave}/resolved_rate`)!);
    expect(first).toBeCloseTo((0.06 * 1.35 * (0.2 + 0.4 + 0.6 + 0.8 + 10)) / 14, 14);
    expect(second).toBeGreaterThan(third);
    expect(values.get('week-2026-02-16/resolved_rate')).toBeCloseTo((0.06 * 1.35) / 5, 14);
    expect(values.get('effect-of-waves/resolved_rate')).toBeCloseTo((0.2 * first + 0.25 * (second + third)) / 0.7, 14);
    expect(values.get('effect/resolved_rate')).toBeCloseTo((0.2 * 14 * first + 0.25 * (10 * second + 6 * third)) / (2.8 + 2.5 + 1.5), 14);
  });

  it('add up to the net value', () => {
    const values = truths();
    const of = (outcome: string) => values.get(`effect/${outcome}`)!;
    expect(of('net_value')).toBeCloseTo(600 * of('resolved_rate') - 10 * of('handle_minutes') - of('cost_usd'), 12);
  });

  it('are zero without effects, and do not know trends, spreads and rows', () => {
    const none = truths({ rateEffect: 0, minutesEffect: 0, costEffect: 0 });
    for (const [id, value] of none) expect(Math.abs(value), id).toBe(0);
    expect(truths({ trend: 0.01, seatsTrend: 0.01, spread: 2, rowsPerWeek: 9 })).toEqual(truths());
  });
});

describe('the rows', () => {
  const n = 20_000;
  const workspaces = n / weeks;
  const simulated = stagedLaunch.simulate({ n, seed: 1 });
  const numbers = numbersOf(simulated);
  const { workspace_id, week, reached, plan } = simulated.columns as unknown as Record<string, readonly string[]>;
  const firsts = Array.from({ length: workspaces }, (_, w) => w * weeks);

  it('are the weeks of one workspace after the other, from Monday to Monday', () => {
    expect(new Set(workspace_id).size).toBe(workspaces);
    for (let i = 1; i < n; i++) {
      const days = (Date.parse(week[i]) - Date.parse(week[i - 1])) / 86_400_000;
      const same = workspace_id[i] === workspace_id[i - 1];
      if (same ? days !== 7 : days !== -7 * (weeks - 1)) expect.fail(`row ${i}`);
    }
    expect(new Date(week[0]).getUTCDay()).toBe(1);
  });

  it('are live from the week of the release on', () => {
    for (let i = 0; i < n; i++) {
      const days = reached[i] === undefined ? Number.NaN : (Date.parse(reached[i]) - Date.parse(week[i])) / 86_400_000;
      if (numbers.live[i] !== Number(days < 7)) expect.fail(`row ${i}: ${reached[i]}, ${week[i]}, ${numbers.live[i]}`);
    }
    for (const wave of waves) expect(new Date(releaseOf(wave)).getUTCDay()).toBe(3);
  });

  it('have waves and plans by their shares', () => {
    const expectShare = (share: number, of: (row: number) => boolean) =>
      expect(Math.abs(firsts.filter(of).length / workspaces - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / workspaces));
    for (const wave of waves) expectShare(wave.share, (i) => reached[i] === releaseOf(wave));
    for (const one of plans) expectShare(one.share, (i) => plan[i] === one.plan);
  });

  it('come earlier to larger workspaces, which pay more', () => {
    const seats = (of: (row: number) => boolean) =>
      meanWhere(
        firsts.map((i) => Math.log(numbers.seats[i])),
        (at) => of(firsts[at]),
      ).value;
    const byWave = [...waves.map((wave) => seats((i) => reached[i] === releaseOf(wave))), seats((i) => reached[i] === undefined)];
    expect(byWave).toEqual([...byWave].sort((a, b) => b - a));
    const byPlan = plans.map((one) => seats((i) => plan[i] === one.plan));
    expect(byPlan).toEqual([...byPlan].sort((a, b) => a - b));
  });

  it('deviate from week to week as much as is said, by half of it together', () => {
    for (const name of outcomeNames) {
      // Of those never reached, less the mean of their week: changes have variance 2 (1 - 1/2).
      const rows = firsts.filter((i) => reached[i] === undefined);
      const changes = rows.flatMap((from) => Array.from({ length: weeks - 1 }, (_, w) => numbers[name][from + w + 1] - numbers[name][from + w]));
      const means = Array.from({ length: weeks - 1 }, (_, w) => rows.reduce((sum, _row, r) => sum + changes[r * (weeks - 1) + w], 0) / rows.length);
      const variance = changes.reduce((sum, change, i) => sum + (change - means[i % (weeks - 1)]) ** 2, 0) / (changes.length - means.length);
      expect(Math.abs(variance / outcomes[name].noise ** 2 - 1), name).toBeLessThan(0.06);
    }
  });

  it('show in changes since the week before the release what the truth says, against those never reached', () => {
    const change = (wave: (typeof waves)[number], since: number) => {
      const gained = (i: number): number => numbers.resolved_rate[i + wave.start + since] - numbers.resolved_rate[i + wave.start - 1];
      const [there, elsewhere] = [(i: number) => reached[i] === releaseOf(wave), (i: number) => reached[i] === undefined].map((of) =>
        meanWhere(firsts.filter(of).map(gained)),
      );
      return { value: there.value - elsewhere.value, standardError: Math.hypot(there.standardError, elsewhere.standardError) };
    };
    for (const wave of waves) {
      const { value, standardError } = change(wave, 5);
      expect(Math.abs(value - 0.06 * (1 + 0.35 * (2 - wave.wave)))).toBeLessThan(4 * standardError);
      const before = change(wave, -4);
      expect(Math.abs(before.value)).toBeLessThan(4 * before.standardError);
    }
  });
});

it('are otherwise the same rows where only trends differ', () => {
  const trend = 0.004;
  const plain = stagedLaunch.simulate({ n: 400, seed: 3 }).columns;
  const parted = stagedLaunch.simulate({ n: 400, seed: 3, trend }).columns;
  const parts = { [releaseOf(waves[0])]: 1, [releaseOf(waves[1])]: 2 / 3, [releaseOf(waves[2])]: 1 / 3 };
  for (let i = 0; i < 400; i++) {
    const added = (parted.resolved_rate[i] as number) - (plain.resolved_rate[i] as number);
    expect(added).toBeCloseTo(trend * (i % weeks) * (parts[plain.reached[i] as string] ?? 0), 12);
  }
  expect({ ...parted, resolved_rate: 0 }).toEqual({ ...plain, resolved_rate: 0 });
});

it('has rows of events about the same workspaces and weeks', () => {
  const [plain, events] = [stagedLaunch.simulate({ n: 100, seed: 3 }), stagedLaunch.simulate({ n: 10_000, seed: 3, rowsPerWeek: 100 })];
  const of = (name: string, by: number) => Array.from({ length: 100 }, (_, i) => events.columns[name][i * by]);
  for (const name of ['workspace_id', 'week', 'reached', 'seats', 'plan']) expect(of(name, 100)).toEqual(Array.from(plain.columns[name] as ArrayLike<unknown>));
  const off = Array.from({ length: 100 }, (_, i) => {
    const own = (events.columns.resolved_rate as Float64Array).subarray(100 * i, 100 * (i + 1));
    return own.reduce((a, b) => a + b) / 100 - (plain.columns.resolved_rate[i] as number);
  });
  const spread = Math.sqrt(off.reduce((sum, x) => sum + x * x, 0) / 100);
  // Twice 0.03, over the root of a hundred.
  expect(Math.abs(spread / 0.006 - 1)).toBeLessThan(0.3);
  expect(events.truth.realised).toHaveLength(plain.truth.realised.length);
});

it('spreads effects about their mean, the same for all weeks of a workspace', () => {
  const same = stagedLaunch.simulate({ n: 4_000, seed: 5, spread: 0 });
  for (const { id, value } of same.truth.realised.filter((t) => /^wave|^since-1/.test(t.id))) expect(value, id).toBeCloseTo(truths().get(id)!, 10);
  expect(launchParameters.spread).toBeGreaterThan(0);
});
