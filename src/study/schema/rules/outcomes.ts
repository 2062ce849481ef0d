import { problem } from '../problem.ts';
import type { Rule } from './rule.ts';

/** One primary outcome decides. */
export const onePrimary: Rule = ({ outcomes }) => {
  const names = Object.keys(outcomes);
  const [first, ...others] = names.filter((name) => outcomes[name].role === 'primary');
  if (first === undefined) return [problem(['outcomes'], 'study-primary-missing', { outcomes: names }, 'key')];
  return others.map((second) => problem(['outcomes', second, 'role'], 'study-primary-twice', { first, second }));
};

/** A guardrail has a tolerance, and nothing else has one. */
export const tolerances: Rule = ({ outcomes }) =>
  Object.entries(outcomes).flatMap(([outcome, { role, tolerance }]) => {
    if (role === 'guardrail' && tolerance === undefined) return [problem(['outcomes', outcome], 'study-tolerance-missing', { outcome }, 'key')];
    if (role !== 'guardrail' && tolerance !== undefined) return [problem(['outcomes', outcome, 'tolerance'], 'study-tolerance-idle', { outcome, role })];
    return [];
  });
