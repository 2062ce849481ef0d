import { describe, expect, it } from 'vitest';
import { meanWhere, numbersOf } from '../../../test/support/contrast.ts';
import { parseStudy } from '../../study.ts';
import { globalUpgrade } from './global-upgrade.ts';
import { outcomeNames, outcomes, persistence, type UpgradeParameters, upgradeParameters } from './rules.ts';

const truths = (changed: Partial<UpgradeParameters> = {}) => new Map(globalUpgrade.truth(changed).map(({ id, value }) => [id, value]));
const { before, after } = upgradeParameters;
const periods = before + after;
const pathsOf = (name: string, workspaces: number, options: object = {}): readonly Float64Array[] => {
  const values = numbersOf(globalUpgrade.simulate({ n: workspaces * periods, ...options }))[name];
  return Array.from({ length: workspaces }, (_, i) => values.subarray(i * periods, (i + 1) * periods));
};
const mean = (values: ArrayLike<number>): number => meanWhere(values).value;
const [earlier, later] = [(path: Float64Array) => path.subarray(0, before), (path: Float64Array) => path.subarray(before)];
/** A world without chance: nothing but level, trend, season, factors and effects. */
const still = { noise: 0, tickets: 1_000_000 } as const;

describe('the truths', () => {
  it('grow over four weeks and stay', () => {
    const values = truths();
    const weeks = ['2026-03-02', '2026-03-09', '2026-03-16', '2026-03-23', '2026-03-30', '2026-05-18'].map((day) => values.get(`week-${day}/resolved`)!);
    [0.015, 0.03, 0.045, 0.06, 0.06, 0.06].forEach((effect, week) => {
      expect(weeks[week]).toBeCloseTo(effect, 14);
    });
    expect(values.get('cumulative/resolved')).toBeCloseTo(0.06 * (0.25 + 0.5 + 0.75 + 9), 14);
    expect(values.get('effect/resolved')).toBeCloseTo(values.get('cumulative/resolved')! / after, 14);
    expect(values.get('effect/minutes')! / values.get('effect/resolved')!).toBeCloseTo(-10, 12);
  });

  it('lie far from what is seen before and after, and beside all donors', () => {
    const values = truths();
    const effect = values.get('effect/resolved')!;
    expect(values.get('before-after/resolved')!).toBeGreaterThan(2 * effect);
    expect(values.get('against-donors/resolved')!).toBeGreaterThan(2 * effect);
    // The dashboard that shows workspaces side by side has the sign wrong.
    expect(values.get('effect/minutes')!).toBeLessThan(0);
    expect(values.get('against-donors/minutes')!).toBeGreaterThan(1);
    expect(values.get('differences/resolved')!).toBeGreaterThan(1.1 * effect);
  });

  it('know nothing of what else happens, but comparisons do', () => {
    const [plain, beside] = [truths(), truths({ coincidence: 0.5, donorJump: 1, gap: 9, noise: 3, treated: 4 })];
    for (const [id, value] of plain) {
      const compares = /^(before-after|against-donors|differences)\//.test(id);
      const [, outcome] = id.split('/');
      const grown = truths({ growth: 1 }).get(`effect/${outcome}`)!;
      expect(beside.get(id)! - value, id).toBeCloseTo(compares ? grown / 2 : 0, 12);
    }
  });

  it('are zero without effects, and comparisons are not', () => {
    for (const [id, value] of truths({ rateEffect: 0, minutesEffect: 0, costEffect: 0 })) {
      if (/^(effect|cumulative|week)/.test(id)) expect(Math.abs(value), id).toBe(0);
      else expect(Math.abs(value), id).toBeGreaterThan(0);
    }
  });

  it('are what many worlds show on average', () => {
    const seeds = Array.from({ length: 100 }, (_, seed) => seed);
    const shown = seeds.map((seed) => new Map(globalUpgrade.simulate({ n: 6 * periods, seed }).truth.realised.map(({ id, value }) => [id, value])));
    for (const [id, value] of truths()) {
      const { value: average, standardError } = meanWhere(shown.map((found) => found.get(id)!));
      expect(Math.abs(average - value), id).toBeLessThan(4 * standardError + 1e-12);
    }
  });
});

