import { expect, it } from 'vitest';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import { column, greater, when } from '../../expressions/build.ts';
import { runSync } from '../../relation/run.ts';
import { loggedRouting } from '../../scenarios/logged-routing/logged-routing.ts';
import { policyValue } from './policy-value.ts';

const n = 3000;
const simulated = loggedRouting.simulate({ n, seed: 3 }).columns;
const users = Array.from({ length: n }, (_, i) => (i % 5 === 0 ? null : `u${Math.floor(i / 4)}`));
const known = users.flatMap((user, i) => (user === null ? [] : [i]));
const whole = fromColumns({ ...simulated, user: users });
const part = fromColumns({
  ...Object.fromEntries(Object.entries(simulated).map(([name, values]) => [name, known.map((i) => values[i] ?? null)])),
  user: known.map((i) => users[i]),
});

const hard = greater(column('risk'), 1);
const question = () =>
  policyValue({
    outcomes: [{ name: 'reward' }],
    action: 'action',
    actions: ['small_model', 'large_model', 'human'],
    propensities: { kind: 'taken', chance: column('p_logged_action') },
    covariates: ['difficulty', 'risk'],
    policies: [{ name: 'new', says: 'new', chances: { human: when(hard, 1, 0), small_model: when(hard, 0, 1) } }],
    cluster: 'user',
  });
const answers = [whole, part].map((rows) => runSync(rows, question()));

it('rows of no cluster are as if they were not in the log, and are counted', () => {
  const [withThem, without] = answers;
  expect(withThem.estimates.map(({ id, value, standardError }) => ({ id, value, standardError }))).toEqual(
    without.estimates.map(({ id, value, standardError }) => ({ id, value, standardError })),
  );
  expect(withThem.findings).toMatchObject([{ check: 'missing-cluster', verdict: 'warn', statistic: 600, about: { column: 'user' } }]);
  expect(without.findings).toEqual([]);
});
