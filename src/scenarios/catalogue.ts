import { confidenceRouting } from './confidence-routing/confidence-routing.ts';
import { feedbackLoop } from './feedback-loop/feedback-loop.ts';
import { globalUpgrade } from './global-upgrade/global-upgrade.ts';
import { judgeScores } from './judge-scores/judge-scores.ts';
import { loggedRouting } from './logged-routing/logged-routing.ts';
import { multiArm } from './multi-arm/multi-arm.ts';
import { optInSummaries } from './opt-in-summaries/opt-in-summaries.ts';
import { productLog } from './product-log/product-log.ts';
import { ragSearch } from './rag-search/rag-search.ts';
import type { Scenario } from './scenario.ts';
import { stagedLaunch } from './staged-launch/staged-launch.ts';
import { supportRollout } from './support-rollout/support-rollout.ts';
import { targetedHelp } from './targeted-help/targeted-help.ts';
import { weeklyReview } from './weekly-review/weekly-review.ts';

/** Every built-in scenario, in the order of `scenarioIds`. */
export const scenarios: readonly Scenario[] = [
  supportRollout,
  multiArm,
  ragSearch,
  judgeScores,
  loggedRouting,
  feedbackLoop,
  productLog,
  stagedLaunch,
  optInSummaries,
  confidenceRouting,
  globalUpgrade,
  targetedHelp,
  weeklyReview,
];

export function scenarioOf(id: string): Scenario | undefined {
  return scenarios.find((scenario) => scenario.id === id);
}
