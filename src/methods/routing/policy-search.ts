import type { Answer } from '../../estimate/answer.ts';
import { column, equals, number } from '../../expressions/build.ts';
import type { Outcome, Protocol } from '../../protocol/protocol.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { routingOptionsOf } from './options.ts';
import { type Routing, routingIn } from './own.ts';
import { valuingRounds } from './rounds.ts';
import { type PolicySearchOptions, type SearchConstraint, searchPolicies } from './search.ts';

/** Where chances are logged and nothing is tuned. */
const whereLogged = { usual: 2, most: 3 };

/**
 * A rule whose thresholds are chosen on some rows of the log and valued on the others.
 *
 * Model   as `searchPolicies`: of the candidates whose one-sided bounds keep the guardrails, the one with the largest gain of the primary outcome.
 * Shapes  two scans for all candidates and both parts.
 * Units   outcome units.
 * Errors  as `policyGain`; option-invalid when the objective is no outcome.
 * Source  Athey & Imbens (2016), PNAS 113, on honest halves; Dudik, Erhan, Langford & Li (2014), Statistical Science 29.
 */
export const policySearch = question<PolicySearchOptions>(
  {
    id: 'policy-search',
    title: 'Thresholds of a rule, chosen on one part of the log and valued on the other',
    source: 'Athey & Imbens (2016), PNAS 113; Dudik, Erhan, Langford & Li (2014), Statistical Science 29',
    docs: 'docs/methods/policy-search.md',
    label: 'routed by the rule that was sought',
    rounds: whereLogged,
    roundsOn: (options: PolicySearchOptions) => valuingRounds(options, whereLogged),
    plan: (protocol) => {
      const log = routingIn(protocol);
      const search = log?.search;
      const options = search && routingOptionsOf({ ...protocol, own: { ...log, policies: search.candidates } as Routing });
      const primary = protocol.outcomes.find(({ role }) => role === 'primary');
      if (!options || !primary) return [];
      const constraints = constraintsIn(protocol);
      return [{ ...options, learning: search.learning, objective: primary.name, better: primary.better, constraints }];
    },
    example: {
      outcomes: [{ name: 'y' }],
      action: 'z',
      actions: ['0', '1'],
      propensities: { kind: 'taken', chance: number(0.5) },
      policies: [0.2, 0.8].map((chance) => ({
        name: `1 with ${chance}`,
        chances: { 0: number(1 - chance), 1: number(chance) },
        says: `1 with chance ${chance}`,
      })),
      covariates: ['x', { factor: 'g' }],
      learning: equals(column('d'), 1),
      objective: 'y',
    },
  },
  function* (options): Asking<Answer> {
    const { chosen, ...answer } = yield* searchPolicies(options);
    const estimates = answer.estimates.map((e) => ({ ...e, id: e.id.replace('policy-gain', 'policy-search'), method: { ...e.method, id: 'policy-search' } }));
    const renamed = (id: string | undefined) => (id === undefined ? {} : { estimate: id.replace('policy-gain', 'policy-search') });
    return { ...answer, estimates, findings: answer.findings.map((f) => ({ ...f, about: { ...f.about, ...renamed(f.about.estimate) } })) };
  },
);

/** A candidate keeps a guardrail when its bound is no worse than the tolerance. Tolerances in percent are judged after the choice only. */
function constraintsIn({ outcomes }: Protocol): readonly SearchConstraint[] {
  return outcomes.flatMap(({ name, role, better, tolerance }: Outcome): readonly SearchConstraint[] => {
    if (role !== 'guardrail' || !tolerance || tolerance.relative) return [];
    return [better === 'lower' ? { outcome: name, atMost: tolerance.value } : { outcome: name, atLeast: -tolerance.value }];
  });
}
