/** The ids of the scenarios, apart from the scenarios: a command line can name them without loading any. */
export const scenarioIds = [
  'support-rollout',
  'multi-arm',
  'rag-search',
  'judge-scores',
  'logged-routing',
  'feedback-loop',
  'product-log',
  'staged-launch',
  'opt-in-summaries',
  'confidence-routing',
  'global-upgrade',
  'targeted-help',
  'weekly-review',
] as const;
