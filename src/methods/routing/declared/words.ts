import { sayCount } from '../../../estimate/say.ts';
import type { DesignWords } from '../../../protocol/design.ts';
import type { StudyFile } from '../../../protocol/keys/study-file.ts';
import { loggingPolicy } from '../own.ts';
import type { RoutingKeys } from './keys.ts';
import { policyText } from './policy-of.ts';

export function routingWords({ unit, design }: StudyFile<RoutingKeys>): DesignWords {
  const drawn = design.chanceDraws === undefined ? [] : [`shares of ${sayCount(design.chanceDraws)} draws`];
  const how = [...(design.computed === undefined ? [] : [design.computed]), ...drawn].join(', ');
  const computed = how === '' ? '' : ` (${how})`;
  const chances = design.propensities === 'estimated' ? 'chances that are not logged but estimated' : `chances that the log holds${computed}`;
  return {
    says: `${unit ?? 'Each row'} routed by ${design.action}, with ${chances}`,
    column: { role: 'Action', name: design.action },
    control: loggingPolicy,
    treatments: Object.keys(design.policies),
    noun: ['policy', 'policies'],
    // What a policy is stands where the versions of a treatment stand.
    versions: Object.fromEntries(Object.entries(design.policies).map(([name, policy]) => [name, { policy: policyText(policy) }])),
  };
}
