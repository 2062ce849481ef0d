import { type Problem, problem } from '../../../protocol/keys/problem.ts';
import type { StudyFile } from '../../../protocol/keys/study-file.ts';
import type { StagedRolloutKeys } from './keys.ts';

/** What outcomes that a judge scores do not go with in a staged rollout. */
export function judgedProblems(outcomes: StudyFile['outcomes'], { treated, within }: StagedRolloutKeys): readonly Problem[] {
  return Object.entries(outcomes).flatMap(([name, { measured }]): readonly Problem[] => {
    if (!measured) return [];
    const at = ['outcomes', name, 'measured'];
    const idle = (key: string, why: string): Problem =>
      problem([...at, key], 'study-key-idle', { key: `measured.${key}`, design: 'a staged rollout', why }, 'key');
    const { by, biases, halfWidth } = measured;
    return [
      ...(treated !== undefined ? [problem(at, 'staged-judged-treated', { outcome: name, treated }, 'key')] : []),
      ...(within ? [problem(at, 'staged-judged-within', { outcome: name, column: within.column }, 'key')] : []),
      ...(by === 'calibration' || by === 'rogan-gladen' ? [problem([...at, 'by'], 'staged-judged-by', { outcome: name, by })] : []),
      ...(Object.keys(biases).length > 0 ? [idle('biases', 'what sways the judge is asked of arms')] : []),
      ...(halfWidth !== undefined ? [idle('halfWidth', 'audits of cohorts by period are not planned from here')] : []),
    ];
  });
}
