import type { LintRule } from '../../../protocol/design.ts';
import { benchmarkAsImpact } from './benchmark-as-impact.ts';
import { hiddenSubgroups } from './hidden-subgroups.ts';
import { ignoredInterference } from './ignored-interference.ts';
import { noMonitoring } from './no-monitoring.ts';
import { noPropensities } from './no-propensities.ts';
import { postTreatment } from './post-treatment.ts';
import { servedOnly } from './served-only.ts';
import { uncalibratedJudge } from './uncalibrated-judge.ts';
import { unversionedTreatment } from './unversioned-treatment.ts';
import { usersAgainstNonusers } from './users-against-nonusers.ts';

/** Every rule: the list that grows. docs/lint.md has a section for each, examples/lint a study that it finds and one that it does not. */
export const lintRules: readonly LintRule[] = [
  benchmarkAsImpact,
  usersAgainstNonusers,
  postTreatment,
  uncalibratedJudge,
  unversionedTreatment,
  noPropensities,
  hiddenSubgroups,
  servedOnly,
  ignoredInterference,
  noMonitoring,
];
