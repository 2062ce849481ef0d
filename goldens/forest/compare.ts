// npx tsx goldens/forest/compare.ts: grows the project's causal forest on the units of econml.json, and writes its errors and their ratio to econml's, with the upper 95 % limit, to ours.json.
import { readFileSync, writeFileSync } from 'node:fs';
import { causalForest } from '../../src/models/forest/causal-forest.ts';
import { predict } from '../../src/models/forest/predict.ts';
import { drawSetup, type SetupName, setups, unitsOf } from '../../test/support/effect-setups.ts';
import { workDone } from '../../test/support/work-done.ts';

const file = (name: string): URL => new URL(name, import.meta.url);
const { made, meanSquaredErrors } = JSON.parse(readFileSync(file('econml.json'), 'utf8')) as {
  made: { trees: number; judgedBy: number };
  meanSquaredErrors: Record<string, number[]>;
};
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function errorOf(name: SetupName, seed: number): number {
  const { units } = setups[name];
  const all = drawSetup(name, seed, units + made.judgedBy);
  const { features, outcome, treatment } = unitsOf(all, 0, units);
  const judged = unitsOf(all, units, units + made.judgedBy);
  const { forest } = workDone(causalForest({ features, outcome, treatment }, { trees: made.trees, seed }));
  return mean(Array.from(predict(forest, judged.features), (effect, i) => (effect - judged.effect[i]) ** 2));
}

const errors: Record<string, readonly number[]> = {};
const ratios: Record<string, object> = {};
for (const [key, theirs] of Object.entries(meanSquaredErrors)) {
  const [name] = key.split(' ') as [SetupName];
  errors[name] ??= Array.from({ length: Math.max(...Object.entries(meanSquaredErrors).map(([k, e]) => (k.startsWith(`${name} `) ? e.length : 0))) }, (_, s) =>
    Number(errorOf(name, s + 1).toFixed(6)),
  );
  const ours = errors[name].slice(0, theirs.length);
  const ratio = mean(ours) / mean(theirs);
  // The delta method for a ratio of means of pairs.
  const left = ours.map((error, i) => error - ratio * theirs[i]);
  const standardError = Math.sqrt(left.reduce((sum, value) => sum + value * value, 0) / (left.length - 1) / left.length) / mean(theirs);
  ratios[key] = { seeds: theirs.length, ratio: Number(ratio.toFixed(3)), upper95: Number((ratio + 1.645 * standardError).toFixed(3)) };
  console.log(key, ratios[key]);
}
writeFileSync(file('ours.json'), `${JSON.stringify({ trees: made.trees, ratios, meanSquaredErrors: errors }, null, 1)}\n`);
