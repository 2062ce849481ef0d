import { EstimandError } from '../../errors/estimand-error.ts';
import { nearest } from '../../errors/nearest.ts';
import { loggingPolicy, type Propensities, type Routing } from '../../protocol/routing.ts';
import type { StudySource } from '../parse-study.ts';
import { namedActions, policyOf } from './policy-of.ts';
import { declaredActions, type RoutingDesign } from './routing-design.ts';
import { searchOf } from './search-of.ts';

/**
 * A declared routing log as methods read it. `logged`: the actions in the data, for a study that leaves them to the log.
 *
 * Errors  routing-action-unknown, routing-name-taken, at the policy; routing-candidate-unknown.
 */
export function routingOf(source: StudySource, design: RoutingDesign, logged: readonly string[]): Routing {
  const byName = namesOfCandidates(source, design, logged);
  const actions = declaredActions(design) ?? [...new Set([...logged, ...byName])];
  expectActions(source, design, actions);
  const search = searchOf(source, design, actions);
  return {
    action: design.action,
    actions,
    propensities: propensitiesOf(design),
    candidates: design.candidates && !Array.isArray(design.candidates) ? design.candidates : {},
    ...(design.version !== undefined && { version: design.version }),
    ...(design.cluster !== undefined && { cluster: design.cluster }),
    policies: Object.entries(design.policies).map(([name, declared]) => policyOf(name, declared, actions)),
    estimator: design.estimator,
    rewardModel: design.rewardModel,
    crossFit: design.crossFit,
    ...(search && { search }),
    ...(design.tuning && { tuning: design.tuning }),
  };
}

/** The actions whose candidates are columns. One that nothing else knows was never logged, or is a slip of the pen. */
function namesOfCandidates(source: StudySource, { candidates = [], probabilities }: RoutingDesign, logged: readonly string[]): readonly string[] {
  if (Array.isArray(candidates)) return [];
  const known = probabilities ? Object.keys(probabilities) : logged;
  for (const action of Object.keys(candidates)) {
    const near = known.includes(action) ? undefined : nearest(action, known);
    if (near !== undefined) throw new EstimandError('routing-candidate-unknown', { action, near }, source.placeOf(['design', 'candidates', action]));
  }
  return logged.length === 0 ? [] : Object.keys(candidates);
}

function propensitiesOf({ propensities, probability, probabilities }: RoutingDesign): Propensities {
  if (propensities === 'estimated') return { kind: 'estimated' };
  return probabilities ? { kind: 'by-action', columns: probabilities } : { kind: 'taken', column: probability ?? '' };
}

/** Before the log has been read there may be no actions to hold policies against. */
function expectActions(source: StudySource, { policies, search }: RoutingDesign, known: readonly string[]): void {
  const isUnknown = ({ action }: { readonly action: string }): boolean => known.length > 0 && !known.includes(action);
  for (const [policy, declared] of Object.entries(policies)) {
    const place = (path: readonly (string | number)[]) => source.placeOf(['design', 'policies', policy, ...path]);
    if (policy === loggingPolicy) throw new EstimandError('routing-name-taken', { policy }, place([]));
    const unknown = namedActions(declared).find(isUnknown);
    if (unknown) throw new EstimandError('routing-action-unknown', { policy, action: unknown.action, known }, place(unknown.path));
  }
  const sought = search && namedActions(search.rules).find(isUnknown);
  if (sought)
    throw new EstimandError(
      'routing-action-unknown',
      { policy: 'search', action: sought.action, known },
      source.placeOf(['design', 'search', 'rules', ...sought.path]),
    );
}
