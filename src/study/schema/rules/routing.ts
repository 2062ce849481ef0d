import { type Problem, problem } from '../problem.ts';
import type { Rule } from './rule.ts';

/** What a routing log has no use for, and what it needs. */
export const routingFits: Rule = (study) => {
  const { design, outcomes } = study;
  if (design.kind !== 'routing') return [];
  const idle = (path: readonly string[], key: string, why: string): Problem => problem(path, 'routing-idle', { key, why }, 'key');
  const found: Problem[] = [];
  if (study.rows === 'many-per-unit') found.push(idle(['rows'], 'rows: many-per-unit', 'a row is a request, routed once'));
  if (study.segments.length > 0) found.push(idle(['segments'], 'segments', 'policies are valued over all requests; name the column in a rule to route by it'));
  if (study.mediators.length > 0) found.push(idle(['mediators'], 'mediators', 'what an action changes is not modelled'));
  for (const [name, o] of Object.entries(outcomes)) {
    const at = `outcomes.${name}`;
    for (const key of ['ratio', 'quantile', 'measured', 'transform', 'winsorize'] as const)
      if (o[key]) found.push(idle(['outcomes', name, key], `${at}.${key}`, 'a policy is valued by means of columns as they are'));
    if (typeof o.value === 'object') found.push(idle(['outcomes', name, 'value'], `${at}.value by arm`, 'there are no arms'));
  }
  if (design.propensities === 'estimated' && study.covariates.length === 0)
    found.push(problem(['design', 'propensities'], 'routing-covariates-missing', { why: 'the chances of actions are to be estimated from them' }));
  return found;
};
