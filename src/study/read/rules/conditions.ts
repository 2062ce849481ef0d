import { commonConditions } from '../../../protocol/keys/decide.ts';
import { type Problem, problem, valueAt } from '../../../protocol/keys/problem.ts';
import type { OutcomeKeys } from '../../../protocol/keys/study-file.ts';
import type { Rule } from './names.ts';

interface Need {
  readonly met: (outcomes: readonly OutcomeKeys[]) => boolean;
  readonly lacking: string;
  readonly mend: string;
}

const needs: Readonly<Record<string, Need>> = {
  'guardrails-hold': {
    met: (outcomes) => outcomes.some((o) => o.role === 'guardrail'),
    lacking: 'no outcome is a guardrail',
    mend: 'Give an outcome role: guardrail and a tolerance, or take the condition out.',
  },
  'primary-worthwhile': {
    met: (outcomes) => outcomes.some((o) => o.role === 'primary' && o.worthwhile !== undefined),
    lacking: 'the primary outcome has no worthwhile effect',
    mend: 'Add worthwhile to the primary outcome, or ask for primary-positive.',
  },
  'net-value-positive': {
    met: (outcomes) => outcomes.some((o) => o.value !== undefined),
    lacking: 'no outcome has a value',
    mend: 'Add value to the outcomes that are worth money, or take the condition out.',
  },
};

/** Every condition that the study writes must have something to judge. A default condition that has nothing to judge simply holds. */
export const conditionsApply: Rule = ({ study: { decide, outcomes }, design }, written) => {
  if (valueAt(written, ['decide', 'launch']) === undefined) return [];
  const known: readonly string[] = [...commonConditions, ...design.conditions].map(({ id }) => id);
  const idle = (condition: string, i: number, lacking: string, mend: string): Problem =>
    problem(['decide', 'launch', i], 'study-condition-idle', { condition, lacking, mend });
  return decide.launch.flatMap((condition, i) => {
    if (!known.includes(condition)) return [idle(condition, i, `${design.called} does not have it`, 'Take the condition out.')];
    const need = Object.hasOwn(needs, condition) ? needs[condition] : undefined;
    return !need || need.met(Object.values(outcomes)) ? [] : [idle(condition, i, need.lacking, need.mend)];
  });
};
