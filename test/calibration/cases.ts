import type { Scenario } from './case.ts';
import { scenarios as absorbedBlocks } from './cases/absorbed-blocks.ts';
import { scenarios as annotators } from './cases/annotators.ts';
import { scenarios as arms } from './cases/arms.ts';
import { scenarios as beforeAfter } from './cases/before-after.ts';
import { scenarios as blocks } from './cases/blocks.ts';
import { scenarios as clusters } from './cases/clusters.ts';
import { scenarios as feedback } from './cases/feedback.ts';
import { scenarios as heavyTails } from './cases/heavy-tails.ts';
import { scenarios as heterogeneity } from './cases/heterogeneity.ts';
import { scenarios as instruments } from './cases/instruments.ts';
import { scenarios as judgedPairs } from './cases/judged-pairs.ts';
import { scenarios as judges } from './cases/judges.ts';
import { scenarios as launch } from './cases/launch.ts';
import { scenarios as logistic } from './cases/logistic.ts';
import { scenarios as looks } from './cases/looks.ts';
import { scenarios as losses } from './cases/losses.ts';
import { scenarios as mediation } from './cases/mediation.ts';
import { scenarios as namedClusters } from './cases/named-clusters.ts';
import { scenarios as optIn } from './cases/opt-in.ts';
import { scenarios as prePeriods } from './cases/pre-periods.ts';
import { scenarios as quantiles } from './cases/quantiles.ts';
import { scenarios as ratios } from './cases/ratios.ts';
import { scenarios as routing } from './cases/routing.ts';
import { scenarios as routingEvents } from './cases/routing-events.ts';
import { scenarios as routingJudges } from './cases/routing-judges.ts';
import { scenarios as routingSupport } from './cases/routing-support.ts';
import { scenarios as routingUsers } from './cases/routing-users.ts';
import { scenarios as smallSamples } from './cases/small-samples.ts';
import { scenarios as staged } from './cases/staged.ts';
import { scenarios as stagedAlarms } from './cases/staged-alarms.ts';
import { scenarios as stagedJudges } from './cases/staged-judges.ts';
import { scenarios as standardisedMediation } from './cases/standardised-mediation.ts';
import { scenarios as threshold } from './cases/threshold.ts';
import { scenarios as twoArms } from './cases/two-arms.ts';

/** Every promise of coverage, as data: one file a topic. A negative control stands in the scenario where it fails. */
export const scenarios: readonly Scenario[] = [
  ...twoArms,
  ...absorbedBlocks,
  ...annotators,
  ...arms,
  ...beforeAfter,
  ...blocks,
  ...clusters,
  ...feedback,
  ...heavyTails,
  ...heterogeneity,
  ...instruments,
  ...judges,
  ...judgedPairs,
  ...launch,
  ...looks,
  ...logistic,
  ...losses,
  ...mediation,
  ...namedClusters,
  ...optIn,
  ...prePeriods,
  ...quantiles,
  ...ratios,
  ...routing,
  ...routingEvents,
  ...routingJudges,
  ...routingSupport,
  ...routingUsers,
  ...smallSamples,
  ...staged,
  ...stagedAlarms,
  ...stagedJudges,
  ...standardisedMediation,
  ...threshold,
];
