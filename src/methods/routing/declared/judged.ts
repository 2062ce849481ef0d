import { type Problem, problem } from '../../../protocol/keys/problem.ts';
import type { StudyFile } from '../../../protocol/keys/study-file.ts';
import type { RoutingKeys } from './keys.ts';

/** What outcomes that a judge scores do not go with in a routing log. */
export function judgedProblems(outcomes: StudyFile['outcomes'], { tuning }: RoutingKeys): readonly Problem[] {
  return Object.entries(outcomes).flatMap(([name, { measured }]): readonly Problem[] => {
    if (!measured) return [];
    const at = ['outcomes', name, 'measured'];
    const idle = (key: string, why: string): Problem =>
      problem([...at, key], 'study-key-idle', { key: `measured.${key}`, design: 'a routing log', why }, 'key');
    const { by, biases, halfWidth } = measured;
    const { interval } = tuning ?? {};
    return [
      ...(by === 'calibration' || by === 'rogan-gladen' ? [problem([...at, 'by'], 'routing-judged-by', { outcome: name, by })] : []),
      ...(interval === 'bootstrap' || interval === 'empirical-bernstein'
        ? [problem(['design', 'tuning', 'interval'], 'routing-judged-interval', { outcome: name, interval })]
        : []),
      ...(Object.keys(biases).length > 0 ? [idle('biases', 'what sways the judge is asked of arms')] : []),
      ...(halfWidth !== undefined ? [idle('halfWidth', 'audits of actions are not planned from here')] : []),
    ];
  });
}
