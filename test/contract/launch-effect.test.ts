import { describe, expect, it } from 'vitest';
import { launchEffect } from '../../src/methods/global-launch/launch-effect.ts';
import { expectDeepClose } from '../support/deep-close.ts';
import { answerOf, type Contracted, errorOf, estimateOf, rows, withOutcome } from './questions.ts';

const question: Contracted = launchEffect;
const teams = 24;

describe('the effect of a launch', () => {
  const base = estimateOf(question);

  it('names its estimate, its units and its source', () => {
    expect(base.id).toBe('launch-effect:y');
    expect(base.method).toMatchObject({ id: question.id, source: question.source, options: { outcome: 'y', level: 0.95 } });
    expect(base.sizes).toEqual({ units: teams, perArm: { without: teams - 1, launched: 1 }, dropped: { without: 0, launched: 0 } });
  });

  it('leaves out donors that lack a value, and counts them', () => {
    // Rows of a week are one a team: the first two teams lack one each.
    const { sizes } = estimateOf(
      question,
      {},
      withOutcome(question, (value, _, i) => (i === 0 || i === teams + 1 ? null : value)),
    );
    expect(sizes).toEqual({ units: teams - 2, perArm: { without: teams - 3, launched: 1 }, dropped: { without: 2, launched: 0 } });
  });

  it('is refused where the treated lack a value', () => {
    const { estimates, findings } = answerOf(
      question,
      {},
      withOutcome(question, (value, _, i) => (i === teams - 1 ? null : value)),
    );
    expect(estimates).toEqual([]);
    expect(findings).toMatchObject([{ check: 'launch-units', verdict: 'refuse' }]);
  });

  it('lies in its interval, which widens with the level until there are no ends', () => {
    const width = (level: number): number => {
      const [{ low = -Infinity, high = Infinity }] = estimateOf(question, { level }).interval.pieces;
      expect(low <= base.value && base.value <= high).toBe(true);
      return high - low;
    };
    const widths = [0.5, 0.8, 0.9, 0.95, 0.99].map(width);
    expect(widths.toSorted((a, b) => a - b)).toEqual(widths);
    // Twenty-three donors tell nothing at 99 %.
    expect(widths.at(-1)).toBe(Infinity);
  });

  it('tests no effect as its interval does', () => {
    const launched = withOutcome(question, (value, { team, week }) => value + (team === 't23' && week >= 7 ? 20 : 0));
    for (const on of [rows, launched]) {
      const { test, interval } = estimateOf(question, {}, on);
      const [{ low = -Infinity, high = Infinity }] = interval.pieces;
      expect(test!.pValue <= 0.05).toBe(low > 0 || high < 0);
    }
    expect(estimateOf(question, {}, launched).value).toBeCloseTo(base.value + 20, 9);
  });

  it('ignores a constant added to every outcome, and what teams are like anyway', () => {
    const moved = estimateOf(
      question,
      {},
      withOutcome(question, (value, { team }) => value + 1000 + 3 * Number(team.slice(1))),
    );
    expect(moved.value).toBeCloseTo(base.value, 7);
    expectDeepClose(moved.interval.pieces, base.interval.pieces, 1e-6);
  });

  it('scales with the outcome', () => {
    const [found] = [
      estimateOf(
        question,
        {},
        withOutcome(question, (value) => -3 * value),
      ),
    ];
    expect(found.value).toBeCloseTo(-3 * base.value, 8);
    expectDeepClose(
      [found.interval.pieces[0].low, found.interval.pieces[0].high],
      [-3 * base.interval.pieces[0].high!, -3 * base.interval.pieces[0].low!],
      1e-8,
    );
  });

  it.each([7, 0, 0.1, -1e9 / 3])('refuses an outcome that is %d for every unit', (value) => {
    const { estimates, findings } = answerOf(
      question,
      {},
      withOutcome(question, () => value),
    );
    expect(estimates).toEqual([]);
    expect(findings).toMatchObject([{ verdict: 'refuse', check: 'constant-outcome' }]);
  });

  it('refuses levels that are none', () => {
    for (const level of [0, 0.2, 1, 95, Number.NaN]) expect(errorOf(question, { level }, rows)?.code).toBe('option-invalid');
  });

  it('stops at an infinite outcome, naming it', () => {
    const infinite = withOutcome(question, (value, _, i) => (i === 3 ? Number.POSITIVE_INFINITY : value));
    expect(errorOf(question, {}, infinite)).toMatchObject({ code: 'not-finite', facts: { column: 'y', count: 1 } });
  });
});
