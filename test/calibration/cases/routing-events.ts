import type { Answer } from '../../../src/estimate/answer.ts';
import { column, number } from '../../../src/expressions/build.ts';
import { waldInference } from '../../../src/inference/wald.ts';
import { policyGain } from '../../../src/methods/routing/policy-gain.ts';
import { policyValue } from '../../../src/methods/routing/policy-value.ts';
import { type Asked, atLeast, below, type Scenario, upper } from '../case.ts';
import { rareHarm } from '../draws-routing.ts';

const log = {
  outcomes: [{ name: 'harm' }],
  action: 'action',
  actions: ['a', 'b'],
  propensities: { kind: 'taken', chance: column('p') },
  policies: [{ name: 'all b', says: 'all b', chances: { b: number(1) } }],
} as const;

/** The one-sided bound by the standard error alone; with none it is the estimate itself. */
const byError = ({ estimates: [e] }: Answer, truth: number): boolean =>
  truth <= waldInference(e.value, e.standardError!, { kind: 'normal' }, { level: 0.95, boundsLevel: 0.95 }).bounds.high;

const gain: Asked = {
  ask: () => policyGain(log),
  checks: [
    upper('policy-gain of a rare harm', 'gain/harm', atLeast()),
    { name: 'policy-gain of a rare harm, upper bound by its error alone', truth: 'gain/harm', hit: byError, expected: below(0.95) },
  ],
};
const value: Asked = {
  ask: () => policyValue({ ...log, estimators: ['dr'] }),
  checks: [upper('policy-value of a rare harm', 'b/harm', atLeast())],
};

/** A guardrail at its margin passes as often as the upper bound misses. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'a harm of six in a hundred, of which 45 requests show three; two of a hundred in the log',
    heavy: true,
    least: 2000,
    draws: rareHarm({ n: 1500, chance: 0.03, harm: [0.06, 0.02] }),
    asked: [gain, value],
  },
  {
    name: 'a harm of four in a hundred, of which 150 requests show six, and more where they are seldom seen',
    draws: rareHarm({ n: 1500, chance: 0.1, spread: 0.5, harm: [0.04, 0.02] }),
    asked: [gain],
  },
];
