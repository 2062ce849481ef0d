import type { EstimandError } from '../../../errors/estimand-error.ts';
import type { RoutingKeys } from './keys.ts';

/** Where the study names what an error in a routing log is about: its chances, a policy, or the rows to learn from. */
export function placeInRouting({ code, facts }: EstimandError, { probabilities, policies }: RoutingKeys): readonly string[] | undefined {
  if (code.startsWith('propensit')) return ['design', probabilities ? 'probabilities' : 'probability'];
  if (code === 'search-rows') return ['design', 'search', 'learning'];
  if (!('policy' in facts)) return undefined;
  const { policy } = facts;
  return Object.hasOwn(policies, policy) ? ['design', 'policies', policy] : ['design', 'search', 'rules'];
}
