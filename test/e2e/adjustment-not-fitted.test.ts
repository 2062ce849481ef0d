import { describe, expect, it } from 'vitest';
import { fromRows } from '../../src/index.ts';
import type { StudyInput } from '../../src/study/read/schema/study-schema.ts';
import { analyze, defineStudy } from '../../src/study.ts';

// An adjustment that chance alone makes impossible leaves the unadjusted effect, and says so.

/** 400 units, 24 of them treated, none of which is of the level `rare`: one unit in three is, enough for some by chance. */
const rows = Array.from({ length: 400 }, (_, i) => {
  const z = i % 17 === 0 ? 1 : 0;
  const g = i % 3 === 1 && z === 0 ? 'rare' : ['a', 'b'][i % 2];
  return { id: i, z: String(z), g, arm: `v${z}`, one: 1, x: i % 7, twice: 2 * (i % 7), y: z + (i % 5) + (g === 'a' ? 1 : 0), cost: (i * 7) % 11 };
});

const study = (covariates: StudyInput['covariates'], adjust: 'lin' | 'ancova' | 'cuped' = 'lin') =>
  analyze(
    defineStudy({
      estimand: 1,
      study: 'adjusted',
      question: 'Does it help?',
      data: { file: 'rows.csv' },
      unit: 'id',
      design: { kind: 'randomized', assignment: 'z', control: '0' },
      treatments: { 1: { model: 'm@1' } },
      covariates,
      outcomes: { y: { role: 'primary', better: 'higher' }, cost: { role: 'guardrail', better: 'lower', tolerance: 5 } },
      analysis: { adjust },
    }),
    { data: fromRows(rows) },
  );

describe('an adjustment that cannot be fitted', () => {
  it.each([
    ['a level that no treated unit has', ['g'] as const, 'lin' as const, /Covariate "g=rare" has the same value on every unit of arm "1"/],
    ['covariates that repeat each other', ['x', 'twice'] as const, 'ancova' as const, /x.*twice/],
  ])('for %s: the unadjusted effect decides', async (_, covariates, adjust, why) => {
    const { study: said, findings, estimates, decision } = await study([...covariates], adjust);
    expect(said.outcomes.map(({ headline }) => headline)).toEqual(['itt:y', 'itt:cost']);
    expect(estimates.some(({ id }) => id.startsWith('adjusted-itt') || id.startsWith('ancova'))).toBe(false);
    const dropped = findings.filter(({ check }) => check === 'adjustment');
    expect(dropped.map(({ about }) => about.column)).toEqual(['y', 'cost']);
    expect(dropped[0]).toMatchObject({ verdict: 'refuse', says: expect.stringMatching(why), mend: expect.stringMatching(/^The unadjusted effect stands\./) });
    expect(decision.reasons.find(({ condition }) => condition === 'primary-positive')).toMatchObject({ estimate: 'itt:y', status: 'met' });
  });

  it('for a covariate that is the same for all units stays an error: it adjusts nothing', async () => {
    await expect(study(['one'])).rejects.toMatchObject({ code: 'covariates-collinear', facts: { why: 'constant' } });
  });

  it('for a covariate that follows the assignment stays an error: it was not measured before', async () => {
    await expect(study(['arm'])).rejects.toMatchObject({ code: 'covariates-collinear', facts: { why: 'assignment' } });
  });
});
