import { describe, expect, it } from 'vitest';
import { fromRows } from '../../src/engines/memory/from-rows.ts';
import { stream } from '../../src/math/random/stream.ts';
import { analyze } from '../../src/study/analyze.ts';
import { defineStudy } from '../../src/study/read/define-study.ts';

const adjustedFor = (...covariates: readonly string[]) =>
  defineStudy({
    estimand: 1,
    study: 'waves',
    question: 'Are more questions solved where the assistant is?',
    data: { file: 'rows.csv' },
    time: 'week',
    design: { kind: 'staged-rollout', start: 'start' },
    covariates: [...covariates],
    outcomes: { solved: { role: 'primary', better: 'higher' } },
  });

interface Seen {
  readonly reached: boolean;
  readonly week: number;
}

/** 2,400 questions of six weeks, other ones in each; a third of the markets have the assistant from week 4, a third from week 5. */
async function found(chances: { readonly expert: (seen: Seen) => number; readonly answered?: (seen: Seen) => number }) {
  const random = stream(5);
  const rows = Array.from({ length: 2_400 }, (_, i) => {
    const [week, start] = [(i % 6) + 1, [4, 5, null][Math.floor(i / 6) % 3]];
    const seen = { week, reached: start !== null && week >= start };
    const expert = random.bernoulli(chances.expert(seen)) ? 1 : 0;
    const solved = random.bernoulli(0.4 + 0.2 * expert + (seen.reached ? 0.2 : 0)) ? 1 : 0;
    return { week, start, expert, plan: ['free', 'team', 'pro'][random.integer(3)], solved: random.bernoulli(chances.answered?.(seen) ?? 1) ? solved : null };
  });
  const { findings, decision } = await analyze(adjustedFor('expert', 'plan'), { data: fromRows(rows) });
  const of = (check: string) => findings.filter((f) => f.check === check);
  return { composition: of('composition'), attrition: of('attrition'), decision };
}

it('says by which covariates nothing can be compared, and not that events are few', async () => {
  const rows = Array.from({ length: 600 }, (_, i) => {
    const [week, start] = [(i % 6) + 1, [4, 5, null][Math.floor(i / 6) % 3]];
    return { week, start, half: week > 3 ? 1 : 0, later: week > 3 ? 1 : 0, solved: (i * 7) % 5 < 2 ? 1 : 0 };
  });
  await expect(analyze(adjustedFor('half', 'later'), { data: fromRows(rows) })).rejects.toThrow(
    /^The primary outcome "solved" cannot be estimated: The effect on solved cannot be told: .*half, later/,
  );
});

describe('who is seen in a repeated cross-section', () => {
  it('passes where the same come, and in all markets alike', async () => {
    for (const expert of [() => 0.3, ({ week }: Seen) => 0.1 * week]) {
      const { composition, attrition, decision } = await found({ expert });
      expect(composition).toMatchObject(['expert', 'plan'].map((column) => ({ verdict: 'pass', about: { column }, canHold: true })));
      expect(attrition).toMatchObject([{ verdict: 'pass', says: 'solved is known of every row.' }]);
      expect(decision.verdict).toBe('launch');
    }
  });

  it('holds where others come with the change, though the estimate is adjusted for them', async () => {
    const { composition, decision } = await found({ expert: ({ reached }) => (reached ? 0.6 : 0.3) });
    expect(composition).toMatchObject([
      { verdict: 'fail', identification: true, about: { column: 'expert' } },
      { verdict: 'pass', about: { column: 'plan' } },
    ]);
    expect(Math.abs(composition[0].statistic! - 0.3)).toBeLessThan(0.15);
    expect(composition[0].says).toMatch(
      /^The mean of expert among rows of those reached is 0\.\d+ higher than it would be without the change, as far as cohorts tell \(p < 0\.001\)\.$/,
    );
    expect(decision.verdict).toBe('hold');
  });

  it('holds where rows have an outcome less often with the change', async () => {
    const { attrition, decision } = await found({ expert: () => 0.3, answered: ({ reached }) => (reached ? 0.6 : 0.9) });
    expect(attrition).toMatchObject([{ verdict: 'fail', identification: true }]);
    expect(attrition[0].says).toMatch(/^solved is known of rows of those reached \d\d\.\d pp less often than it would be/);
    expect(decision.verdict).toBe('hold');
  });

  it('passes where rows lack an outcome alike', async () => {
    const { attrition, decision } = await found({ expert: () => 0.3, answered: () => 0.8 });
    expect(attrition).toMatchObject([{ verdict: 'pass' }]);
    expect(decision.verdict).toBe('launch');
  });
});
