import { valueAt } from '../navigate.ts';
import { problem } from '../problem.ts';
import type { StudyFile } from '../study-file.ts';
import type { Rule } from './rule.ts';

interface Need {
  readonly met: (outcomes: readonly StudyFile['outcomes'][string][]) => boolean;
  readonly lacking: string;
  readonly mend: string;
}

const needs: Readonly<Partial<Record<StudyFile['decide']['launch'][number], Need>>> = {
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

/** A condition that was written can be judged. A default condition that has nothing to judge simply holds. */
export const conditionsApply: Rule = ({ decide, outcomes }, written) => {
  if (valueAt(written, ['decide']) === undefined) return [];
  return decide.launch.flatMap((condition, i) => {
    const need = needs[condition];
    if (!need || need.met(Object.values(outcomes))) return [];
    return [problem(['decide', 'launch', i], 'study-condition-idle', { condition, lacking: need.lacking, mend: need.mend })];
  });
};
