import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import { column, greater, or, subtract, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { runSync } from '../../relation/run.ts';
import { loggedRouting } from '../../scenarios/logged-routing/logged-routing.ts';
import { policyValue } from './policy-value.ts';

const n = 4000;
const simulated = loggedRouting.simulate({ n, seed: 11 }).columns;
const [difficulty, risk] = [simulated.difficulty, simulated.risk] as readonly Float64Array[];
const rows = fromColumns({
  ...simulated,
  patchy: Array.from({ length: n }, (_, i) => (i % 7 === 0 ? null : difficulty[i])),
  language: Array.from({ length: n }, (_, i) => ['de', 'en', 'fr', 'is'][i % 23 === 0 ? 3 : Math.floor(Math.abs(risk[i] * 10)) % 3]),
  far: Float64Array.from(risk, (x) => x + 1e6),
});

const hard = or(greater(column('risk'), 1), greater(column('difficulty'), 1.2));
const middling = greater(column('difficulty'), -0.3);
const rule = (human: Expression | number, large: Expression | number, small: Expression | number): Expression =>
  when(hard, human, when(middling, large, small));
const list = { human: rule(1, 0, 0), large_model: rule(0, 1, 0), small_model: rule(0, 0, 1) };
const mixed = { human: rule(0.7, 0, 0), large_model: rule(0.3, 0.9, 0.2), small_model: rule(0, 0.1, 0.8) };
/** The same chances, but not to be seen through: what is asked of them are moments of chance and context. */
const opaque = (chances: Record<string, Expression>) => Object.fromEntries(Object.entries(chances).map(([name, e]) => [name, subtract(e, 0)]));

const log = {
  outcomes: [{ name: 'reward' }],
  action: 'action',
  actions: ['small_model', 'large_model', 'human'],
  propensities: { kind: 'taken', chance: column('p_logged_action') },
  estimators: ['dm', 'dr'],
} as const;

const contexts = {
  numbers: ['difficulty', 'risk'],
  'numbers and factors': ['difficulty', { factor: 'language' }, { factor: 'segment' }],
  'missing values': ['risk', 'patchy', { factor: 'language' }],
  'numbers far from zero': ['difficulty', 'far'],
};
const segmented = rows.derive({ segment: when(greater(column('risk'), 0.4), 2, when(greater(column('risk'), -0.4), 1, 0)) });

describe.each(Object.entries(contexts))('a rule list with %s', (_, covariates) => {
  it.each([
    ['for certain', list],
    ['by chance', mixed],
  ])('that takes actions %s is worth what the same chances are worth', (_, chances) => {
    const worth = (of: Record<string, Expression>) =>
      runSync(segmented, policyValue({ ...log, covariates, policies: [{ name: 'new', says: 'new', chances: of }] })).estimates;
    const [seen, unseen] = [worth(chances), worth(opaque(chances))];
    expect(seen.map(({ id }) => id)).toEqual(['policy-value:reward:new:dm', 'policy-value:reward:new:dr']);
    for (const [i, one] of seen.entries()) {
      expect(one.value! / unseen[i].value!).toBeCloseTo(1, 10);
      expect(one.standardError! / unseen[i].standardError!).toBeCloseTo(1, 8);
    }
  });
});
