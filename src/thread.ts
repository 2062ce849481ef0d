// What a thread runs that `estimand/workers` starts: every kind of heavy work, one line each, the list that grows.
import { serve } from './engines/workers/serve.ts';
import { halvesTask } from './inference/benefit/ranked-draws.ts';
import { fewCutsTask, refinedTask } from './inference/policy/trees/depth-three.ts';
import { improveWithinTask } from './inference/policy/trees/limited/improve-within.ts';
import { firstColumnTask } from './inference/policy/trees/sought.ts';
import { drawnCurvesTask } from './inference/randomization/drawn-curves.ts';
import { boostTreesTask } from './models/boosting/boost-task.ts';
import { growTreesTask } from './models/forest/grow-trees.ts';
import { predictForestTask } from './models/forest/predict-part.ts';
import { replayTask } from './study/replay/replay-task.ts';

serve([
  boostTreesTask,
  growTreesTask,
  predictForestTask,
  firstColumnTask,
  fewCutsTask,
  halvesTask,
  improveWithinTask,
  refinedTask,
  drawnCurvesTask,
  replayTask,
]);
