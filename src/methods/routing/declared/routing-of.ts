import { EstimandError } from '../../../errors/estimand-error.ts';
import { nearest } from '../../../errors/nearest.ts';
import type { PlaceOf } from '../../../protocol/design.ts';
import type { Column } from '../../../relation/schema.ts';
import { sharesIn } from '../../../relation/shares.ts';
import { loggingPolicy, type Propensities, type Routing } from '../own.ts';
import { declaredActions, isTable, type RoutingKeys } from './keys.ts';
import { namedActions, policyOf } from './policy-of.ts';
import { searchOf } from './search-of.ts';

/**
 * A declared routing log as methods read it. `logged`: the actions in the data, for a study that leaves them to the log.
 *
 * Errors  routing-action-unknown, routing-name-taken, at the policy; routing-candidate-unknown.
 */
export function routingOf(design: RoutingKeys, place: PlaceOf, schema: readonly Column[], logged: readonly string[]): Routing {
  const byName = namesOfCandidates(design, place, logged);
  const actions = declaredActions(design) ?? [...new Set([...logged, ...byName])];
  expectActions(design, place, actions);
  if (logged.length > 0) expectTables(design, place, schema, actions);
  const search = searchOf(design, place, actions);
  return {
    kind: 'routing',
    action: design.action,
    actions,
    propensities: propensitiesOf(design),
    candidates: design.candidates && !Array.isArray(design.candidates) ? design.candidates : {},
    ...(design.version !== undefined && { version: design.version }),
    ...(design.cluster !== undefined && { cluster: design.cluster }),
    policies: Object.entries(design.policies).map(([name, declared]) => policyOf(name, declared, { action: design.action, actions, schema })),
    estimator: design.estimator,
    rewardModel: design.rewardModel,
    crossFit: design.crossFit,
    ...(search && { search }),
    ...(design.tuning && { tuning: design.tuning }),
  };
}

/** The actions whose candidates are columns. One that stands nowhere else was never logged, or is misspelt. */
function namesOfCandidates({ candidates = [], probabilities }: RoutingKeys, place: PlaceOf, logged: readonly string[]): readonly string[] {
  if (Array.isArray(candidates)) return [];
  const known = probabilities ? Object.keys(probabilities) : logged;
  for (const action of Object.keys(candidates)) {
    const near = known.includes(action) ? undefined : nearest(action, known);
    if (near !== undefined) throw new EstimandError('routing-candidate-unknown', { action, near }, place(['design', 'candidates', action]));
  }
  return logged.length === 0 ? [] : Object.keys(candidates);
}

function propensitiesOf({ propensities, probability, probabilities, chanceDraws }: RoutingKeys): Propensities {
  const draws = chanceDraws === undefined ? {} : { draws: chanceDraws };
  if (propensities === 'estimated') return { kind: 'estimated' };
  return probabilities ? { kind: 'by-action', columns: probabilities, ...draws } : { kind: 'taken', column: probability ?? '', ...draws };
}

/** Tables are read with the files of the study, and hold actions alone that there are. */
function expectTables({ policies }: RoutingKeys, placeOf: PlaceOf, schema: readonly Column[], known: readonly string[]): void {
  for (const [policy, declared] of Object.entries(policies)) {
    if (!isTable(declared)) continue;
    const place = placeOf(['design', 'policies', policy, 'table']);
    const found = Object.keys(sharesIn(schema, policy));
    if (found.length === 0) throw new EstimandError('routing-table-unread', { policy, file: declared.table }, place);
    const action = found.find((one) => !known.includes(one));
    if (action !== undefined) throw new EstimandError('routing-action-unknown', { policy, action, known }, place);
  }
}

/** Before the log has been read there may be no actions to hold policies against. */
function expectActions({ policies, search }: RoutingKeys, placeOf: PlaceOf, known: readonly string[]): void {
  const isUnknown = ({ action }: { readonly action: string }): boolean => known.length > 0 && !known.includes(action);
  for (const [policy, declared] of Object.entries(policies)) {
    const place = (path: readonly (string | number)[]) => placeOf(['design', 'policies', policy, ...path]);
    if (policy === loggingPolicy) throw new EstimandError('routing-name-taken', { policy }, place([]));
    const unknown = namedActions(declared).find(isUnknown);
    if (unknown) throw new EstimandError('routing-action-unknown', { policy, action: unknown.action, known }, place(unknown.path));
  }
  const sought = search && namedActions(search.rules).find(isUnknown);
  if (sought)
    throw new EstimandError(
      'routing-action-unknown',
      { policy: 'search', action: sought.action, known },
      placeOf(['design', 'search', 'rules', ...sought.path]),
    );
}