describe('the rows', () => {
  const { columns } = globalUpgrade.simulate();
  const { workspace, week } = columns as unknown as Readonly<Record<string, readonly string[]>>;

  it('are forty workspaces by name, week by week from Monday to Monday, launched on the day of the study', () => {
    expect(new Set(workspace).size).toBe(40);
    expect(workspace.slice(0, 2 * periods).filter((_, i) => i % periods === 0)).toEqual(['acme', 'borealis']);
    for (let i = 1; i < workspace.length; i++) {
      const days = (Date.parse(week[i]) - Date.parse(week[i - 1])) / 86_400_000;
      if (days !== (workspace[i] === workspace[i - 1] ? 7 : -7 * (periods - 1))) expect.fail(`row ${i}`);
    }
    expect(new Date(week[0]).getUTCDay()).toBe(1);
    expect(globalUpgrade.study('weeks.csv')).toContain(`launched: ${week[before]} `);
  });

  it('have a name of their own for every workspace', () => {
    const many = globalUpgrade.simulate({ n: 200, before: 1, after: 1 }).columns.workspace as readonly string[];
    expect(new Set(many).size).toBe(100);
    expect(many[199]).toBe('workspace-100');
  });

  it('stand and vary as is said', () => {
    const paths = pathsOf('resolved', 200, { ...still, trend: 0 });
    const levels = paths.slice(1).map(mean);
    const { value, standardError } = meanWhere(levels);
    expect(standardError * Math.sqrt(199)).toBeGreaterThan(0.9 * outcomes.resolved.workspaces);
    expect(mean(earlier(paths[0])) - value).toBeGreaterThan(1.5 * outcomes.resolved.workspaces);
  });

  it('deviate by themselves as much as is said, and the more the fewer tickets there are', () => {
    const own = (options: object) => {
      const [calm, loud] = [pathsOf('minutes', 60, still), pathsOf('minutes', 60, { ...still, ...options })];
      const deviations = loud.flatMap((path, i) => Array.from(path, (value, t) => value - calm[i][t]));
      return mean(deviations.map((x) => x * x));
    };
    expect(own({ noise: 2 }) / (2 * outcomes.minutes.noise) ** 2).toBeCloseTo(1, 1);
    expect(own({ tickets: 100 }) / own({ tickets: 400 })).toBeCloseTo(4, 0);
  });

  it('have deviations that last in part', () => {
    const [calm, loud] = [pathsOf('resolved', 100, still), pathsOf('resolved', 100, { ...still, noise: 1 })];
    const sums = { square: 0, product: 0 };
    loud.forEach((path, i) => {
      for (let t = 1; t < periods; t++) {
        const [last, here] = [path[t - 1] - calm[i][t - 1], path[t] - calm[i][t]];
        sums.square += last * last;
        sums.product += last * here;
      }
    });
    expect(sums.product / sums.square).toBeCloseTo(persistence.own, 1);
  });

  it('are those of the factors: without chance the first donor goes as acme does about its own level, and others do not', () => {
    const paths = pathsOf('resolved', 30, { ...still, rateEffect: 0 });
    const apart = paths.slice(1).map((path) => {
      const gaps = path.map((value, t) => paths[0][t] - value);
      const level = mean(gaps);
      return Math.sqrt(mean(gaps.map((gap) => (gap - level) ** 2)));
    });
    expect(Math.min(...apart)).toBe(apart[0]);
    expect(apart[0]).toBeLessThan(0.25 * mean(apart.slice(1)));
  });
});

