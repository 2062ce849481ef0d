import { describe, expect, it } from 'vitest';
import { contrast, numbersOf } from '../../../test/support/contrast.ts';
import { normalGrid } from '../../math/normal-grid.ts';
import { optInSummaries } from './opt-in-summaries.ts';
import { choiceChance, expectedMinutes, finishedChance, type OptInParameters, optInParameters, tierShares } from './rules.ts';

const truths = (changed: Partial<OptInParameters> = {}) => new Map(optInSummaries.truth(changed).map(({ id, value }) => [id, value]));
const outcomes = ['finished', 'minutes'] as const;

describe.each([{}, { pull: 3, finishedEffect: -2, hidden: 1.5 }, { pull: -5, hidden: -5 }])('with %o', (changed) => {
  const p = { ...optInParameters, ...changed };
  const found = truths(changed);

  it('is exact to 1e-9, the naive difference too', () => {
    const { points, weights } = normalGrid(0.04);
    const sums = { ate: 0, weight: 0, treated: 0, off: 0, on: 0, either: 0, overlap: 0 };
    points.forEach((skill, i) => {
      points.forEach((drive, j) => {
        tierShares.forEach((share, tier) => {
          const user = { skill, tier, drive };
          const weight = weights[i] * weights[j] * share;
          const e = choiceChance(user, p);
          const [off, on] = [0, 1].map((of) => finishedChance(user, of, p));
          sums.weight += weight;
          sums.ate += weight * (on - off);
          sums.treated += weight * e;
          sums.on += weight * e * on;
          sums.off += weight * (1 - e) * off;
          sums.either += weight * e * (1 - e);
          sums.overlap += weight * e * (1 - e) * (on - off);
        });
      });
    });
    expect(Math.abs(found.get('ate/finished')! - sums.ate)).toBeLessThan(1e-9);
    expect(Math.abs(found.get('ato/finished')! - sums.overlap / sums.either)).toBeLessThan(1e-9);
    const naive = sums.on / sums.treated - sums.off / (sums.weight - sums.treated);
    expect(Math.abs(found.get('naive/finished')! - naive)).toBeLessThan(1e-9);
  });

  it.each(outcomes)('of %s the effect on all lies between those on who chose and who did not', (outcome) => {
    const [low, middle, high] = ['att', 'ate', 'atc'].map((id) => found.get(`${id}/${outcome}`)!).sort((a, b) => a - b);
    expect(found.get(`ate/${outcome}`)).toBe(middle);
    expect(low).toBeLessThan(high);
  });
});

it.each(outcomes)('shows the naive difference of %s in the columns, and it is far from the effect', (outcome) => {
  const numbers = numbersOf(optInSummaries.simulate({ n: 100_000, seed: 1 }));
  const { value, standardError } = contrast(
    numbers[outcome],
    (i) => numbers.summaries[i] === 1,
    (i) => numbers.summaries[i] === 0,
  );
  expect(Math.abs(value - truths().get(`naive/${outcome}`)!)).toBeLessThan(4 * standardError);
  expect(Math.abs(value / truths().get(`ate/${outcome}`)!)).toBeGreaterThan(1.6);
});

it('has minutes from before the choice that go with it by skill and tier alone, unless a drive is hidden', () => {
  const gap = (hidden: number): number => {
    const { columns } = optInSummaries.simulate({ n: 60_000, seed: 3, hidden, pull: 0 });
    const { summaries, minutes_before, skill, tier } = columns as Record<'summaries' | 'minutes_before' | 'skill', Float64Array> & { tier: readonly string[] };
    const sums = [0, 0];
    const counts = [0, 0];
    summaries.forEach((on, i) => {
      if (tier[i] !== 'light' || Math.abs(skill[i]) > 0.5) return;
      sums[on] += minutes_before[i];
      counts[on]++;
    });
    return sums[1] / counts[1] - sums[0] / counts[0];
  };
  expect(Math.abs(gap(0))).toBeLessThan(0.5);
  expect(gap(1)).toBeLessThan(-1);
});

it('does nothing where its effects are zero', () => {
  const none = truths({ minutesEffect: 0 });
  for (const id of ['ate', 'att', 'atc', 'ato']) expect(none.get(`${id}/minutes`)).toBe(0);
  const { minutes } = optInSummaries.simulate({ n: 10, seed: 1, minutesEffect: 0 }).columns;
  expect(minutes).not.toEqual(optInSummaries.simulate({ n: 10, seed: 1 }).columns.minutes);
  expect(expectedMinutes({ skill: 0, tier: 1, drive: 1 }, 0, { ...optInParameters, hidden: 1 })).toBe(40);
});
