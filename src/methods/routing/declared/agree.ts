import { type Problem, problem } from '../../../protocol/keys/problem.ts';
import type { StudyFile } from '../../../protocol/keys/study-file.ts';
import { judgedProblems } from './judged.ts';
import type { RoutingKeys } from './keys.ts';
import { conditionColumns } from './routing-columns.ts';

/** What a routing log requires of the rest of the study. */
export function routingAgrees({ design, covariates, decide, outcomes }: StudyFile<RoutingKeys>): readonly Problem[] {
  const idle = unusedThresholds(design).map((name) => problem(['design', 'search', 'thresholds', name], 'routing-threshold', { name }, 'key'));
  const lacking =
    design.propensities === 'estimated' && covariates.length === 0
      ? [problem(['design', 'propensities'], 'routing-covariates-missing', { why: 'the chances of actions are to be estimated from them' })]
      : [];
  const logged = decide.launch.findIndex((condition) => (condition as string) === 'robust-to');
  const known =
    design.propensities === 'logged' && logged >= 0
      ? [
          problem(['decide', 'launch', logged], 'study-condition-idle', {
            condition: 'robust-to',
            lacking: 'the chances are logged, and no hidden column can have moved them',
            mend: 'Take the condition out.',
          }),
        ]
      : [];
  return [...idle, ...lacking, ...known, ...judgedProblems(outcomes, design)];
}

function unusedThresholds({ search }: RoutingKeys): readonly string[] {
  const read = new Set(search ? conditionColumns(search.rules).map(({ column }) => column) : []);
  return Object.keys(search?.thresholds ?? {}).filter((name) => !read.has(name));
}