describe('what is asked for', () => {
  const gained = (changed: Partial<UpgradeParameters>, workspace: number) => {
    const [plain, other] = [pathsOf('resolved', 5, { seed: 3 }), pathsOf('resolved', 5, { seed: 3, ...changed })];
    return other[workspace].map((value, t) => value - plain[workspace][t]);
  };

  it('reaches the first donor from the launch on, and no other', () => {
    const jump = gained({ donorJump: 0.5 }, 1);
    expect(Math.max(...earlier(jump).map(Math.abs))).toBe(0);
    for (const x of later(jump)) expect(x).toBeCloseTo(0.03, 12);
    for (const workspace of [0, 2, 3, 4]) expect(gained({ donorJump: 0.5 }, workspace).every((x) => x === 0)).toBe(true);
  });

  it('comes to treated workspaces on the day of the launch', () => {
    const beside = gained({ coincidence: -1 }, 0);
    expect(Math.max(...earlier(beside).map(Math.abs))).toBe(0);
    for (const x of later(beside)) expect(x).toBeCloseTo(-0.06, 12);
    expect(gained({ coincidence: -1 }, 1).every((x) => x === 0)).toBe(true);
  });

  it('leaves the third donor without tickets, and nobody else', () => {
    const simulated = globalUpgrade.simulate({ n: 5 * periods, gap: 4 });
    const lacking = (simulated.columns.resolved as readonly (number | undefined)[]).flatMap((value, i) => (value === undefined ? [i] : []));
    expect(lacking).toEqual([0, 1, 2, 3].map((t) => 3 * periods + t));
    expect(lacking.every((i) => simulated.columns.tickets[i] === 0)).toBe(true);
    for (const { id, value } of simulated.truth.realised) expect(Number.isFinite(value), id).toBe(true);
  });

  it('upgrades several workspaces, or everybody', () => {
    const effectOf = (options: object, workspace: number) => {
      const [none, with_] = [{ rateEffect: 0 }, {}].map((effect) => pathsOf('resolved', 6, { ...options, ...effect })[workspace]);
      return with_[periods - 1] - none[periods - 1];
    };
    expect([0, 1, 2, 3].map((workspace) => effectOf({ treated: 3 }, workspace) > 0.05)).toEqual([true, true, true, false]);
    const { truth } = globalUpgrade.simulate({ n: 6 * periods, treated: 6 });
    const ids = new Set(truth.realised.map(({ id }) => id));
    expect(ids.has('before-after/resolved')).toBe(true);
    // Nobody is left to compare with.
    expect([...ids].filter((id) => /^(against-donors|differences)/.test(id))).toEqual([]);
  });

  it('has daily series', () => {
    const { columns, truth } = globalUpgrade.simulate({ n: 70, before: 56, after: 14, days: 1, season: 7 });
    expect(Object.keys(columns)).toEqual(['workspace', 'day', 'tickets', ...outcomeNames]);
    expect([columns.day[0], columns.day[56], columns.day[69]]).toEqual(['2026-01-05', '2026-03-02', '2026-03-15']);
    expect(truth.realised.map(({ id }) => id)).toContain('day-2026-03-15/minutes');
  });

  it('has the same first weeks whatever follows', () => {
    const [short, long] = [{}, { after: 30 }].map((options) => numbersOf(globalUpgrade.simulate({ n: 60, ...options })));
    expect(long.resolved).toEqual(short.resolved);
  });
});

it('has a study of a state space, of everybody and of one series', () => {
  const text = globalUpgrade.study('weeks.csv');
  const everybody = text.replace(/ {2}treatedUnits.*\n/, '  estimator: state-space\n  season: 13\n');
  expect(parseStudy(everybody, 'study.yaml').study.design).toMatchObject({ kind: 'global-launch', estimator: 'state-space', season: 13 });
  expect(parseStudy(everybody.replace('unit: workspace\n', ''), 'study.yaml').study.unit).toBeUndefined();
});
