import { problem } from '../problem.ts';
import type { Rule } from './rule.ts';

/** Baselines are those of outcomes. */
export const baselinesNamed: Rule = ({ planning, outcomes }) =>
  Object.keys(planning?.baselines ?? {})
    .filter((name) => !Object.hasOwn(outcomes, name))
    .map((name) => problem(['planning', 'baselines', name], 'study-baseline-unknown', { name, outcomes: Object.keys(outcomes) }, 'key'));
