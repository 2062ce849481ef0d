import { beforeAfterExample } from './before-after-example.ts';
import { globalLaunchExample } from './global-launch-example.ts';
import { judgeExample } from './judge-example.ts';
import { multiArmExample } from './multi-arm-example.ts';
import { optInExample } from './opt-in-example.ts';
import { routingExample } from './routing-example.ts';
import { stagedExample } from './staged-example.ts';
import type { StudyExample } from './study-example.ts';
import { supportExample } from './support-example.ts';
import { targetedHelpExample } from './targeted-help-example.ts';
import { thresholdExample } from './threshold-example.ts';
import { weeklyReviewExample } from './weekly-review-example.ts';

/** Every example of examples/ that has a memo: the list that grows. */
export const studyExamples: readonly StudyExample[] = [
  supportExample,
  multiArmExample,
  judgeExample,
  routingExample,
  beforeAfterExample,
  stagedExample,
  optInExample,
  thresholdExample,
  globalLaunchExample,
  targetedHelpExample,
  weeklyReviewExample,
];
