import { describe, expect, it } from 'vitest';
import { contrast, type Numbers } from '../../../test/support/contrast.ts';
import {
  complaintWithout,
  draftsEffect,
  finishedWithout,
  planShares,
  plans,
  type ReviewParameters,
  reviewLimits,
  reviewParameters,
  sessionChances,
  sessionsPerUser,
} from './rules.ts';
import { weeklyReview } from './weekly-review.ts';

const truths = (changed: Partial<ReviewParameters> = {}) => new Map(weeklyReview.truth(changed).map(({ id, value }) => [id, value]));
const dayIds = Array.from({ length: 14 }, (_, day) => `day-${String(day).padStart(2, '0')}/finished`);

describe('what drafts do', () => {
  it('wears off, and settles at nothing on average, since one editor gains by them and the other loses', () => {
    const days = dayIds.map((id) => truths().get(id)!);
    for (let day = 1; day < 14; day++) expect(days[day]).toBeLessThan(days[day - 1]);
    expect(days[3]).toBeCloseTo(days[0] / 2, 12);
    expect(truths().get('with-old-editor/finished')).toBeGreaterThan(2.5 * truths().get('with-new-editor/finished')!);
  });

  it('is what days add up to, and the mean of both editors', () => {
    for (const changed of [{}, { effect: 0.2, novelty: -0.05, interaction: 0.3 }]) {
      const found = truths(changed);
      expect(dayIds.reduce((sum, id) => sum + found.get(id)!, 0)).toBeCloseTo(found.get('itt/finished')!, 12);
      expect((found.get('with-old-editor/finished')! + found.get('with-new-editor/finished')!) / 2).toBeCloseTo(found.get('itt/finished')!, 12);
    }
  });

  it('is the same on all days without novelty, and with both editors without interaction', () => {
    for (const id of dayIds) expect(truths({ novelty: 0, interaction: 0 }).get(id)).toBe(0.02);
    expect(truths({ interaction: 0 }).get('interaction/finished')).toBe(0);
  });

  it('is nothing where every parameter is zero', () => {
    const none = truths(Object.fromEntries(Object.keys(reviewParameters).map((name) => [name, 0])));
    for (const [id, value] of none) expect(Math.abs(value), id).toBeLessThan(1e-15);
  });

  it('is exact to 1e-9: any complaint, by how many sessions there are', () => {
    // Sessions after the first are binomial.
    const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k);
    const any = (chance: number): number =>
      plans.reduce((sum, _, plan) => {
        const a = sessionChances[plan];
        for (let k = 0; k <= 13; k++) sum += planShares[plan] * choose(13, k) * a ** k * (1 - a) ** (13 - k) * (1 - (1 - chance) ** (k + 1));
        return sum;
      }, 0);
    const complaintEffect = 0.02;
    expect(truths({ complaintEffect }).get('itt/complaint')).toBeCloseTo(any(complaintWithout + complaintEffect) - any(complaintWithout), 12);
  });

  it('leaves means positive and chances between zero and one at the ends of its parameters', () => {
    const least = { effect: -0.05, novelty: -0.05, interaction: -0.05, minutesEffect: -3, complaintEffect: -0.003, price: 0 };
    for (const [name, value] of Object.entries(least)) {
      const limit = reviewLimits[name as keyof ReviewParameters];
      expect([limit.holds(value), limit.holds(value - 1e-6)], name).toEqual([true, false]);
    }
    const rates = plans.flatMap((_, plan) =>
      [0, 1].flatMap((end) =>
        (['old', 'new'] as const).map((editor) => finishedWithout({ along: end, plan, drive: end }, editor) + draftsEffect(0, editor, least)),
      ),
    );
    expect(Math.min(...rates)).toBeGreaterThan(0);
    expect(reviewLimits.complaintEffect.holds(1 - complaintWithout)).toBe(false);
  });
});

describe('sessions', () => {
  const n = 60_000;
  const simulated = weeklyReview.simulate({ n, seed: 1 });
  const columns = simulated.columns as Numbers;
  const text = (name: string) => simulated.columns[name] as readonly string[];
  const seconds = (name: string) => Float64Array.from(text(name), (moment) => Date.parse(`${moment}Z`) / 1000);
  const user = Int32Array.from(text('user_id'), (id) => Number(id.slice(1)) - 1);
  const users = user[n - 1] + 1;
  const [came, at] = [seconds('came_at'), seconds('session_at')];
  const age = Int32Array.from(at, (moment, i) => Math.floor((moment - came[i]) / 86_400));
  const firstRow = new Int32Array(users).fill(-1);
  const [finished, late, complaint] = [0, 1, 2].map(() => new Float64Array(users));
  for (let i = 0; i < n; i++) {
    if (firstRow[user[i]] < 0) firstRow[user[i]] = i;
    finished[user[i]] += columns.finished[i];
    late[user[i]] += age[i] > 6 ? columns.finished[i] : 0;
    complaint[user[i]] = Math.max(complaint[user[i]], columns.complaint[i]);
  }
  const drafts = (one: number): boolean => columns.drafts[firstRow[one]] === 1;
  const near = ({ value, standardError }: ReturnType<typeof contrast>, truth: number): void => expect(Math.abs(value - truth)).toBeLessThan(4 * standardError);
  const effect = (of: Float64Array, where: (one: number) => boolean = () => true) =>
    contrast(
      of,
      (one) => drafts(one) && where(one),
      (one) => !drafts(one) && where(one),
    );

  it('are one on the day that a user comes, and at most one on each of the next thirteen', () => {
    for (let i = 0; i < n; i++) {
      const isFirst = firstRow[user[i]] === i;
      if (isFirst ? at[i] !== came[i] : age[i] <= age[i - 1] || age[i] > 13 || came[i] !== came[i - 1]) expect.fail(`row ${i}`);
    }
    expect(Math.abs(n / users / sessionsPerUser - 1)).toBeLessThan(0.015);
    expect(text('came_at').every((moment) => moment >= '2026-09-07 00:00' && moment < '2026-10-05')).toBe(true);
  });

  it('show the effect on what a user finishes in two weeks, and in the second of them', () => {
    near(effect(finished), truths().get('itt/finished')!);
    near(
      effect(late),
      dayIds.slice(7).reduce((sum, id) => sum + truths().get(id)!, 0),
    );
  });

  it.each(['old', 'new'] as const)('show the effect with the %s editor', (editor) => {
    const where = (one: number): boolean => text('editor')[firstRow[one]] === editor;
    near(effect(finished, where), truths().get(`with-${editor}-editor/finished`)!);
  });

  it('show the effect on complaints', () => near(effect(complaint), truths().get('itt/complaint')!));

  it('keep what the parameters do not touch', () => {
    const [base, changed] = [weeklyReview.simulate({ n: 500 }), weeklyReview.simulate({ n: 500, price: 3, novelty: 0 })];
    const touched = ['cost_usd', 'finished'];
    for (const name of Object.keys(base.columns).filter((one) => !touched.includes(one))) expect(changed.columns[name], name).toEqual(base.columns[name]);
    for (const name of touched) expect(changed.columns[name], name).not.toEqual(base.columns[name]);
  });
});
