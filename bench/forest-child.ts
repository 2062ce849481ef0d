// Run by bench/forest.ts in a process of its own: a forest of effects of units that are drawn here, with two threads, the peak memory it took, and how long it takes to predict
// them all by the first trees.

import { causalForest } from '../src/models/forest/causal-forest.ts';
import { predicted } from '../src/models/forest/predict.ts';
import { compute } from '../src/relation/run.ts';
import { startWorkers } from '../src/workers.ts';
import { drawUnits } from './forest-data.ts';

const [units, trees] = process.argv.slice(2).map(Number);
const { features, outcome, treatment, outcomeHat, treatmentHat, effect } = drawUnits(units, 20);
const before = process.resourceUsage().maxRSS / 1024;
const workers = startWorkers({ threads: 2 });
const spent = process.cpuUsage();
const started = performance.now();
const { forest } = await compute(causalForest({ features, outcome, treatment, outcomeHat, treatmentHat }, { trees }), { workers });
const grown = performance.now();
const { user, system } = process.cpuUsage(spent);
const { values } = await compute(predicted(forest, features), { workers });
const scored = (performance.now() - grown) / 1000;
await workers.close();
const error = values.reduce((sum, value, i) => sum + (value - effect[i]) ** 2, 0) / units;
const [nodes, fitCpu] = [forest.parts.reduce((sum, { trees }) => sum + 2 * trees.leafStarts[trees.count] - trees.count, 0), (user + system) / 1e6];
console.log(
  JSON.stringify({
    value: error,
    standardError: 0,
    fit: (grown - started) / 1000,
    fitCpu,
    scored,
    nodes,
    before,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  }),
);
